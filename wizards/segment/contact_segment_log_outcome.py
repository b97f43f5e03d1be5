# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import format_date

from ...models.segment.contact_segment_check import SENDING_CODES, WARNING_CODES
from ...tools import arguments
from ...tools.selections import CHANNELS, DELIVERED_CHANNELS

# In the order in which they are told.
KINDS = ("sent", "noted", "unsent", "blocked", "handled", "later")
LEVELS = {
    "sent": "success",
    "noted": "info",
    "unsent": "warning",
    "blocked": "danger",
    "handled": "muted",
    "later": "warning",
}


class ContactSegmentLogOutcome(models.TransientModel):
    """What logging does to some contacts, how many they are, and what mends it."""

    _name = "contact.segment.log.outcome"
    _inherit = ["contact.rights.mixin"]
    _description = "What Logging Does"
    _order = "id"

    wizard_id = fields.Many2one(
        comodel_name="contact.segment.log.wizard", required=True, ondelete="cascade"
    )
    count = fields.Integer(string="Contacts")
    message = fields.Text(string="What Happens")
    kind = fields.Selection(
        selection=[
            ("sent", "Sent"),
            ("noted", "Only Noted"),
            ("unsent", "Only Noted, Not Sent"),
            ("blocked", "Not Logged"),
            ("handled", "Handled Already"),
            ("later", "Dated in the Future"),
        ],
        required=True,
    )
    level = fields.Char()
    channel = fields.Char()
    code = fields.Char(help="The problem, as in the check list.")

    @api.model
    def _prepare_outcomes(self, segment, send):
        """Return the values of everything that is to be told of logging a segment.

        :param contact.segment segment: the segment
        :param bool send: whether letters and e-mails are to be sent
        :rtype: list[dict]
        """
        found = segment._count_outcomes(send)
        totals, later, latest = {}, 0, None
        for (channel, code), (count, later_count, date) in found.items():
            key = self._get_outcome(channel, code, send)
            totals[key] = totals.get(key, 0) + count
            if later_count and key[0] != "blocked":
                later += later_count
                latest = max(latest or date, date)
        handled = segment.line_count - sum(totals.values())
        if handled > 0:
            totals["handled", "", ""] = handled
        outcomes = [
            self._prepare_outcome(*key, totals[key], self._tell_outcome(*key))
            for key in sorted(totals, key=self._get_place)
        ]
        if later:
            outcomes.append(self._prepare_later(segment, later, latest))
        return outcomes

    @api.model
    def _prepare_outcome(self, kind, channel, code, count, message):
        """Return the values of one outcome."""
        return {
            "kind": kind,
            "channel": channel,
            "code": code,
            "count": count,
            "level": LEVELS[kind],
            "message": message,
        }

    @api.model
    def _prepare_later(self, segment, count, latest):
        """Return the values of what is dated in the future; these count elsewhere too.

        :param contact.segment segment: the segment
        :param int count: how many they are
        :param datetime.date latest: the latest date
        """
        is_header = segment.date and segment.date > fields.Date.context_today(self)
        message = self.env._(
            "Dated in the future, the latest on %(date)s: their interactions are noted "
            "as if they were of that day, although you log them now.",
            date=format_date(self.env, latest),
        )
        code = "header_date" if is_header else "line_date"
        return self._prepare_outcome("later", "", code, count, message)

    @api.model
    def _get_outcome(self, channel, code, send):
        """Return kind, channel and code of what happens to lines."""
        blocks = code not in WARNING_CODES and (send or code not in SENDING_CODES)
        if code and blocks:
            # whether a letter is blocked for its salesperson or a call is no matter
            return "blocked", channel if code in SENDING_CODES else "", code
        if code:
            return "unsent", channel, code
        if channel in DELIVERED_CHANNELS:
            return ("sent" if send else "unsent"), channel, ""
        return "noted", channel, ""

    @api.model
    def _get_place(self, key):
        """Return where an outcome stands among the others."""
        kind, channel, code = key
        known = [name for name, _label in CHANNELS]
        place = known.index(channel) if channel in known else len(known)
        return KINDS.index(kind), place, code

    @api.model
    def _tell_outcome(self, kind, channel, code):
        """Return the sentence about an outcome.

        :rtype: str
        """
        names = self.env["contact.segment"]._get_problem_names()
        words = {"what": self._get_plural(channel), "reason": names.get(code, code)}
        if kind == "sent":
            return self._tell_sent(channel)
        if kind == "handled":
            return self.env._("Handled already, they keep the interaction they have.")
        if kind == "blocked":
            if channel in DELIVERED_CHANNELS:
                return self.env._("%(what)s, not sent because: %(reason)s", **words)
            if channel:
                return self.env._("%(what)s, not logged because: %(reason)s", **words)
            return self.env._("Not logged because: %(reason)s", **words)
        if code and channel not in DELIVERED_CHANNELS:
            return self.env._(
                "%(what)s that cannot be made, only noted: %(reason)s", **words
            )
        if code:
            return self.env._(
                "%(what)s, only noted and not sent because: %(reason)s", **words
            )
        if kind == "unsent":
            return self.env._(
                "%(what)s, only noted and not sent, because you do not want them sent.",
                **words,
            )
        return self.env._("%(what)s, only noted.", **words)

    @api.model
    def _tell_sent(self, channel):
        """Return how what is sent goes out."""
        if channel != "letter":
            return self.env._("%(what)s go out.", what=self._get_plural(channel))
        if self.env["contact.interaction"]._get_libreoffice():
            return self.env._("Letters are made as PDF, with a print file.")
        return self.env._(
            "Letters are made as Word documents, because LibreOffice is not installed "
            "on the server. Ask an administrator to install it before you log, and "
            "they are PDFs."
        )

    @api.model
    def _get_plural(self, channel):
        """Return what goes by a channel."""
        labels = dict(
            self.env["contact.segment"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        plurals = {
            "letter": self.env._("Letters"),
            "email": self.env._("E-mails"),
            "sms": self.env._("Text messages"),
            "phone": self.env._("Calls"),
        }
        none = self.env._("Without a channel")
        return plurals.get(channel) or labels.get(channel) or none

    # --------------------------------------------------------------------------------
    # What mends it.
    # --------------------------------------------------------------------------------

    def action_add_document(self):
        """Ask for the document of the segment that is missing.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        return self.wizard_id.action_add_document()

    def action_open_templates(self):
        """Open the templates of these contacts, to add a document there.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        return self.wizard_id._open_templates(self._get_line_domain())

    def action_view_contacts(self):
        """Open the contacts of the segment that it is about.

        :return: a window action
        :rtype: dict
        """
        arguments.check_one(self)
        action = self.wizard_id.segment_id.action_view_lines()
        return dict(action, name=self.message, domain=self._get_line_domain())

    def action_open_segment(self):
        """Go back to the segment, to complete it."""
        arguments.check_one(self)
        return self.wizard_id.segment_id._get_form_action()

    def action_send(self):
        """Send these after all."""
        arguments.check_one(self)
        self.wizard_id.send = True
        return self.wizard_id.action_check()

    def action_date_today(self):
        """Date the segment today; contacts with a date of their own keep it."""
        arguments.check_one(self)
        self.wizard_id.segment_id.date = fields.Date.context_today(self)
        return self.wizard_id.action_check()

    def _get_line_domain(self):
        """Return the domain of the lines of this outcome."""
        segment = self.wizard_id.segment_id
        domain = [("segment_id", "=", segment.id), ("active", "=", True)]
        if self.channel:
            domain.append(("channel", "=", self.channel))
        if self.kind == "later":
            domain.append(("date", ">", fields.Date.context_today(self)))
        elif self.code:
            domain.append(("problem", "=", self.code))
        if self.kind == "handled":
            domain.append(("interaction_id", "!=", False))
        return domain
