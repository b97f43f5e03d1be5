# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

import requests
from urllib3.exceptions import NewConnectionError

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, LazyTranslate

from .contact_interaction_waiting import UNKNOWN

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)
# In the context while a batch is being sent: what became of it is written down after.
BEING_SENT = object()
CONTEXT_KEY = "contact_texts_being_sent"
# How Odoo's notifications call the states of its queue.
STATUSES = {"error": "exception", "outgoing": "ready"}


class WatchedGateway:
    """A gateway of Odoo that remembers what went wrong when it was asked to send.

    Odoo goes on as if the gateway had refused every text message.

    :ivar error: what it raised, or None
    """

    def __init__(self, gateway):
        self._gateway = gateway
        self.error = None

    def __getattr__(self, name):
        return getattr(self._gateway, name)

    def _send_sms_batch(self, *args, **kwargs):
        try:
            return self._gateway._send_sms_batch(*args, **kwargs)
        except Exception as error:
            self.error = error
            raise


def was_unreachable(error):
    """Whether a gateway surely had nothing of what was to be sent.

    :param Exception error: what asking it raised
    """
    while error:
        if isinstance(error, requests.exceptions.ConnectTimeout | NewConnectionError):
            return True
        # requests keeps what urllib3 said as an argument, and that its reason
        inner = error.args[0] if error.args else None
        inner = getattr(inner, "reason", inner)
        if isinstance(inner, NewConnectionError):
            return True
        error = error.__cause__ or error.__context__
    return False


def wrap_queue(queue):
    """Stand between Odoo's SMS queue and its gateway.

    :param queue: the class of the queue in the registry of a database
    """
    if "_send_with_api" in vars(queue):
        return

    def _send_with_api(self, sms_api, *args, **kwargs):
        def send(texts, gateway):
            return super(queue, texts)._send_with_api(gateway, *args, **kwargs)

        return self.env["contact.interaction"]._send_texts(self, sms_api, send)

    def _send(self, *args, **kwargs):
        # Odoo's scheduled action takes texts of several companies, and its method those
        # of one
        for _company, texts in self.grouped(lambda one: one._get_sms_company()).items():
            super(queue, texts)._send(*args, **kwargs)

    queue._send_with_api = _send_with_api
    queue._send = _send


