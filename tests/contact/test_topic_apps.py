# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import ast

from odoo.tests import Form

from ..common_apps import AppsCommon


class TestTopicApps(AppsCommon):
    """Topics that stand for lists of Email Marketing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.list = cls.env["mailing.list"].create({"name": "News"})
        cls.other = cls.env["mailing.list"].create({"name": "Other"})
        cls.topic = cls.env["contact.topic"].create(
            {
                "name": "Newsletter",
                "mailing_list_ids": [(0, 0, {"list_id": cls.list.id})],
            }
        )
        cls.member = cls._subscribe("anna@example.com", cls.list)
        cls.of_other = cls._subscribe("anna@example.com", cls.other)
        cls.email_template = cls.env["contact.interaction.template"].create(
            {"name": "Test e-mail", "channel": "email", "topic_id": cls.topic.id}
        )

    @classmethod
    def _subscribe(cls, email, mailing_list):
        contact = cls.env["mailing.contact"].create({"name": email, "email": email})
        return cls.env["mailing.subscription"].create(
            {"contact_id": contact.id, "list_id": mailing_list.id}
        )

    def _is_opted_out(self, partner):
        codes = partner._get_gate_codes("email", self.topic)[partner.id]
        return "opted_out" in codes

    def test_who_left_a_list_left_the_topic(self):
        self.assertFalse(self._is_opted_out(self.anna))
        self.of_other.opt_out = True
        self.assertFalse(self._is_opted_out(self.anna))
        self.member.opt_out = True
        self.assertTrue(self._is_opted_out(self.anna))
        self.assertFalse(self._is_opted_out(self.bob))
        self.assertTrue(self.topic._is_left(["anna@example.com"]))
        self.assertEqual(self.anna.opted_out_topic_ids, self.topic)
        self.list.unlink()
        self.assertFalse(self._is_opted_out(self.anna))

    def test_who_leaves_the_topic_leaves_its_lists(self):
        self.topic._leave(["anna@example.com", "bob@example.com"])
        self.assertTrue(self.member.opt_out)
        self.assertFalse(self.of_other.opt_out)
        self.topic._come_back(["anna@example.com"])
        self.assertFalse(self.member.opt_out)
        self.assertFalse(self._is_opted_out(self.anna))
        # nobody is put on a list
        self.assertEqual(self.list.subscription_ids, self.member)

    def test_choosing_lists(self):
        topics = self.env["contact.topic"].with_user(self.manager)
        self._give_group(self.manager, "mass_mailing.group_mass_mailing_user")
        with Form(topics) as form:
            form.name = "Invitations"
            self.assertTrue(form.has_mailing_lists)
            with form.mailing_list_ids.new() as line:
                line.list_id = self.other.id
        topic = form.record
        self.assertEqual(topic.mailing_list_ids.list_model, "mailing.list")
        self.assertEqual(topic.mailing_list_ids.list_id, self.other.id)
        self.assertEqual(topic.copy().mailing_list_ids.list_id, self.other.id)

    def test_mailings_of_a_segment(self):
        self._give_group(self.user, "mass_mailing.group_mass_mailing_user")
        segment = self._create_segment(template_id=self.email_template.id)
        self._fill(segment, self.anna | self.bob)
        self.topic._leave(["anna@example.com"])
        mailing = self.env["mailing.mailing"].browse(segment.create_mailing())
        domain = ast.literal_eval(mailing.mailing_domain)
        self.assertEqual(self.Partner.with_user(self.user).search(domain), self.bob)
        result = segment.add_to_mailing_list(self.other.id)
        self.assertEqual(result["left_out"], {"opted_out": 1})
        self.assertEqual(result["added"], 1)
