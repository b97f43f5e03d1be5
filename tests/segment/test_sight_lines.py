# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..interaction_log_common import InteractionCommon


@tagged("post_install", "-at_install")
class TestSightOfLines(InteractionCommon):
    """Who may not see a contact sees nothing of it on lines, and counts stay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dora.write(
            {
                "phone": "+32 2 345 67 89",
                "email": "secret@example.com",
                "preferred_channel": "phone",
                "user_id": cls.manager.id,
            }
        )
        cls.segment = cls._create_segment(
            cls.user, user_id=False, template_id=cls.template.id
        )
        cls._fill(cls.segment, cls.anna | cls.dora)
        cls.shown_line, cls.hidden_line = (
            cls.segment.sudo().line_ids.filtered(
                lambda line, one=one: line.partner_id == one
            )
            for one in (cls.anna, cls.dora)
        )
        cls.hidden_line.note = "She is leaving her husband"
        cls.document = cls.env["contact.segment.document"].create(
            {
                "line_id": cls.hidden_line.id,
                "kind": "html",
                "content": b"PHA+RGVhciBEb3JhPC9wPg==",
                "filename": "dora.html",
            }
        )
        cls.everybody = (cls.user, cls.user_all, cls.manager)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _lines(self, user):
        return self.env["contact.segment.line"].with_user(user)

    def assertShownOnly(self, domain, **options):
        """Check that a search of lines finds nothing about the hidden contact."""
        domain = [("segment_id", "=", self.segment.id), *domain]
        for user in self.everybody:
            found = self._lines(user).search(domain, **options)
            self.assertNotIn(self.hidden_line, found, (user.login, domain))

    def test_nobody_finds_lines_by_what_is_hidden(self):
        self._hide(self.dora)
        for term in (
            ("email", "ilike", "secret"),
            ("phone", "ilike", "345"),
            ("partner_id.email", "ilike", "secret"),
            ("partner_id", "any", [("email", "ilike", "secret")]),
            ("partner_id", "ilike", "Dora"),
            ("partner_id", "=", self.dora.id),
            ("commercial_partner_id", "=", self.dora.id),
            ("commercial_partner_id.email", "ilike", "secret"),
            ("display_name", "ilike", "Dora"),
            ("channel", "=", "phone"),
            ("user_id", "=", self.manager.id),
            ("note", "ilike", "husband"),
            ("id", "=", self.hidden_line.id),
        ):
            self.assertShownOnly([term])
        for order in ("phone", "email desc", "partner_id", "commercial_partner_id"):
            self.assertShownOnly([], order=order)

    def test_segments_are_not_found_by_what_is_hidden(self):
        self._hide(self.dora)
        for user in self.everybody:
            segments = self.env["contact.segment"].with_user(user)
            for domain in (
                [("line_ids.email", "ilike", "secret")],
                [("line_ids", "any", [("channel", "=", "phone")])],
                [("line_ids.partner_id", "=", self.dora.id)],
            ):
                self.assertNotIn(self.segment, segments.search(domain), domain)

    def test_groups_leave_out_what_is_hidden(self):
        self._hide(self.dora)
        domain = [("segment_id", "=", self.segment.id)]
        for user in self.everybody:
            for name in ("channel", "lang", "user_id", "partner_id", "email"):
                groups = self._lines(user)._read_group(domain, [name], ["__count"])
                self.assertEqual(sum(count for _value, count in groups), 1, name)
            by_company = self._lines(user)._read_group(
                domain, ["commercial_partner_id"], ["__count", "cost:sum"]
            )
            self.assertEqual([group[0] for group in by_company], [self.acme])

    def test_a_hidden_line_is_not_read(self):
        self._hide(self.dora)
        for user in self.everybody:
            line = self.hidden_line.with_user(user)
            for name in ("partner_id", "phone", "email", "channel", "note"):
                self.env.invalidate_all()
                with self.assertRaises(AccessError):
                    line.read([name])
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                line.mapped("channel")
            with self.assertRaises(AccessError):
                line.web_read({"partner_id": {"fields": {"display_name": {}}}})
            with self.assertRaises(AccessError):
                line.preview_document()
            with self.assertRaises(AccessError):
                line.action_explain()
            with self.assertRaises(AccessError):
                line.write({"subject": "x"})

    def test_the_personal_document_of_a_hidden_contact_is_hidden(self):
        documents = self.env["contact.segment.document"]
        general = documents.create(
            {
                "segment_id": self.segment.id,
                "kind": "html",
                "content": b"PHA+SGk8L3A+",
                "filename": "all.html",
            }
        )
        both = self.document | general
        domain = [("id", "in", both.ids)]
        for user in self.everybody:
            self.assertEqual(documents.with_user(user).search(domain), both.sorted())
        self._hide(self.dora)
        for user in self.everybody:
            self.env.invalidate_all()
            self.assertEqual(documents.with_user(user).search(domain), general)
            with self.assertRaises(AccessError):
                self.document.with_user(user).read(["filename"])

    def test_calls_of_a_hidden_contact_are_hidden(self):
        calls = self.env["contact.segment.call"]
        self.segment.with_user(self.user).skip_call(self.hidden_line.id)
        call = calls.search([("line_id", "=", self.hidden_line.id)])
        self.assertEqual(call.with_user(self.user).partner_id, self.dora)
        self._hide(self.dora)
        for user in self.everybody:
            self.env.invalidate_all()
            self.assertFalse(calls.with_user(user).search([("id", "=", call.id)]))
            with self.assertRaises(AccessError):
                call.with_user(user).read(["partner_id"])

    def _change(self, user, values, *names):
        """Return what a form tells after values were entered, if it is not refused."""
        named = {"display_name": {}}
        spec = {name: {"fields": named} for name in values}
        spec.update(dict.fromkeys(names, {}))
        self.env.invalidate_all()
        try:
            result = self._lines(user).onchange(values, list(values), spec)
        except AccessError:
            return {}
        told = result["value"]
        return {name: told[name] for name in names if told.get(name)}

    def test_a_form_gives_nothing_about_a_hidden_contact(self):
        """The attack: an onchange with the id of any contact."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.carl.write({"company_id": elsewhere.id, "phone": "+31 20 123 45 67"})
        self._hide(self.dora)
        names = ("phone", "email", "commercial_partner_id")
        for user in self.everybody:
            for contact in (self.dora, self.carl):
                values = {"segment_id": self.segment.id, "partner_id": contact.id}
                self.assertFalse(self._change(user, values, *names))
                self.env.invalidate_all()
                contact.with_user(user).sudo().mapped("phone")
                new = self._lines(user).new({"partner_id": contact.id})
                self.assertFalse(new.phone)
            values["partner_id"] = self.anna.id
            told = self._change(user, values, *names)
            self.assertEqual(told["email"], "anna@example.com")

    def test_a_form_gives_nothing_about_a_foreign_segment(self):
        foreign = self._create_segment(self.manager, name="Secret")
        values = {"segment_id": foreign.id}
        names = ("state", "company_id", "currency_id")
        self.assertFalse(self._change(self.user, values, *names))
        self.assertEqual(len(self._change(self.manager, values, *names)), 3)

    def test_contacts_of_another_company_are_hidden_likewise(self):
        self.dora.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertShownOnly([])
        self.dora.company_id = self.env.company
        for user in self.everybody:
            found = self._lines(user).search([("segment_id", "=", self.segment.id)])
            self.assertEqual(found, self.shown_line | self.hidden_line)

    def test_figures_of_the_segment_stay(self):
        segment = self.segment.with_user(self.user)
        before = segment.read(["line_count", "cost", "duration", "step_count"])
        self._hide(self.dora)
        self.env.invalidate_all()
        self.assertEqual(
            segment.read(["line_count", "cost", "duration", "step_count"]), before
        )
        self.assertEqual(segment.get_results()["figures"]["hidden"], 1)
        self.assertEqual(segment.line_ids, self.shown_line)

    def test_steps_and_logging_work_on_all_lines(self):
        self._hide(self.dora)
        segment = self.segment.with_user(self.user)
        self.env.invalidate_all()
        segment.refine_contacts([("id", "=", self.anna.id)])
        self.assertFalse(self.hidden_line.active)
        segment.go_back()
        self.env.invalidate_all()
        self.assertTrue(self.hidden_line.active)
        self.assertEqual(segment.line_count, 2)
        segment.user_id = self.user
        result = segment.log(send=False)
        self.assertEqual(result["interaction_count"], 2)
        logged = self.env["contact.interaction"].search(
            [("segment_id", "=", segment.id)]
        )
        self.assertEqual(logged.partner_id, self.anna | self.dora)
        by_contact = {one.partner_id: one for one in logged}
        self.assertEqual(by_contact[self.dora].note, "She is leaving her husband")
        self.assertEqual(by_contact[self.dora].channel, "phone")

    def test_merging_contacts_keeps_hidden_lines(self):
        self._hide(self.dora)
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge.with_user(self.env.ref("base.user_admin")).sudo()._merge(
            (self.dora | self.carl).ids, self.carl
        )
        self.env.invalidate_all()
        self.assertEqual(self.hidden_line.partner_id, self.carl)
        self.assertEqual(self.segment.line_count, 2)

    def test_printing_counts_who_is_left_out(self):
        self._hide(self.dora)
        segment = self.segment.with_user(self.user)
        self.env.invalidate_all()
        found, left_out = segment._get_addressees("segment", needs_address=False)
        self.assertEqual([line_id for line_id, _key in found], self.shown_line.ids)
        self.assertEqual(left_out, {"no_access": 1})

    def test_the_rules_cost_no_further_query(self):
        self._hide(self.dora)
        lines = self._lines(self.user)
        domain = [("segment_id", "=", self.segment.id)]
        spec = {"partner_id": {"fields": {"display_name": {}}}, "phone": {}, "cost": {}}
        lines.web_search_read(domain, spec)
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            lines.web_search_read(domain, spec)

    def test_a_foreign_line_is_refused_by_name_of_nothing(self):
        self._hide(self.dora)
        segment = self.segment.with_user(self.user)
        for call in (
            lambda: segment.log_call(self.hidden_line.id, "reached"),
            lambda: segment.keep_call(self.hidden_line.id),
            lambda: segment.schedule_activities(
                self.env.ref("mail.mail_activity_data_todo").id,
                line_ids=self.hidden_line.ids,
            ),
        ):
            with self.assertRaises(UserError) as refusal:
                call()
            self.assertNotIn("Dora", str(refusal.exception))
