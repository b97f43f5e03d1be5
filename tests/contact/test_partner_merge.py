# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user
from odoo.tools import SQL

from ..common import SegmentCommon


class TestPartnerMerge(SegmentCommon):
    """Merging contacts keeps every segment and every interaction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twins = cls.Partner.create(
            [{"name": f"Twin {i}", "email": "twin@example.com"} for i in range(3)]
        )
        cls.dst, cls.src, cls.third = cls.twins
        # merges contacts, and knows nothing of segments
        cls.merger = new_test_user(
            cls.env,
            login="merger",
            groups="base.group_erp_manager,base.group_partner_manager",
        )

    def _merge(self, *sources):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        partners = self.dst.union(*sources)
        wizard.with_user(self.merger)._merge(partners.ids, self.dst)
        self.env.invalidate_all()

    def _segment(self, *partners):
        segment = self._create_segment(template_id=self.call.id)
        for partner in partners:
            self._fill(segment, partner)
        return segment

    def _check(self, segment, expected):
        """Check that a segment has these contacts, and counts them."""
        self.assertEqual(segment.line_ids.partner_id, expected)
        self.assertEqual(len(segment.line_ids), len(expected))
        self.assertEqual(segment.line_count, len(expected))

    def test_contact_is_left_once_on_a_segment(self):
        segment = self._segment(self.src, self.dst, self.carl)
        line = self._line(segment, self.dst)
        self._merge(self.src)
        self._check(segment, self.dst | self.carl)
        self.assertIn(line, segment.line_ids)
        self.assertFalse(self.src.exists())

    def test_two_sources_on_one_segment_become_one_line(self):
        only_sources = self._segment(self.src, self.third)
        everybody = self._segment(self.src, self.third, self.dst, self.carl)
        self._merge(self.src, self.third)
        self._check(only_sources, self.dst)
        self._check(everybody, self.dst | self.carl)

    def test_lines_on_other_segments_are_kept_with_their_overrides(self):
        self._segment(self.src, self.dst)
        other = self._segment(self.src)
        line = other.line_ids
        line.write({"cost": 7, "note": "A word"})
        self._merge(self.src)
        self._check(other, self.dst)
        self.assertEqual(other.line_ids, line)
        self.assertEqual((line.cost, line.note), (7, "A word"))

    def test_line_of_destination_is_completed(self):
        segment = self._segment(self.src, self.third, self.dst)
        document = [Command.create({"kind": "html", "subject": "Own"})]
        self._line(segment, self.src).write(
            {"cost": 7, "subject": "Of the source", "document_ids": document}
        )
        self._line(segment, self.third).write(
            {"duration": 0, "campaign_target": False, "cost": 8, "note": "A word"}
        )
        self._line(segment, self.dst).write({"subject": "Of the destination"})
        self._merge(self.src, self.third)
        self._check(segment, self.dst)
        line = segment.line_ids
        self.assertEqual(line.subject, "Of the destination")
        self.assertEqual(line.cost, 7)
        self.assertEqual(line.duration, 0)
        self.assertEqual(
            sorted(line.overridden_fields),
            ["campaign_target", "cost", "duration", "subject"],
        )
        self.assertEqual(line.note, "A word")
        self.assertEqual(line.document_state, "personal")

    def test_zero_and_false_of_the_destination_are_kept(self):
        segment = self._segment(self.src, self.dst)
        self._line(segment, self.src).write({"cost": 7, "campaign_target": True})
        self._line(segment, self.dst).write({"cost": 0, "campaign_target": False})
        self._merge(self.src)
        self.assertEqual(segment.line_ids.cost, 0)
        self.assertFalse(segment.line_ids.campaign_target)

    def test_removed_line_of_the_source_does_not_come_back_twice(self):
        segment = self._segment(self.src, self.dst, self.carl)
        segment.reduce_contacts(self._domain(self.src))
        self._merge(self.src)
        self._check(segment, self.dst | self.carl)
        segment.go_back()
        self._check(segment, self.dst | self.carl)
        segment.go_back()
        self._check(segment, self.dst)

    def test_removed_line_of_the_destination_gives_way(self):
        segment = self._segment(self.dst, self.src)
        self._line(segment, self.dst).unlink()
        self._merge(self.src)
        self._check(segment, self.dst)
        segment.go_back()
        self._check(segment, self.dst)

    def test_removed_lines_of_both_come_back_once(self):
        segment = self._segment(self.dst, self.src, self.carl)
        segment.reduce_contacts(self._domain(self.dst | self.src))
        self._merge(self.src)
        self._check(segment, self.carl)
        segment.go_back()
        self._check(segment, self.dst | self.carl)
        segment.redo()
        self._check(segment, self.carl)

    def test_lines_removed_and_added_again_survive_going_back(self):
        segment = self._segment(self.dst, self.src)
        self._line(segment, self.dst).unlink()
        self._fill(segment, self.dst)
        self._line(segment, self.src).unlink()
        self._merge(self.src)
        self._check(segment, self.dst)
        while segment.step_count:
            segment.go_back()
            self.assertLessEqual(len(segment.line_ids), 1)
            self.assertEqual(segment.line_count, len(segment.line_ids))
        while segment.undone_step_count:
            segment.redo()
        self._check(segment, self.dst)

    def test_every_interaction_is_kept(self):
        first = self._segment(self.src, self.dst, self.third)
        second = self._segment(self.src)
        for segment in (first, second):
            segment.log(send=False)
        interactions = first.interaction_ids | second.interaction_ids
        self._merge(self.src, self.third)
        self.assertEqual(len(interactions.exists()), 4)
        self.assertEqual(interactions.partner_id, self.dst)
        self.assertEqual(interactions.commercial_partner_id, self.dst)
        self.assertEqual(first.interaction_count, 3)
        self._check(first, self.dst)
        self._check(second, self.dst)
        self.assertTrue(first.line_ids.interaction_id)
        self.assertEqual(second.line_ids.interaction_id, second.interaction_ids)
        self.assertEqual(self.dst.interaction_count, 4)

    def test_interaction_of_the_source_stays_on_the_line(self):
        segment = self._segment(self.src, self.dst)
        interaction = self.env["contact.interaction"].create(
            {
                "name": "Called",
                "partner_id": self.src.id,
                "segment_id": segment.id,
                "segment_line_id": self._line(segment, self.src).id,
            }
        )
        self._merge(self.src)
        self._check(segment, self.dst)
        self.assertEqual(segment.line_ids.interaction_id, interaction)
        self.assertEqual(segment.log(send=False)["interaction_count"], 0)

    def test_interactions_move_to_the_company_of_the_destination(self):
        self.dst.parent_id = self.acme
        interaction = self.env["contact.interaction"].create(
            {"name": "Talk", "partner_id": self.src.id}
        )
        self._merge(self.src)
        self.assertEqual(interaction.commercial_partner_id, self.acme)

    def test_repeated_lines_of_the_destination_stay(self):
        segment = self._segment(self.dst, self.src)
        segment.add_contacts(self._domain(self.dst), allow_existing=True)
        self._merge(self.src)
        self.assertEqual(segment.line_ids.partner_id, self.dst)
        self.assertEqual((len(segment.line_ids), segment.line_count), (2, 2))

    def test_merged_contact_is_still_protected(self):
        self._segment(self.src)
        self._merge(self.src)
        with self._assert_refused(UserError, "not logged"):
            self.dst.unlink()

    def _save_criteria(self, *domains):
        criteria = self.env["contact.criteria"].with_user(self.user)
        return criteria.create(
            {
                "name": "Named",
                "step_ids": [
                    Command.create({"action": "add", "domain": repr(domain)})
                    for domain in domains
                ],
            }
        )

    def test_saved_criteria_follow(self):
        criteria = self._save_criteria(
            [("id", "in", [self.src.id, self.third.id, self.carl.id])],
            [
                "|",
                ("id", "=", self.src.id),
                ("interaction_ids", "any", [("partner_id", "=", self.src.id)]),
            ],
            [("interaction_ids.partner_id", "child_of", (self.src.id, self.dst.id))],
            # a number that is no contact
            [("country_id", "=", self.src.id)],
            [("name", "=", f"Number {self.src.id}")],
        )
        untouched = criteria.step_ids[3:].mapped("domain")
        self._merge(self.src, self.third)
        dst = self.dst.id
        self.assertEqual(
            criteria.step_ids.mapped("domain"),
            [
                repr([("id", "in", [dst, self.carl.id])]),
                repr(
                    [
                        "|",
                        ("id", "=", dst),
                        ("interaction_ids", "any", [("partner_id", "=", dst)]),
                    ]
                ),
                repr([("interaction_ids.partner_id", "child_of", (dst,))]),
                *untouched,
            ],
        )
        segment = self._create_segment()
        criteria.step_ids[3:].unlink()
        segment.apply_criteria(criteria.id)
        self.assertEqual(segment.line_ids.partner_id, self.dst | self.carl)

    def test_steps_explain_the_contact_that_stays(self):
        segment = self._segment(self.src | self.carl)
        segment.reduce_contacts(self._domain(self.carl))
        elsewhere = self._segment(self.bob)
        elsewhere.reduce_contacts(self._domain(self.src))
        self._merge(self.src)
        explained = segment.explain(self.dst.id)
        self.assertTrue(explained["included"])
        self.assertEqual(
            [(step["matched"], step["effect"]) for step in explained["steps"]],
            [(True, "added"), (False, "kept")],
        )
        self.assertNotIn("#", segment.step_ids[0].summary)
        self.assertIn("Twin 0", elsewhere.step_ids[1].summary)

    def test_conditions_that_cannot_be_read_stay(self):
        criteria = self._save_criteria([("id", "=", self.src.id)])
        broken = f"[('gone', '=', {self.src.id})] +"
        self.env.cr.execute(
            "UPDATE contact_criteria_step SET domain = %s WHERE id = %s",
            (broken, criteria.step_ids.id),
        )
        criteria.step_ids.invalidate_recordset()
        self._merge(self.src)
        self.assertEqual(criteria.step_ids.domain, broken)
        self.assertFalse(self.src.exists())

    def test_measures_name_the_contact_that_stays(self):
        measures = self.env["contact.measure"].with_user(self.user)
        domains = [
            [("partner_id", "in", [self.src.id, self.carl.id])],
            [("partner_id.parent_id", "=", self.third.id), ("id", ">", self.src.id)],
        ]
        records = measures.create(
            [
                {
                    "name": "Of some",
                    "model": "contact.interaction",
                    "partner_path": "partner_id",
                    "domain": repr(domain),
                }
                for domain in domains
            ]
        )
        gone = records[1].copy({"name": "Of an app that is gone"})
        broken = repr([("partner_id", "=", self.src.id)])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE contact_measure SET model = 'gone.model', domain = %s "
            "WHERE id = %s",
            (broken, gone.id),
        )
        self.env.invalidate_all()
        self._merge(self.src, self.third)
        self.assertEqual(
            records.mapped("domain"),
            [
                repr([("partner_id", "in", [self.dst.id, self.carl.id])]),
                repr(
                    [
                        ("partner_id.parent_id", "=", self.dst.id),
                        ("id", ">", self.src.id),
                    ]
                ),
            ],
        )
        self.assertEqual(gone.domain, broken)

    def test_only_tables_that_name_the_merged_are_asked(self):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        everywhere = wizard._get_fk_on("res_partner")
        self._segment(self.src)
        self.third.parent_id = self.src
        self.src.category_id = self.env["res.partner.category"].create({"name": "A"})
        merging = wizard.with_context(contact_segment_merged=self.src.ids)
        found = merging._get_fk_on("res_partner")
        self.assertIn(("contact_segment_line", "partner_id"), found)
        self.assertIn(("res_partner", "parent_id"), found)
        self.assertNotIn(("contact_interaction_wizard", "partner_id"), found)
        for table, column in everywhere:
            with self.subTest(table=table, column=column):
                self.env.cr.execute(
                    SQL(
                        "SELECT FROM %s WHERE %s = %s LIMIT 1",
                        SQL.identifier(table),
                        SQL.identifier(column),
                        self.src.id,
                    )
                )
                self.assertEqual((table, column) in found, bool(self.env.cr.rowcount))
        users = wizard._get_fk_on("res_users")
        self.assertEqual(merging._get_fk_on("res_users"), users)

    def test_tables_that_name_nobody_cost_a_merge_nothing(self):
        first, second = self.Partner.create([{"name": "A"}, {"name": "B"}])
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.dst | self.src).ids, self.dst)  # what is asked once
        before = self.env.cr.sql_log_count
        wizard._merge((first | second).ids, first)
        tables = len(wizard._get_fk_on("res_partner"))
        # Odoo by itself asks twice for each
        self.assertLess(self.env.cr.sql_log_count - before, 2 * tables)
