# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.tools import LazyTranslate

from ...tools.selections import UNSUBSCRIBE_REASONS
from ...tools.told import ToldChar, tell
from ...tools.way_out import read_emails

_lt = LazyTranslate(__name__)
# More than that is no reason.
LONGEST_NOTE = 1000


class ContactInteraction(models.Model):
    """The page to unsubscribe: what it shows, and what its reader does there.

    The link was checked before, and what is done is done with the rights of the system.
    Addresses count, so it works for an interaction that is gone as well.
    """

    _inherit = "contact.interaction"

    unsubscribed_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the contact unsubscribed by the link in this e-mail.",
    )
    unsubscribed_from = ToldChar(
        readonly=True,
        copy=False,
        help="Everything, or the topic of the e-mail.",
    )
    unsubscribe_reason = fields.Selection(
        selection=UNSUBSCRIBE_REASONS,
        string="Reason to Unsubscribe",
        readonly=True,
        copy=False,
    )
    unsubscribe_note = fields.Text(
        string="In Their Words",
        readonly=True,
        copy=False,
        help="What the contact says of it.",
    )

    _unsubscribed = models.Index("(unsubscribed_on) WHERE unsubscribed_on IS NOT NULL")

    @api.model
    def _find_by_link(self, interaction_id, token, addresses):
        """Return the addresses that a link speaks for, and its interaction, if any.

        :return: no addresses for a link that was not made here
        :rtype: tuple[list[str], contact.interaction]
        """
        emails = read_emails(self.env, interaction_id, token, addresses)
        if not emails:
            return [], self.browse()
        # sudo: whoever holds the link was sent the e-mail, and needs no login to leave
        return emails, self.sudo().browse(interaction_id).exists()

    def _unsubscribe(self, emails, only_topic=False):
        """Send no more e-mails to addresses; once more changes nothing.

        :param list[str] emails: the addresses of a link that was checked
        :param bool only_topic: of the topic of the e-mail; else none at all
        """
        topic = self._get_topic() if only_topic else self._get_topic().browse()
        if topic:
            topic._leave(emails, self.unsubscribe_reason, self.unsubscribe_note)
        else:
            self._blacklist(emails)
        if self:
            self.write(
                {
                    "unsubscribed_on": self.unsubscribed_on or fields.Datetime.now(),
                    "unsubscribed_from": topic.name or _lt("Everything"),
                }
            )

    def _subscribe_again(self, emails):
        """Send e-mails to addresses again that unsubscribed from what they see.

        :param list[str] emails: the addresses of a link that was checked
        """
        topic = self._get_topic()
        if found := self._find_blacklisted(emails):
            for email in found.mapped("email"):
                found._remove(email, message=self._tell_office(_lt("Subscribed again")))
        elif topic:
            topic._come_back(emails)
        if not self:
            return
        if topic and topic._is_left(emails):
            self.unsubscribed_from = topic.name
        else:
            self.write(
                {
                    "unsubscribed_on": False,
                    "unsubscribed_from": False,
                    "unsubscribe_reason": False,
                    "unsubscribe_note": False,
                }
            )

    def _note_reason(self, emails, reason, note):
        """Note why addresses unsubscribed, as far as the reader says so.

        :param list[str] emails: the addresses of a link that was checked
        :param str reason: what he chose, maybe nothing
        :param str note: what he typed, maybe nothing
        """
        told = {}
        if reason in dict(UNSUBSCRIBE_REASONS):
            told["reason"] = reason
        if note := note.replace("\x00", "").strip()[:LONGEST_NOTE]:
            told["note"] = note
        if not told:
            return
        opt_outs = self.env["contact.topic.opt.out"].sudo()
        opt_outs._find(self._get_topic(), emails).write(told)
        self.write({f"unsubscribe_{name}": value for name, value in told.items()})

    def _get_topic(self):
        return self.template_id.topic_id.sudo()

    def _get_subscription(self, emails):
        """Return what addresses get: ``all``, ``others`` (than the topic) or ``none``.

        :rtype: str
        """
        if self._find_blacklisted(emails):
            return "none"
        return "others" if self._get_topic()._is_left(emails) else "all"

    @api.model
    def _find_blacklisted(self, emails):
        spellings = self.env["contact.topic.opt.out"]._get_spellings(emails)
        return self.env["mail.blacklist"].sudo().search([("email", "in", spellings)])

    def _blacklist(self, emails):
        """Put addresses on Odoo's list of those that get no mailings."""
        known = self._find_blacklisted(emails).mapped("email")
        blacklist = self.env["mail.blacklist"].sudo()
        message = self._tell_office(_lt("Unsubscribed by the link in an e-mail"))
        for email in emails:
            if email in known:
                continue
            try:
                with self.env.cr.savepoint():
                    blacklist._add(email, message=message)
            except UniqueViolation:
                # somebody else did so at this moment
                self.env.invalidate_all()

    def _tell_office(self, sentence):
        """Return a sentence about an e-mail for who looks up an address in Odoo."""
        company = self.company_id or self.env.company.sudo()
        env = self.with_context(lang=company.partner_id.lang).env
        parts = [tell(env, sentence), self.segment_id.display_name or self.name]
        return ": ".join(filter(None, parts))

    def _get_page_lang(self):
        """Return the language of the reader; empty where his browser says it."""
        installed = dict(self.env["res.lang"].get_installed())
        langs = (self.lang, self.partner_id.lang)
        return next((lang for lang in langs if lang in installed), "")

    def _prepare_unsubscribe_page(self, emails):
        """Return what the page shows, in the language of the context.

        :rtype: dict
        """
        # of one that is gone nobody knows the company, unless there is only one
        every = self.env["res.company"].sudo()
        companies = self.company_id or every.search([], limit=2)
        topic = self._get_topic()
        reasons = self._fields["unsubscribe_reason"]._description_selection(self.env)
        return {
            "company": companies.name if len(companies) == 1 else "",
            "emails": ", ".join(emails),
            "topic": topic.name or "",
            "topic_description": topic.description or "",
            "subscription": self._get_subscription(emails),
            "reasons": reasons,
            "has_reason": bool(self.unsubscribe_reason or self.unsubscribe_note),
            # there has to be something to note it on
            "can_say": bool(self),
        }
