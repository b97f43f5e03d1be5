# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import arguments
from ...tools.automation import watched


class ContactSegment(models.Model):
    """Tags for all contacts of a segment, which keep the group beyond the segment."""

    _inherit = "contact.segment"

    def tag_contacts(self, tag_ids, remove=False):
        """Give tags to the contacts of the segment, or take them away.

        Contacts that the user may see and not change stay as they are.

        :param list[int] tag_ids: ids of res.partner.category
        :param bool remove: take them away
        :return: changed and unchanged: how many contacts
        :rtype: dict[str, int]
        :raise UserError: there is no tag
        :raise AccessError: the user may not change contacts
        """
        arguments.check_one(self)
        self.check_access("read")
        tags = self._read_tags(tag_ids)
        remove = arguments.read_boolean(self.env, "remove", remove)
        contacts = self.env["res.partner"].with_context(active_test=False)
        contacts.check_access("write")
        self.env.flush_all()
        domain = self._get_contact_domain()
        # past the ORM: one statement, however many contacts there are
        with watched(contacts, domain, ["category_id"]), self._planned_for_many():
            ((changed,),) = self.env.execute_query(
                self._build_tagging(contacts, domain, tags, remove)
            )
        self.env.invalidate_all()
        return {
            "changed": changed,
            "unchanged": contacts.search_count(domain) - changed,
        }

    def action_tag_contacts(self):
        """Ask which tags the contacts are given.

        :return: an action
        :rtype: dict
        """
        self.env["res.partner"].check_access("write")
        return self._open_wizard(
            "contact.segment.tag.wizard", self.env._("Tag Contacts")
        )

    def _read_tags(self, tag_ids):
        """Return the tags with these ids."""
        ids = arguments.read_ids(self.env, "tag_ids", tag_ids)
        if not ids:
            raise UserError(self.env._("Choose the tags for the contacts."))
        tags = self.env["res.partner.category"]
        for id_ in ids:
            tags |= arguments.read_record(self.env, "tag_ids", id_, tags._name)
        return tags

    def _get_contact_domain(self):
        """Return the condition of the contacts on the segment."""
        return [("segment_line_ids", "any", list(self._get_line_domain()))]

    def _build_tagging(self, contacts, domain, tags, remove):
        """Return the statement that links or unlinks, and counts whom it changed."""
        writable = self.env["ir.rule"]._compute_domain(contacts._name, "write")
        chosen = contacts._search(Domain(domain) & Domain(writable)).select()
        field = contacts._fields["category_id"]
        names = {
            "relation": SQL.identifier(field.relation),
            "contact": SQL.identifier(field.column1),
            "tag": SQL.identifier(field.column2),
        }
        if remove:
            changed = SQL(
                "DELETE FROM %(relation)s WHERE %(tag)s IN %(tags)s "
                "AND %(contact)s IN (%(chosen)s) RETURNING %(contact)s AS id",
                tags=tags._ids,
                chosen=chosen,
                **names,
            )
        else:
            changed = SQL(
                "INSERT INTO %(relation)s (%(contact)s, %(tag)s) "
                "SELECT chosen.id, tag.id "
                "FROM (%(chosen)s) chosen, UNNEST(%(tags)s) tag (id) "
                "ORDER BY 1, 2 ON CONFLICT DO NOTHING RETURNING %(contact)s AS id",
                tags=tags.ids,
                chosen=chosen,
                **names,
            )
        return SQL(
            "WITH changed AS (%s) SELECT COUNT(DISTINCT id) FROM changed", changed
        )
