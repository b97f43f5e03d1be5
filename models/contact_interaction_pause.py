# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.delivery_pause import NO_PAUSE, DeliveryPaused
from ..tools.letter_files import PUT_OFF, is_put_off
from ..tools.libreoffice import MESSAGES
from ..tools.machine_error import is_machine_error, tell_machine_error
from .contact_interaction_queue import WAITING

_logger = logging.getLogger(__name__)


class ContactInteraction(models.Model):
    """A delivery that stops without failing: the machine is at fault, or time is over.

    What waits says why, and is tried again by itself.
    """

    _inherit = "contact.interaction"

    def _raise_pause(self, error):
        """Stop the delivery for an error that is the machine's; return for others.

        :param Exception error: what the delivery of these interactions raised
        :raise DeliveryPaused: it is
        """
        if is_machine_error(error):
            env = self._as_sender().env if self else self.env
            raise DeliveryPaused(tell_machine_error(env, error), self) from error

    def _set_not_made(self, error):
        """Write down why a letter was not made; for lack of time, it goes on waiting.

        :param Exception error: the reason
        """
        if is_put_off(error):
            self.sudo().delivery_message = str(error)
        else:
            self._set_delivery("failed", self._tell_error(error))

    def _check_time(self):
        """Stop the delivery when some of its letters were not made for lack of time.

        :raise DeliveryPaused: so it is
        """
        messages = {code: MESSAGES[code] for code in PUT_OFF}
        late = self._find_waiting(
            SQL("delivery_message IN %s", tuple(messages.values()))
        )
        if not late:
            return
        tried = late.filtered(
            lambda one: one.delivery_message == messages["shared_timeout"]
        )
        reason = (tried or late)[0].delivery_message
        raise DeliveryPaused(reason, late, NO_PAUSE, bool(tried))

    def _find_waiting(self, condition):
        """Return those that are still in the queue."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM contact_interaction "
                "WHERE %s AND %s AND id IN %s ORDER BY id",
                WAITING,
                condition,
                self._ids or (0,),
            )
        )
        return self.browse([row[0] for row in rows])

    def _forget_message(self):
        """Forget why interactions waited; what is delivered now waits no more."""
        self.filtered("delivery_message").sudo().write({"delivery_message": False})

    def _put_off(self, pause, is_noted):
        """Write down why interactions wait, and try them again later.

        An attempt counts only where a letter may be what takes too long: then they are
        made in smaller numbers, until it is alone.

        :param DeliveryPaused pause: the reason
        :param bool is_noted: whether the attempt was counted when it began
        """
        waiting = self._find_waiting(SQL("TRUE"))
        env = waiting._as_sender().env if waiting else self.env
        message = env._(
            "It waits, and is tried again by itself: %(problem)s", problem=pause
        )
        known = waiting.filtered(lambda one: one.delivery_message == message)
        is_news = not waiting or known != waiting
        level = logging.INFO
        if is_news and pause.pause:
            level = logging.ERROR
        elif pause.is_tried:
            level = logging.WARNING
        _logger.log(level, "The delivery goes on later: %s", pause)
        self.env.cr.execute(
            SQL(
                "UPDATE contact_interaction SET delivery_message = %s, "
                "delivery_attempts = GREATEST(COALESCE(delivery_attempts, 0) + %s, 0) "
                "WHERE id IN %s",
                message,
                int(pause.is_tried) - int(is_noted),
                waiting._ids or (0,),
            )
        )
        self.invalidate_model(["delivery_message", "delivery_attempts"])
        self._start_delivery_after(pause.pause)

    @api.model
    def _start_delivery_after(self, pause):
        """Have the delivery go on some time after the transaction."""
        if hasattr(self, "with_delay"):
            self._delay_delivery(eta=int(pause.total_seconds()))
            return
        cron = self.env.ref("contact_segment.ir_cron_deliver", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger(fields.Datetime.now() + pause)