class ContactInteraction(models.Model):
    """Odoo's SMS queue: text messages of interactions at most once each.

    The queue asks the gateway and then commits. A server that stops in between would
    ask again; so interactions are claimed, and the claim committed, before. As the
    addon does not depend on the app SMS, it cannot extend its model by a class: where
    the app is there, its methods that send are wrapped, as Odoo's automation rules wrap
    methods.
    """

    _inherit = "contact.interaction"

    def _register_hook(self):
        """Stand between Odoo's SMS queue and its gateway, where the app is there."""
        super()._register_hook()
        if "sms.sms" in self.env:
            wrap_queue(self.env.registry["sms.sms"])

    @api.model
    def _send_texts(self, texts, gateway, send):
        """Send text messages: ordinary ones as Odoo does, others after claiming them.

        :param sms.sms texts: what is to be sent
        :param gateway: what Odoo asks to send
        :param send: what Odoo does with some of them and a gateway
        """
        own = self.sudo().search([("sms_uuid", "in", texts.mapped("uuid"))])
        uuids = set(own.mapped("sms_uuid"))
        ordinary = texts.filtered(lambda text: text.uuid not in uuids)
        if ordinary:
            send(ordinary, gateway)
        claimed = own._claim_texts()
        uuids = set(claimed.mapped("sms_uuid"))
        rows = texts.exists().filtered(lambda text: text.uuid in uuids)
        waiting = rows.filtered(lambda text: text.state == "outgoing")
        if waiting:
            watched = WatchedGateway(gateway)
            send(waiting.with_context(**{CONTEXT_KEY: BEING_SENT}), watched)
            claimed._settle_texts(rows, watched.error)
        return True

    def _claim_texts(self):
        """Claim the interactions of text messages; return those that may be sent now.

        :rtype: contact.interaction
        """
        locked = self._lock_texts()
        free = locked.filtered(
            lambda one: (
                one.state == "done"
                and (one.delivery_state == "queued" or one._is_sent_once_more())
            )
        )
        (locked - free)._cancel_texts()
        lost = free.filtered("sending_since")
        lost._set_text_unknown()
        lost._write_text_errors()
        free -= lost
        # of a twin that somebody else has, the queue is asked again
        free = free._leave_text_twins() - free._get_later_twins()
        reasons = free._get_skip_reasons("sms") if free else {}
        for interaction in free.filtered(lambda one: one.id in reasons):
            interaction._cancel_texts()
            interaction._set_delivery("skipped", **reasons[interaction.id])
        free = free.filtered(lambda one: one.id not in reasons)
        if not free:
            return free
        free._update_numbers()
        free._take_lines()
        free._set_text_claim()
        return free._lock_texts().filtered("sending_since")

    def _is_sent_once_more(self):
        """Whether this failed, and somebody sends it again from the queue."""
        return self.delivery_state == "failed" and self.delivery_code != UNKNOWN

    def _set_text_claim(self):
        """Write down, for good, that text messages are being sent."""
        retries = self.grouped("delivery_retries")
        for number, same in retries.items():
            same._set_delivery(
                "queued",
                sending_since=fields.Datetime.now(),
                delivery_retries=number,
            )
        self.env.flush_all()
        self.env["ir.cron"]._commit_progress()

    def _lock_texts(self):
        """Return those of interactions that no other worker has, locked."""
        try:
            with self.env.cr.savepoint():
                locked = self.try_lock_for_update()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            return self.browse()
        locked.invalidate_recordset()
        return locked

    def _leave_text_twins(self):
        """Return those whose twins nobody else has; the others stay in the queue."""
        try:
            with self.env.cr.savepoint():
                held = {id_ for id_, _twin in self._lock_free_twins()}
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            held = set(self.ids)
        return self.filtered(lambda one: one.id not in held)

    def _update_numbers(self):
        """Send to the numbers that contacts have now; the gate was asked about them."""
        numbers = {one.sms_uuid: one.partner_id.phone_sanitized for one in self}
        for row in self._get_text_rows():
            if row.number != numbers[row.uuid]:
                row.number = numbers[row.uuid]

    def _settle_texts(self, rows, error):
        """Write down what became of text messages that were just sent.

        :param sms.sms rows: they, in Odoo's queue
        :param Exception error: what the gateway raised, or None
        """
        if error:
            reason = " ".join(str(error).split()) or type(error).__name__
            if was_unreachable(error):
                self._wait_or_fail(
                    _lt(
                        "The gateway for text messages cannot be reached (%(reason)s).",
                        reason=reason,
                    )
                )
            else:
                self._set_text_unknown(reason)
            return
        outcomes = {
            row.uuid: (
                STATUSES.get(row.state, row.state),
                row.failure_type or "",
                row.sms_tracker_id.mail_notification_id.failure_reason or "",
            )
            for row in rows.sudo()
        }
        for outcome, same in self.grouped(lambda one: outcomes[one.sms_uuid]).items():
            same._set_text_outcome(*outcome)

    def _write_text_errors(self):
        """Keep Odoo's queue from sending text messages of which nobody knows."""
        rows = self._get_text_rows()
        if rows:
            rows.write({"state": "error", "failure_type": "unknown"})

    @api.model
    def _settle_lost_texts(self):
        """Give interactions a way out whose text messages are not in the queue.

        Somebody deleted them there, or uninstalled the app SMS. One that was sent is
        kept for a day, and its interaction knows.
        """
        self.flush_model()
        waiting = SQL(
            "SELECT id FROM contact_interaction i WHERE delivery_state = 'queued' "
            "AND state = 'done' AND sms_uuid IS NOT NULL"
        )
        if "sms.sms" in self.env:
            self.env["sms.sms"].flush_model()
            waiting = SQL(
                "%s AND NOT EXISTS(SELECT FROM sms_sms WHERE uuid = i.sms_uuid)",
                waiting,
            )
        rows = self.env.execute_query(SQL("%s FOR UPDATE SKIP LOCKED", waiting))
        if not rows:
            return
        lost = self.sudo().browse([row[0] for row in rows])
        claimed = lost.filtered("sending_since")
        claimed._set_text_unknown()
        (lost - claimed)._set_delivery(
            "skipped", _lt("The text message was deleted from the SMS queue.")
        )
