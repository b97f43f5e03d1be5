# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..interaction_log_common import InteractionCommon


@tagged("post_install", "-at_install")
class TestSightElsewhere(InteractionCommon):
    """Files, figures, lists and cards tell nothing of hidden contacts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everybody = (cls.user, cls.user_all, cls.manager)
        cls.dora.write({"phone": "+32 2 345 67 89", "preferred_channel": "phone"})
        cls.campaign = cls.env["utm.campaign"].create({"name": "Spring"})
        cls.segment = cls._create_segment(
            cls.user,
            template_id=cls.template.id,
            campaign_id=cls.campaign.id,
            campaign_target=True,
        )
        cls.segment.user_id = False
        cls._fill(cls.segment, cls.anna | cls.dora)
        cls.env.flush_all()

    def _print(self, *interactions):
        """Return a print file with the letters of interactions."""
        file = self.env["contact.print.file"].create(
            {
                "name": "Letters",
                "segment_id": self.segment.id,
                "company_id": self.env.company.id,
                "letter_count": len(interactions),
                "content": base64.b64encode(b"Dear Dora"),
                "filename": "letters.pdf",
            }
        )
        for interaction in interactions:
            interaction.sudo().print_file_id = file
        self.env.flush_all()
        return file

    def test_files_with_a_letter_to_a_hidden_contact(self):
        manager = self.manager
        hidden = self._interact(self.dora, user=manager)
        with_both = self._print(self._interact(self.anna, user=manager), hidden)
        without = self._print(self._interact(self.anna, user=manager))
        empty = self._print()
        files = with_both | without | empty
        domain = [("id", "in", files.ids)]
        for user in self.everybody:
            self.assertEqual(files.with_user(user).search(domain), files)
        self._hide(self.dora)
        content = self.env["ir.attachment"].search(
            [
                ("res_model", "=", files._name),
                ("res_id", "=", with_both.id),
                ("res_field", "=", "content"),
            ]
        )
        for user in self.everybody:
            self.env.invalidate_all()
            self.assertEqual(files.with_user(user).search(domain), without | empty)
            self.assertEqual(
                self.segment.with_user(user).print_file_ids, without | empty
            )
            self.assertEqual(
                files.with_user(user)._filtered_access("read"), without | empty
            )
            with self.assertRaises(AccessError):
                with_both.with_user(user).read(["content"])
            with self.assertRaises(AccessError):
                content.with_user(user).read(["raw"])

    def test_figures_of_campaigns(self):
        campaign = self.campaign
        for user in self.everybody:
            self.env.invalidate_all()
            self.assertEqual(campaign.with_user(user).contact_target_count, 2)
        self._hide(self.dora)
        for user in self.everybody:
            self.env.invalidate_all()
            mine = campaign.with_user(user)
            self.assertEqual(mine.contact_target_count, 1)
            found = self.env["res.partner"].with_user(user)
            self.assertEqual(found.search(mine.get_target_domain()), self.anna)

    def test_results_and_the_lists_behind_them(self):
        self._hide(self.dora)
        for user in self.everybody:
            self.env.invalidate_all()
            segment = self.segment.with_user(user)
            figures = segment.get_results()["figures"]
            self.assertEqual((figures["contacts"], figures["hidden"]), (1, 1))
            for code in ("contacts", "not_logged"):
                action = segment.action_view_result(code)
                lines = self.env[action["res_model"]].with_user(user)
                self.assertEqual(lines.search(action["domain"]).partner_id, self.anna)

    def test_the_report_on_paper(self):
        self._hide(self.dora)
        report = self.env["report.contact_segment.report_segment_contacts"]
        for user in self.everybody:
            self.env.invalidate_all()
            values = report.with_user(user)._get_report_values(self.segment.ids)
            [section] = values["sections"]
            self.assertEqual(section["count"], 1)
            self.assertEqual([row["partner"] for row in section["rows"]], [self.anna])

    def test_exports(self):
        self._hide(self.dora)
        for user in self.everybody:
            user.group_ids += self.env.ref("base.group_allow_export")
            self.env.invalidate_all()
            segment = self.segment.with_user(user)
            columns = segment._get_export_columns(["partner_id.name", "channel"])
            rows = list(segment._iterate_export_rows(columns))
            self.assertEqual([row[0] for row in rows], ["Anna"])
            lines = self.env["contact.segment.line"].with_user(user)
            lines = lines.search([("segment_id", "=", segment.id)])
            data = lines.export_data(["partner_id/name", "phone"])["datas"]
            self.assertEqual(data, [["Anna", ""]])
            with self.assertRaises(AccessError):
                self.segment.sudo().line_ids.with_user(user).export_data(["phone"])

    def test_letters_and_what_is_looked_up_for_them(self):
        self.dora.write({"name": "Дора", "street": "A very long name of a street"})
        self._hide(self.dora)
        for user in self.everybody:
            self.env.invalidate_all()
            segment = self.segment.with_user(user)
            self.assertNotIn(self.dora, segment._find_longest().partner_id)
            self.assertFalse(segment._find_other_script())
            counts = segment._count_documents()
            self.assertEqual(sum(counts.values()), 1)

    def test_work_is_for_contacts_that_are_seen(self):
        self._hide(self.dora)
        todo = self.env.ref("mail.mail_activity_data_todo")
        for user in self.everybody:
            self.env.invalidate_all()
            segment = self.segment.with_user(user)
            wizard = self.env["contact.segment.activity.wizard"].with_user(user)
            wizard = wizard.create({"segment_id": segment.id})
            self.assertEqual(wizard.contact_count, 1)
        count = segment.schedule_activities(todo.id, user_id=self.manager.id)
        self.assertEqual(count, 1)
        self.assertFalse(self.dora.sudo().activity_ids)

    def test_the_call_list(self):
        self._hide(self.dora)
        self.anna.phone = "+32 2 555 66 77"
        self.segment.channel = "phone"
        self.env.flush_all()
        for user in self.everybody:
            self.env.invalidate_all()
            segment = self.segment.with_user(user)
            self.assertEqual(segment.get_call_progress()["total"], 1)
            card = segment.get_next_call()
            self.assertEqual(card["partner_id"], self.anna.id)
            segment.release_calls()
            self.assertEqual(segment.get_next_call()["partner_id"], self.anna.id)
            segment.release_calls()

    def test_numbers_of_a_hidden_company(self):
        self.acme.phone = "+32 2 999 99 99"
        self.anna.phone = "+32 2 555 66 77"
        self._hide(self.acme)
        self.acme.sudo().mapped("phone")
        for user in self.everybody:
            anna = self.anna.with_user(user)
            self.assertNotIn("999", str(anna._get_call_numbers()))
            wizard = self.env["contact.call.wizard"].with_user(user)
            self.assertNotIn("999", str(wizard.new({"partner_id": anna.id}).numbers))
            dialog = self.env["contact.interaction.wizard"].with_user(user)
            self.anna.phone = False
            dialog = dialog.new({"partner_id": anna.id, "channel": "phone"})
            self.assertFalse(dialog._suggest_contact_via())
            self.anna.phone = "+32 2 555 66 77"

    def test_cards_of_contacts(self):
        self._hide(self.bob)
        self._interact(self.bob, user=self.env.ref("base.user_root"))
        other = self._fill(self._create_segment(self.env.user), self.bob)
        for user in self.everybody:
            self.env.invalidate_all()
            acme = self.acme.with_user(user)
            self.assertEqual(acme.interaction_count, 0)
            self.assertFalse(acme.recent_interaction_ids)
            on_other = [("segment_line_ids.segment_id", "=", other.id)]
            self.assertFalse(acme.search([("child_ids", "any", on_other)]))
            self.assertEqual(acme.segment_count, 1)

    def test_reports_over_all_segments(self):
        segment = self.segment.with_user(self.manager)
        segment.user_id = self.manager
        segment.log(send=False)
        self._hide(self.dora)
        for user in (self.user_all, self.manager):
            self.env.invalidate_all()
            report = self.env["contact.segment.report"].with_user(user)
            domain = [("segment_id", "=", segment.id)]
            self.assertEqual(report.search(domain).partner_id, self.anna)
            groups = report._read_group(domain, ["channel"], ["__count", "cost:sum"])
            self.assertEqual(sum(group[1] for group in groups), 1)

    def test_follow_ups_and_reuse(self):
        segment = self.segment.with_user(self.manager)
        segment.user_id = self.manager
        segment.log(send=False)
        self._hide(self.dora)
        for user in (self.user_all, self.manager):
            self.env.invalidate_all()
            follow_up = segment.browse(segment.with_user(user).create_follow_up())
            self.assertEqual(follow_up.sudo().line_ids.partner_id, self.anna)
            again = self._create_segment(user)
            again.reuse_logged(segment.id)
            self.assertEqual(again.sudo().line_ids.partner_id, self.anna)

    def test_answers_to_another_company(self):
        asked = self._interact(self.anna, date="2026-01-01 10:00:00")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        answer = self._interact(
            self.anna,
            user=self.env.user,
            date="2026-01-02 10:00:00",
            direction="inbound",
            company_id=elsewhere.id,
        )
        domain = [("id", "=", asked.id), ("is_answered", "=", True)]
        self.assertFalse(asked.search(domain))
        answer.company_id = asked.company_id
        self.assertEqual(asked.search(domain), asked)
