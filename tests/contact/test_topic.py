# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestTopic(SegmentCommon):
    """Addresses that left a topic, and the gate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Topic = cls.env["contact.topic"]
        cls.newsletter = cls.Topic.create({"name": "Newsletter"})
        cls.invitations = cls.Topic.create({"name": "Invitations"})
        cls.opt_outs = cls.env["contact.topic.opt.out"]
        cls.email_template = cls.env["contact.interaction.template"].create(
            {
                "name": "Test e-mail",
                "channel": "email",
                "ignore_contact_channel": True,
                "topic_id": cls.newsletter.id,
            }
        )

    def _codes(self, partner, topic=None, channel="email"):
        return partner._get_gate_codes(channel, topic)[partner.id]

    def test_the_gate_asks_by_channel_and_topic(self):
        self.newsletter._leave(["anna@example.com"])
        self.assertEqual(self._codes(self.anna, self.newsletter), ["opted_out"])
        self.assertFalse(self._codes(self.anna, self.invitations))
        self.assertFalse(self._codes(self.anna))
        self.assertFalse(self._codes(self.anna, self.Topic))
        self.assertNotIn("opted_out", self._codes(self.anna, self.newsletter, "phone"))
        self.assertNotIn("opted_out", self._codes(self.anna, self.newsletter, "letter"))
        self.assertFalse(self._codes(self.bob, self.newsletter))
        self.newsletter._come_back(["anna@example.com"])
        self.assertFalse(self._codes(self.anna, self.newsletter))

    def test_addresses_count_and_not_contacts(self):
        self.newsletter._leave(["anna@example.com"])
        self.bob.email = "Bob <ANNA@Example.com>"
        self.assertEqual(self._codes(self.bob, self.newsletter), ["opted_out"])
        self.carl.email = "carl@example.com, anna@example.com"
        self.assertEqual(self._codes(self.carl, self.newsletter), ["opted_out"])
        self.anna.email = "new@example.com"
        self.assertFalse(self._codes(self.anna, self.newsletter))

    def test_international_addresses(self):
        self.newsletter._leave(["jos@münchen.example"])
        for email in ("jos@münchen.example", "jos@xn--mnchen-3ya.example"):
            self.anna.email = email
            self.assertEqual(self._codes(self.anna, self.newsletter), ["opted_out"])
        self.newsletter._come_back(["jos@xn--mnchen-3ya.example"])
        self.assertFalse(self._codes(self.anna, self.newsletter))

    def test_check_list(self):
        segment = self._create_segment(template_id=self.email_template.id)
        self._fill(segment, self.anna | self.bob | self.carl)
        self._line(segment, self.carl).template_id = self.template
        self._line(segment, self.carl).channel = "email"
        self.newsletter._leave(["anna@example.com", "carl@example.com"])
        problems = [
            problem["partner_id"]
            for problem in segment.check_log()
            if problem["code"] == "opted_out"
        ]
        # the topic is that of the template of the line
        self.assertEqual(problems, self.anna.ids)
        self.email_template.topic_id = self.invitations
        self.assertNotIn(
            "opted_out", [problem["code"] for problem in segment.check_log()]
        )

    def test_problem_of_the_line(self):
        segment = self._create_segment(template_id=self.email_template.id)
        self._fill(segment, self.anna | self.bob)
        self.newsletter._leave(["anna@example.com"])
        problems = {line.partner_id: line.problem for line in segment.line_ids}
        self.assertEqual(problems[self.anna], "opted_out")
        self.assertNotEqual(problems[self.bob], "opted_out")

    def test_what_contacts_left(self):
        self.newsletter._leave(["anna@example.com"])
        anna = self.anna.with_user(self.user)
        self.assertEqual(anna.opted_out_topic_ids, self.newsletter)
        self.assertFalse(self.bob.with_user(self.user).opted_out_topic_ids)
        partners = self.Partner.with_user(self.user)
        own = [("id", "in", self.contacts.ids)]

        def find(*condition):
            return partners.search([*own, ("opted_out_topic_ids", *condition)])

        self.assertEqual(find("in", self.newsletter.ids), self.anna)
        self.assertEqual(find("not in", self.newsletter.ids), self.contacts - self.anna)
        self.assertEqual(find("!=", False), self.anna)
        self.assertEqual(find("=", False), self.contacts - self.anna)
        self.assertEqual(find("ilike", "newsl"), self.anna)
        self.assertFalse(find("ilike", "invit"))
        self.assertFalse(find("in", self.invitations.ids))
        segment = self._create_segment()
        segment.add_contacts([*own, ("opted_out_topic_ids", "=", self.newsletter.id)])
        self.assertEqual(segment.line_ids.partner_id, self.anna)

    def test_archived_topics_count(self):
        self.newsletter._leave(["anna@example.com"])
        self.newsletter.active = False
        self.assertEqual(self._codes(self.anna, self.newsletter), ["opted_out"])

    def test_entered_by_hand(self):
        opt_outs = self.opt_outs.with_user(self.manager)
        entry = opt_outs.create(
            {"topic_id": self.newsletter.id, "email": "Anna <ANNA@example.com>"}
        )
        self.assertEqual(entry.email, "anna@example.com")
        self.assertTrue(entry.opted_out_on)
        self.assertEqual(self._codes(self.anna, self.newsletter), ["opted_out"])
        entry.email = "Bob@example.com"
        self.assertEqual(entry.email, "bob@example.com")
        for email in ("nobody", "", False):
            with self._assert_refused(UserError, "is no e-mail address"):
                entry.email = email
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            entry.copy()
            self.env.flush_all()

    def test_leaving_twice(self):
        self.newsletter._leave(["anna@example.com"], "too_many")
        self.newsletter._leave(["anna@example.com"], "other")
        entry = self.opt_outs.search([("topic_id", "=", self.newsletter.id)])
        self.assertEqual(entry.mapped("reason"), ["too_many"])
        self.assertEqual(self.newsletter.with_user(self.manager).opt_out_count, 1)
        action = self.newsletter.with_user(self.manager).action_view_opt_outs()
        self.assertEqual(self.opt_outs.search(action["domain"]), entry)

    def test_rights(self):
        self.newsletter._leave(["anna@example.com"])
        for user in (self.user, self.user_all):
            topic = self.newsletter.with_user(user)
            self.assertEqual(topic.name, "Newsletter")
            with self.assertRaises(AccessError):
                topic.name = "x"
            with self.assertRaises(AccessError):
                topic.create({"name": "x"})
            with self.assertRaises(AccessError):
                self.opt_outs.with_user(user).search([])
            with self.assertRaises(AccessError):
                self.opt_outs.with_user(user).create(
                    {"topic_id": topic.id, "email": "bob@example.com"}
                )
        topic = self.Topic.with_user(self.manager).create({"name": "Own"})
        topic.copy().unlink()

    def test_topic_of_a_template(self):
        templates = self.env["contact.interaction.template"].with_user(self.manager)
        with Form(templates) as form:
            form.name = "Invitation"
            form.channel = "email"
            form.topic_id = self.invitations
        self.assertEqual(form.record.topic_id, self.invitations)
        self.assertFalse(form.record.without_unsubscribe)
        topic = form.record.with_user(self.user).topic_id
        self.assertEqual(topic.display_name, "Invitations")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.invitations.unlink()

    def test_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.newsletter.company_id = other
        topics = self.Topic.with_user(self.manager).search([])
        self.assertNotIn(self.newsletter, topics)
        self.newsletter._leave(["anna@example.com"])
        self.assertFalse(self.anna.with_user(self.user).opted_out_topic_ids)
        self.assertFalse(self.opt_outs.with_user(self.manager).search([]))
        with self._assert_refused(UserError, "company"):
            self.email_template.company_id = self.env.company
