# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from markupsafe import Markup
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.tools import LazyTranslate, email_normalize_all, plaintext2html
from odoo.tools.mail import append_content_to_html

from ...tools.selections import UNSUBSCRIBE_REASONS
from ...tools.told import ToldChar, tell
from ...tools.way_out import EXAMPLE, make_path, read_emails
from ...word_merge import compile_html

_lt = LazyTranslate(__name__)
LINK = "Unsubscribe_Link"
# More than that is no reason.
LONGEST_NOTE = 1000
SMALL = "color:#666666;font-size:12px"


class ContactInteraction(models.Model):
    """The way out of what is sent: in every e-mail a link, and headers for programs.

    The link is signed for one e-mail and the addresses that it goes to. What it does is
    done with the rights of the system, for whoever holds it.
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

    # --------------------------------------------------------------------------------
    # The link in the text and in the headers.
    # --------------------------------------------------------------------------------

    def _get_unsubscribe_link(self):
        """Return the way out of the e-mail of this interaction.

        It works while the e-mail is on its way. A preview, or a text that is made once
        more to look at, shows one that does nothing.
        """
        self.ensure_one()
        own = self.sudo()
        is_sent = own.state == "done" and own.delivery_state == "queued"
        emails = email_normalize_all(own.partner_id.email or "") if is_sent else []
        path = make_path(self.env, self.id, emails) if emails else EXAMPLE
        return self.get_base_url() + path

    def _merge_unsubscribe_link(self):
        values = super()._merge_unsubscribe_link()
        return {
            id_: link and self.browse(id_)._get_unsubscribe_link()
            for id_, link in values.items()
        }

    @api.model
    def _dump_merge_values(self, values):
        """Keep no link that works: sent again, an e-mail has its own."""
        example = self.browse().get_base_url() + EXAMPLE
        return super()._dump_merge_values(
            {
                name: example if value and self._is_link(name) else value
                for name, value in values.items()
            }
        )

    def _load_own_values(self):
        """Return the kept merge values of this interaction, with its own link."""
        self.ensure_one()
        values = self._load_merge_values(self.sudo().merge_values)
        for name in filter(self._is_link, list(values)):
            values[name] = self._merge_unsubscribe_link()[self.id]
        return values

    @api.model
    def _is_link(self, name):
        return self._get_merge_key(name) == self._get_merge_key(LINK)

    def _finish_mail_body(self, body, values):
        """Add the way out where the text has none, and the imprint of the company."""
        body = super()._finish_mail_body(body, values)
        lang = self.lang or self.partner_id.lang
        own = self.sudo().with_context(lang=lang)
        link = own._get_unsubscribe_link()
        body = self._link_out(body, link)
        imprint = own.company_id.contact_mail_imprint
        footer = plaintext2html(imprint) if imprint else Markup()
        if link not in body and not own.template_id.without_unsubscribe:
            footer += Markup('<p><a href="%s" style="%s">%s</a></p>') % (
                link,
                SMALL,
                own.env._("Unsubscribe"),
            )
        if not footer:
            return body
        footer = Markup('<div style="margin-top:24px;%s">%s</div>') % (SMALL, footer)
        return str(append_content_to_html(body, footer, plaintext=False))

    @api.model
    def _link_out(self, body, link):
        """Return a text in which the address of the way out is a link everywhere.

        Word has it as text, and the text of a mail template has the name of the field.
        """
        if LINK.casefold() in body.casefold():
            body = compile_html(body, keep_unknown=True).render({LINK: link})
        if f'href="{link}"' in body:
            return body
        anchor = f'<a href="{link}">{link}</a>'
        # not in an attribute
        return re.sub(rf"(?<![\"'=]){re.escape(link)}", lambda _match: anchor, body)

    def _get_mail_headers(self):
        """Add what mail programs make a button of (RFC 2369, RFC 8058)."""
        headers = super()._get_mail_headers()
        if self.sudo().template_id.without_unsubscribe:
            return headers
        return {
            **headers,
            "List-Unsubscribe": f"<{self._get_unsubscribe_link()}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    # --------------------------------------------------------------------------------
    # What the reader of an e-mail does on the page of its link. The link was checked
    # before; the interaction may be gone, and the addresses still count.
    # --------------------------------------------------------------------------------

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
        """Return the language of the reader; nothing where his browser has to say it."""
        installed = dict(self.env["res.lang"].get_installed())
        langs = (self.lang, self.partner_id.lang)
        return next((lang for lang in langs if lang in installed), "")

    def _prepare_unsubscribe_page(self, emails):
        """Return what the page shows, in the language of the context.

        :rtype: dict
        """
        companies = self.company_id or self.env["res.company"].sudo().search([], limit=2)
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
        }
