# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from .letters_common import LettersCommon

TEXT = "<p>Hello <b>{{Contact_Name}}</b></p>"
LINK = re.compile(r'https?://[^\s"<>]+/contact_segment/unsubscribe/[^\s"<>]+')


class UnsubscribeCommon(LettersCommon):
    """E-mails of a segment on their way, and the links in them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_html(TEXT)
        cls.newsletter = cls.env["contact.topic"].create(
            {"name": "Newsletter", "description": "What is new, every month"}
        )
        cls.mail_template.topic_id = cls.newsletter
        cls.blacklist = cls.env["mail.blacklist"]
        cls.opt_outs = cls.env["contact.topic.opt.out"]

    def _links(self, text):
        """Return the addresses of ways out in a text."""
        return LINK.findall(text)

    def _link(self, interaction):
        """Return the way out in the e-mail of an interaction that waits to be sent."""
        [link] = set(self._links(interaction.sudo().mail_mail_id.body_html))
        return link

    def _is_blacklisted(self, email):
        return bool(self.blacklist.search_count([("email", "=", email)]))

    def _get_left(self):
        """Return who left which topic."""
        return {(one.topic_id.name, one.email) for one in self.opt_outs.search([])}
