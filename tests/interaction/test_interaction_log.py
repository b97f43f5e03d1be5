# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..interaction_log_common import InteractionCommon


@tagged("post_install", "-at_install")
class TestInteractionLog(InteractionCommon):
    """The log: titles, evaluations, the calendar, business documents, the card."""

    def test_titles_say_who_did_what(self):
        call = self.call.id
        outbound = self._interact(template_id=call, direction="outbound")
        self.assertEqual(outbound.title, "Test call – by Segment User")
        outbound.with_user(self.manager).user_id = self.colleague
        self.assertEqual(outbound.title, "Test call – by Segment Colleague")
        outbound.with_user(self.manager).user_id = False
        self.assertEqual(outbound.title, "Test call – by Segment User")
        inbound = self._interact(self.bob, template_id=call, direction="inbound")
        self.assertEqual(inbound.title, "Test call – from Bob")
        self.assertEqual(self._interact(template_id=call).title, "Test call")
        described = self._interact(name="About the offer", direction="inbound")
        self.assertEqual(described.title, "About the offer – from Anna")
        described.sudo().partner_id.name = "Ann"
        self.assertEqual(described.title, "About the offer – from Ann")
        gone = self._interact(self.carl, name="Call", direction="inbound")
        self.carl.unlink()
        self.assertEqual(gone.title, "Call")

    def test_titles_of_a_hundred_cost_as_much_as_of_one(self):
        partners = self.anna | self.bob | self.carl | self.dora
        for partner in partners:
            for direction in ("inbound", "outbound"):
                self._interact(partner, template_id=self.call.id, direction=direction)
        interactions = self.env["contact.interaction"].with_user(self.user)
        counts = []
        for limit in (1, 8):
            self.env.invalidate_all()
            found = interactions.search([("partner_id", "in", partners.ids)])[:limit]
            before = self.env.cr.sql_log_count
            found.mapped("title")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_evaluate_many_at_once(self):
        interactions = self._interact() | self._interact(self.bob)
        action = interactions.action_evaluate()
        self.assertEqual(action["context"]["active_ids"], interactions.ids)
        with Form.from_action(self.env(user=self.user), action) as form:
            form.evaluation = "negative"
        self.assertEqual(form.record.interaction_count, 2)
        self.assertIs(form.record.action_evaluate(), True)
        self.assertEqual(set(interactions.mapped("evaluation")), {"negative"})
        form.record.evaluation = "none"
        form.record.action_evaluate()
        self.assertFalse(any(interactions.mapped("evaluation")))

    def test_evaluate_is_refused_where_it_must_be(self):
        interaction = self._interact()
        with self._assert_refused(UserError, "great"):
            interaction.evaluate("great")
        theirs = interaction.with_user(self.colleague)
        for change in (theirs.action_evaluate, lambda: theirs.evaluate("neutral")):
            with self._assert_refused(AccessError, "Talk.*is of Segment User"):
                change()
        interaction.with_user(self.user_all).browse().evaluate("neutral")
        with self.assertRaises(AccessError):
            interaction.with_user(self.user_all).evaluate("neutral")
        interaction.with_user(self.manager).evaluate("neutral")
        self.assertEqual(interaction.evaluation, "neutral")

    def test_columns_of_the_kanban_are_all_evaluations_in_order(self):
        self._interact(evaluation="negative")
        self._interact()
        interactions = self.env["contact.interaction"].with_user(self.user)
        groups = interactions.with_context(read_group_expand=True).web_read_group(
            [("partner_id", "=", self.anna.id)], ["evaluation"], ["__count"]
        )["groups"]
        self.assertEqual(
            [(group["evaluation"], group["__count"]) for group in groups],
            [
                ("very_positive", 0),
                ("positive", 0),
                ("neutral", 0),
                ("negative", 1),
                ("very_negative", 0),
                (False, 1),
            ],
        )

    def test_calendars_show_from_the_date_as_long_as_it_took(self):
        talk = self._interact(date="2026-03-02 10:00:00", duration=90)
        self.assertEqual(talk.date_end, datetime(2026, 3, 2, 11, 30))
        talk.date_end = datetime(2026, 3, 2, 10, 20)
        self.assertEqual(talk.duration, 20)
        talk.write({"date": "2026-03-02 23:30:00", "date_end": "2026-03-03 00:30:00"})
        self.assertEqual(talk.duration, 60)
        talk.date_end = datetime(2026, 3, 1)
        self.assertEqual(talk.duration, 0)
        talk.duration = 120
        for start, end, shown in (
            ("2026-03-02 00:00:00", "2026-03-02 23:59:59", True),
            ("2026-03-03 00:00:00", "2026-03-03 23:59:59", True),
            ("2026-03-03 01:30:01", "2026-03-03 23:59:59", False),
            ("2026-02-02 00:00:00", "2026-03-02 23:00:00", False),
        ):
            found = talk.search(
                [("date", "<=", end), ("date_end", ">=", start), ("id", "=", talk.id)]
            )
            self.assertEqual(bool(found), shown, start)
        self.assertFalse(
            talk.search([("id", "=", talk.id), ("date_end", "<", "2026-03-03")])
        )

    def test_business_documents_are_opened_by_those_who_may(self):
        lead = self.env["crm.lead"].create({"name": "Offer", "user_id": False})
        talk = self._interact()
        with self._assert_refused(UserError, "Talk has no business document"):
            talk.action_open_source()
        talk.sudo().write({"res_model": "crm.lead", "res_id": lead.id})
        seller = talk.with_user(self.user)
        with self._assert_refused(UserError, "may not read the business document"):
            seller.action_open_source()
        self.user.group_ids += self.env.ref("sales_team.group_sale_salesman")
        action = seller.action_open_source()
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", lead.id))
        message = lead.message_post(body="Hello")  # pylint: disable=translation-required
        talk.write({"res_model": "mail.message", "res_id": message.id})
        self.assertEqual(seller.action_open_source()["res_id"], lead.id)
        talk.write({"res_model": "crm.lead", "res_id": lead.id})
        lead.unlink()
        with self._assert_refused(UserError, "Talk was deleted"):
            seller.action_open_source()
        talk.write({"res_model": "gone.model", "res_id": 3})
        with self._assert_refused(UserError, "Talk was deleted"):
            seller.action_open_source()

    def test_cards_show_the_latest_of_contacts_and_of_a_companys_people(self):
        for day in range(1, 13):
            self._interact(self.anna, date=f"2026-03-{day:02} 10:00:00")
        bobs = self._interact(self.bob, date="2026-03-05 11:00:00")
        own = self._interact(self.acme, date="2026-03-06 11:00:00")
        self._interact(self.acme, state="draft")
        self._interact(self.carl)
        anna, acme, bob = (
            partner.with_user(self.user) for partner in (self.anna, self.acme, self.bob)
        )
        recent = acme.recent_interaction_ids
        self.assertEqual(len(recent), 10)
        self.assertEqual(recent.mapped("date"), sorted(recent.mapped("date"))[::-1])
        self.assertIn(bobs, recent)
        self.assertIn(own, recent)
        self.assertEqual(len(anna.recent_interaction_ids), 10)
        self.assertEqual(anna.recent_interaction_ids.partner_id, anna)
        self.assertEqual(bob.recent_interaction_ids, bobs)
        self.assertEqual(acme.interaction_count, 14)
        self.assertFalse(self.Partner.new({"name": "New"}).recent_interaction_ids)

    def test_cards_show_people_below_a_contact_that_is_no_company(self):
        boss = self._create_contact("Boss")
        helper = self._create_contact("Helper", parent_id=boss.id)
        branch = self._create_contact("Branch", parent_id=self.acme.id, is_company=True)
        clerk = self._create_contact("Clerk", parent_id=branch.id)
        helpers, clerks = self._interact(helper), self._interact(clerk)
        self.assertEqual(boss.with_user(self.user).recent_interaction_ids, helpers)
        self.assertEqual(branch.with_user(self.user).recent_interaction_ids, clerks)
        self.assertIn(clerks, self.acme.with_user(self.user).recent_interaction_ids)

    def test_opening_a_card_reads_as_many_rows_of_a_long_log_as_of_a_short_one(self):
        partner = self.anna.with_user(self.user)
        fields = {
            "recent_interaction_ids": {"fields": {"title": {}, "date": {}}},
            "interaction_count": {},
            "last_interaction_date": {},
        }
        counts = []
        for number in (11, 100):
            for _number in range(number):
                self._interact(self.anna, direction="outbound")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            [card] = partner.web_read(fields)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(card["recent_interaction_ids"]), 10)
        self.assertLessEqual(counts[1], counts[0])

    def test_smart_buttons_open_the_log_with_the_people(self):
        self._interact(self.anna)
        self._interact(self.bob, state="draft")
        action = self.acme.with_user(self.user).action_view_interactions()
        interactions = self.env["contact.interaction"].with_user(self.user)
        self.assertEqual(interactions.search_count(action["domain"]), 2)
        self.assertEqual(action["context"]["search_default_done"], 1)

    def test_lists_cost_the_same_number_of_queries_however_long(self):
        interactions = self.env["contact.interaction"].with_user(self.user)
        fields = dict.fromkeys(("date", "title", "channel", "evaluation", "note"), {})
        fields["partner_id"] = fields["user_id"] = {"fields": {"display_name": {}}}
        for partner in self.anna | self.bob | self.carl | self.dora:
            self._interact(partner, template_id=self.call.id, direction="outbound")
        counts = []
        for limit in (1, 4):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = interactions.web_search_read([], fields, limit=limit)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(found["records"]), limit)
        self.assertLessEqual(counts[1], counts[0] + 1)
