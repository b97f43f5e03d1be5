# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ...models.segment.contact_segment_line import OVERRIDABLE


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging contacts keeps them on every segment, once; one letter goes out."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Wait for whoever works with the contacts, before anything is written.

        Odoo repeats a merge that somebody was faster than, if it learns of it here:
        further down it takes every error of the database for a contact that would be
        there twice, and deletes what it could not move.
        """
        partners = self.env["res.partner"].browse(partner_ids)
        partners._wait_for_segments(self._find_condition_rows(partners))
        return super()._merge(partner_ids, dst_partner, extra_checks)

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Make room on the segments before the contacts become one."""
        self.env["contact.interaction"]._note_merge(src_partners)
        segments = self._merge_segment_lines(src_partners, dst_partner)
        self._merge_conditions(src_partners, dst_partner)
        merging = self.with_context(contact_segment_merged=src_partners.ids)
        result = super(BasePartnerMergeAutomaticWizard, merging)._update_foreign_keys(
            src_partners, dst_partner
        )
        segments._recount_lines()
        # not later, where Odoo forgets errors
        self.env.flush_all()
        return result

    def _get_fk_on(self, table):
        """Leave out the columns in which none of the merged contacts is.

        Odoo asks twice for each table that names contacts, and this addon brings a
        score of them, most of them dialogs. One statement asks for all, of others too:
        a merge with this addon takes no longer than one without it.
        """
        relations = super()._get_fk_on(table)
        merged_ids = self.env.context.get("contact_segment_merged")
        if not merged_ids or not relations or table != "res_partner":
            return relations
        # what was written and is not in the tables yet names them, too
        self.env.flush_all()
        asked = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s WHERE EXISTS (SELECT FROM %s WHERE %s = ANY(%s))",
                number,
                SQL.identifier(name),
                SQL.identifier(column),
                merged_ids,
            )
            for number, (name, column) in enumerate(relations)
        )
        return [relations[row[0]] for row in self.env.execute_query(asked)]

    def _merge_segment_lines(self, src_partners, dst_partner):
        """Leave the lines of one contact on every segment that has several.

        The destination's lines stay, unless they were removed while a source is still
        on the segment. What was said only on the lines that go is kept.

        :return: the segments that lost lines
        :rtype: contact.segment
        """
        lines = self.env["contact.segment.line"].sudo().with_context(active_test=False)
        lines.flush_model()
        partners = src_partners | dst_partner
        all_lines = lines.search([("partner_id", "in", partners.ids)])
        gone = lines.browse()
        for members in all_lines.grouped("segment_id").values():
            kept = members.sorted(
                lambda line: (
                    not line.active,
                    line.partner_id != dst_partner,
                    line.is_repeat,
                    line.id,
                )
            )[0]
            others = members.filtered(
                lambda line, kept=kept: line.partner_id != kept.partner_id
            )
            if others:
                for source in others.filtered("active") or others:
                    self._complete_segment_line(kept, source)
                gone |= others
        segments = gone.segment_id
        self._delete_segment_lines(gone)
        return segments

    def _complete_segment_line(self, kept, source):
        """Give a line what was said on another only, and what hangs on that."""
        names = [f"override_{name}" for name in OVERRIDABLE]
        names += ["note", "evaluation", "contact_via"]
        self.env.cr.execute(
            SQL(
                """UPDATE contact_segment_line kept SET %s
                FROM contact_segment_line source
                WHERE kept.id = %s AND source.id = %s""",
                SQL(", ").join(
                    SQL(
                        "%s = COALESCE(kept.%s, source.%s)",
                        SQL.identifier(name),
                        SQL.identifier(name),
                        SQL.identifier(name),
                    )
                    for name in [*names, "step_id"]
                ),
                kept.id,
                source.id,
            )
        )
        if not kept.document_ids:
            self.env.cr.execute(
                SQL(
                    "UPDATE contact_segment_document SET line_id = %s "
                    "WHERE line_id = %s",
                    kept.id,
                    source.id,
                )
            )
        if not kept.interaction_id and source.interaction_id:
            self.env.cr.execute(
                SQL(
                    "UPDATE contact_interaction SET segment_line_id = %s "
                    "WHERE segment_line_id = %s",
                    kept.id,
                    source.id,
                )
            )
        self._keep_call(kept, source)
        kept.invalidate_recordset()

    def _keep_call(self, kept, source):
        """Give a line how far the call to the other one is, if it has none itself."""
        self.env.cr.execute(
            SQL(
                """UPDATE contact_segment_call SET line_id = %(kept)s
                WHERE line_id = %(source)s AND NOT EXISTS(
                    SELECT FROM contact_segment_call own WHERE own.line_id = %(kept)s
                )""",
                kept=kept.id,
                source=source.id,
            )
        )

    def _delete_segment_lines(self, lines):
        """Delete lines for good; deleting them by hand would be a step."""
        if lines:
            self.env.flush_all()
            self.env.cr.execute(
                SQL("DELETE FROM contact_segment_line WHERE id IN %s", lines._ids)
            )
            self.env.invalidate_all()

    # --------------------------------------------------------------------------------
    # Conditions that name a contact go on to name it, under its new id: those of saved
    # criteria are run again, those of steps tell why somebody is on a segment, those of
    # measures say which records count.
    # --------------------------------------------------------------------------------

    @api.model
    def _get_condition_models(self):
        """Return the models whose ``domain`` is a condition on records."""
        return ["contact.segment.step", "contact.criteria.step", "contact.measure"]

    @api.model
    def _get_condition_target(self, record):
        """Return the model that the condition of a record is about."""
        name = record.model if record._name == "contact.measure" else "res.partner"
        # the model of an app that is gone has no fields to look at
        return self.env[name if name in self.env else record._name]

    @api.model
    def _find_conditions(self, model_name, partners):
        """Return the records whose condition may name one of the contacts."""
        records = self.env[model_name].sudo()
        records.flush_model(["domain"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE domain ~ %s",
                SQL.identifier(records._table),
                rf"\m({'|'.join(map(str, partners.ids)) or 0})\M",
            )
        )
        return records.browse([row[0] for row in rows])

    @api.model
    def _find_condition_rows(self, partners):
        """Return what to lock so that nobody else changes these conditions.

        :rtype: dict[str, list[int]]
        """
        rows = {}
        for name in self._get_condition_models():
            records = self._find_conditions(name, partners)
            if name == "contact.segment.step":
                # steps are changed by whoever has their segment
                rows["contact_segment"] = records.segment_id.ids
            else:
                rows[records._table] = records.ids
        return rows

    def _merge_conditions(self, src_partners, dst_partner):
        """Put the contact that stays in the place of those that go."""
        partners = self.env["res.partner"]
        for name in self._get_condition_models():
            records = self._find_conditions(name, src_partners)
            for record in records:
                domain = partners._replace_in_domain(
                    record.domain,
                    self._get_condition_target(record),
                    src_partners.ids,
                    dst_partner.id,
                )
                # past checks of what else is in it: it may be about a field of an app
                # that is gone
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET domain = %s WHERE id = %s AND domain != %s",
                        SQL.identifier(records._table),
                        domain,
                        record.id,
                        domain,
                    )
                )
            records.invalidate_model(["domain"])
