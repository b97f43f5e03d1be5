# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from ..segment.line_query import LineQuery


class ContactSegment(models.Model):
    """E-mails of a segment that are sent as a test, before it is logged."""

    _inherit = "contact.segment"

    def send_test(self, address, partner_id=0, lang=""):
        """Send one merged e-mail to an address, as a contact would get it.

        Nothing is logged; the link to unsubscribe does nothing. The subject begins with
        "[Test]".

        :param str address: where to
        :param int partner_id: the contact, who is on the segment; 0 for the first
        :param str lang: the language, in place of the contact's
        :return: True
        :rtype: bool
        :raise UserError: it is no address, the contact is not on the segment, there is
            no e-mail to be made, or the mail server refuses it
        """
        arguments.check_one(self)
        self.check_access("read")
        line = self._get_sample_line(partner_id)
        lang = arguments.read_choice(
            self.env, "lang", lang, dict(line._selection_lang()), optional=True
        )
        self.env["contact.interaction"]._send_sample(
            lambda model: self._make_sample(model, line, lang), address
        )
        return True

    def action_send_test(self):
        """Ask where a test is sent to.

        :return: an action
        :rtype: dict
        """
        arguments.check_one(self)
        line = self._get_sample_line(0)
        return self.env["contact.mail.test.wizard"]._open(
            segment_id=self.id, line_id=line.id
        )

    def _get_sample_line(self, partner_id):
        """Return the line of a contact, or the first one.

        :raise UserError: there is none
        """
        partner_id = arguments.read_integer(self.env, "partner_id", partner_id)
        domain = self._get_line_domain()
        if partner_id:
            domain &= Domain("partner_id", "=", partner_id)
        line = self.env["contact.segment.line"].search(domain, order="id", limit=1)
        if not line:
            raise UserError(
                self.env._(
                    "Contact %(id)s is not on segment %(segment)s; choose another one.",
                    id=partner_id,
                    segment=self.display_name,
                )
                if partner_id
                else self.env._(
                    "Segment %(segment)s is empty; add contacts to send a test.",
                    segment=self.display_name,
                )
            )
        return line

    def _make_sample(self, interactions, line, lang):
        """Write the interaction that logging would write of a line, as a draft.

        :param contact.interaction interactions: the environment to return it in
        """
        if lang:
            self._set_sample_lang(line, lang)
        document = line._get_effective_document()
        version = self.env["contact.document.version"].sudo()
        if document:
            version = version._get_version(document.sudo())
        lines = self.env["contact.segment.line"].sudo()
        query = LineQuery(lines, Domain("id", "=", line.id))
        columns = {
            **self._prepare_interaction_columns(query),
            "state": SQL("'draft'"),
            # the contact may have been called already, and has one interaction
            "segment_line_id": SQL("NULL::int"),
            "channel": SQL("'email'"),
            "document_version_id": SQL("%s", version.id or None),
        }
        # what logging asks for first is not needed to see an e-mail
        columns["date"] = SQL("COALESCE(%s, %s)", columns["date"], self.env.cr.now())
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO contact_interaction (%s) %s RETURNING id",
                SQL(", ").join(SQL.identifier(name) for name in columns),
                query.select(*columns.values()),
            )
        )
        return interactions.browse(rows[0])

    def _set_sample_lang(self, line, lang):
        """Let a line resolve to a language: its document and its subject go by it."""
        for table, column, key in (
            ("contact_segment_line", "override_lang", "id"),
            ("contact_interaction", "lang", "segment_line_id"),
        ):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE %s = %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    lang,
                    SQL.identifier(key),
                    line.id,
                )
            )
        self.env.invalidate_all()
