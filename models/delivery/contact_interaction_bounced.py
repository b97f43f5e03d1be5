# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from functools import partial

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying
from odoo.tools import LazyTranslate

from ...tools.locks import wait_for_rows
from ...tools.mail_bounce import DELAYED, HARD, read_bounce
from .contact_interaction_waiting import UNKNOWN

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)
# Why e-mails come back, by the middle and last number of a status (RFC 3463): what is
# said, and the code by which results count it.
NO_ADDRESS, FULL, REFUSED, NO_SERVER, TOO_BIG, OTHER = (
    f"bounced_{cause}"
    for cause in ("address", "full", "refused", "server", "size", "other")
)
BOUNCE_CODES = (NO_ADDRESS, FULL, REFUSED, NO_SERVER, TOO_BIG, OTHER)
CAUSES = {
    NO_ADDRESS: _lt("There is no such address; correct it, then send it again."),
    FULL: _lt("The mailbox is full; send it again later, or by another channel."),
    REFUSED: _lt(
        "The server of the contact does not want it; ask for another address."
    ),
    NO_SERVER: _lt("The server of the contact was not reached; check the address."),
    TOO_BIG: _lt("It is too big for the server of the contact; send it by letter."),
    OTHER: _lt("Check the address, or send it by another channel."),
}


class ContactInteraction(models.Model):
    """E-mails that come back after our mail server had taken them.

    What a report says is believed of the e-mail whose id it knows, and of no other.
    """

    _inherit = "contact.interaction"

    message_id = fields.Char(
        string="Message-Id",
        index="btree_not_null",
        readonly=True,
        copy=False,
        is_technical=True,
        # whoever knows it could say that the e-mail came back
        groups="base.group_system",
        help="What the e-mail is called by mail servers.",
    )
    bounced_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the e-mail came back because a mail server could not deliver it.",
    )
    bounce_kind = fields.Selection(
        selection=[("hard", "For good"), ("soft", "This time")],
        string="Bounce",
        readonly=True,
        copy=False,
        help="For good: the address does not exist or refuses such e-mails. This time: "
        "the mailbox was full, or its server not reached until it was given up.",
    )

    # --------------------------------------------------------------------------------
    # E-mails that come back.
    # --------------------------------------------------------------------------------

    @api.model
    def _note_bounce(self, report, message_ids):
        """Write down that an e-mail came back, once, if it is one of ours.

        :param EmailMessage report: what a mail server says
        :param list message_ids: what Odoo thinks that it is about; may be empty
        """
        bounce = read_bounce(report)
        if not bounce:
            return
        message_ids = [*bounce.message_ids, *message_ids]
        interaction = self._find_by_message_ids(message_ids)
        wait_for_rows(self.env, {"contact_interaction": interaction.ids})
        is_unknown = interaction.delivery_code == UNKNOWN
        if interaction.bounced_on or not (
            interaction.delivery_state == "sent" or is_unknown
        ):
            return
        reason = bounce.reason or bounce.status or _lt("no reason was given")
        if bounce.kind == DELAYED:
            if not is_unknown:
                interaction.delivery_message = _lt(
                    "The server of the contact does not take it yet, and is asked "
                    "again: %(reason)s",
                    reason=reason,
                )
            return
        code = self._get_bounce_code(bounce.status)
        interaction._set_delivery(
            "failed",
            _lt(
                "It came back from %(address)s. %(cause)s The mail server said: "
                "%(reason)s",
                address=bounce.address or interaction.partner_id.email or "?",
                cause=CAUSES[code],
                reason=reason,
            ),
            delivery_code=code,
            bounced_on=fields.Datetime.now(),
            bounce_kind="hard" if bounce.kind == HARD else "soft",
        )

    @api.model
    def _find_by_message_ids(self, message_ids):
        """Return the interaction of the first id that is the one of an e-mail of ours.

        :param list message_ids: ids, the likely ones first
        :return: one interaction as sudo, or none
        """
        if not message_ids:
            return self.sudo().browse()
        found = self.sudo().search([("message_id", "in", message_ids)], order="id")
        by_id = {interaction.message_id: interaction for interaction in found}
        known = [by_id[id_] for id_ in message_ids if id_ in by_id]
        return known[0] if known else found

    @api.model
    def _get_bounce_code(self, status):
        """Return why an e-mail came back, the same for all contacts.

        :param str status: such as 5.1.1; may be empty
        """
        _class, _dot, detail = status.partition(".")
        subject = detail.partition(".")[0]
        if detail in ("2.2", "3.1"):
            return FULL
        if detail in ("2.3", "3.4"):
            return TOO_BIG
        if subject == "1" or detail == "2.1":
            return NO_ADDRESS
        return {"4": NO_SERVER, "7": REFUSED}.get(subject, OTHER)

    @api.model
    def _take_from_gateway(self, method, **facts):
        """Write down what an incoming e-mail says; if it fails, the e-mail stays.

        Odoo drops an e-mail that cannot be read. So what somebody else writes at this
        moment is waited for after it is read, and then looked at once more.

        :param str method: what writes it down
        :param facts: its arguments
        """
        # what is still to be written is not ours: its errors must be seen
        self.env.flush_all()
        model = self.sudo().with_context(contact_event_logged=True)
        try:
            with self.env.cr.savepoint():
                getattr(model, method)(**facts)
        except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            self.env.cr.postcommit.add(partial(self._take_again, method, facts))
        except Exception:
            _logger.exception("Could not write down what an e-mail says: %s", method)

    @api.model
    def _take_again(self, method, facts):
        """Write down what an e-mail says, in a transaction of its own."""
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"contact_event_logged": True})
            retrying(partial(getattr(env[self._name], method), **facts), env)

    def _set_delivery(self, state, message="", **values):
        # what came back before says nothing of an e-mail that is on its way again
        bounce = {"bounced_on": False, "bounce_kind": False}
        return super()._set_delivery(state, message, **{**bounce, **values})
