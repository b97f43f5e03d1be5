# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from markupsafe import Markup

from odoo import api, models
from odoo.tools import email_normalize_all, plaintext2html
from odoo.tools.mail import append_content_to_html

from ...tools.way_out import EXAMPLE, make_path
from ...word_merge import compile_html

LINK = "Unsubscribe_Link"
SMALL = "color:#666666;font-size:12px"


class ContactInteraction(models.Model):
    """The way out in every e-mail: a link in its text, and headers for programs.

    It is signed for one e-mail and the addresses that it goes to.
    """

    _inherit = "contact.interaction"

    def _get_unsubscribe_link(self):
        """Return the way out of the e-mail of this interaction.

        It works while the e-mail is on its way. A preview, or a text that is made once
        more to look at, shows one that does nothing.
        """
        self.ensure_one()
        own = self.sudo()
        # for each e-mail that goes out: all else of an interaction is a lot
        own.fetch(["state", "delivery_state", "partner_id"])
        is_sent = own.state == "done" and own.delivery_state == "queued"
        emails = email_normalize_all(own.partner_id.email or "") if is_sent else []
        if not emails:
            return self._get_example_link()
        return self.get_base_url() + make_path(self.env, self.id, emails)

    @api.model
    def _get_example_link(self):
        return self.browse().get_base_url() + EXAMPLE

    def _merge_unsubscribe_link(self):
        values = super()._merge_unsubscribe_link()
        return {
            id_: link and self.browse(id_)._get_unsubscribe_link()
            for id_, link in values.items()
        }

    @api.model
    def _dump_merge_values(self, values):
        """Keep no link that works: sent again, an e-mail has its own."""
        example = self._get_example_link()
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

    @api.model
    def _show_link(self, body):
        """Return the text of a mail template to look at."""
        return self._link_out(body, self._get_example_link())

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
