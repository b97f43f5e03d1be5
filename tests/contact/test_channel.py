# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from ...tools.selections import APP_CHANNELS
from ..common import SegmentCommon


class TestChannel(SegmentCommon):
    """Channels of one's own: values like the others, delivered by nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        channels = cls.env["contact.channel"].with_user(cls.manager)
        cls.visit = channels.create({"name": "Visit"})

    def test_it_is_offered_wherever_there_is_a_channel(self):
        for name in (
            "contact.segment",
            "contact.segment.line",
            "contact.interaction",
            "contact.interaction.template",
            "contact.interaction.wizard",
        ):
            fields = self.env[name].with_user(self.user).fields_get(["channel"])
            self.assertIn((self.visit.code, "Visit"), fields["channel"]["selection"])
        fields = self.Partner.with_user(self.user).fields_get(["preferred_channel"])
        offered = dict(fields["preferred_channel"]["selection"])
        self.assertEqual(offered[self.visit.code], "Visit")

    def test_a_segment_of_visits(self):
        template = self.env["contact.interaction.template"].create(
            {"name": "Visit", "channel": self.visit.code}
        )
        self.anna.write({"preferred_channel": "phone", "phone": "+32 2 290 00 00"})
        segment = self._fill(
            self._create_segment(template_id=template.id), self.anna | self.bob
        )
        channels = segment.line_ids.mapped(lambda line: (line.partner_id, line.channel))
        self.assertEqual(
            dict(channels), {self.anna: "phone", self.bob: self.visit.code}
        )
        visits = segment.line_ids.search([("channel", "=", self.visit.code)])
        self.assertEqual(visits.partner_id, self.bob)
        self.assertFalse(segment.check_log())
        segment.log()
        visit = visits.interaction_id
        self.assertEqual(visit.channel, self.visit.code)
        self.assertFalse(visit.delivery_state)
        self.assertEqual(visit.state, "done")

    def test_a_contact_prefers_it(self):
        with Form(self.anna.with_user(self.user)) as form:
            form.preferred_channel = self.visit.code
        segment = self._fill(
            self._create_segment(template_id=self.template.id), self.anna
        )
        self.assertEqual(segment.line_ids.channel, self.visit.code)

    def test_labels_follow_its_name_and_the_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.visit.with_context(lang="nl_NL").name = "Bezoek"
        interaction = self.env["contact.interaction"].create(
            {"name": "In", "partner_id": self.anna.id, "channel": self.visit.code}
        )
        field = interaction._fields["channel"]
        for lang, label in (("en_US", "Visit"), ("nl_NL", "Bezoek")):
            record = interaction.with_context(lang=lang)
            self.assertEqual(field.convert_to_export(record.channel, record), label)

    def test_what_is_no_channel(self):
        for value in ("own_0", "own_x", "fax"):
            with self.assertRaisesRegex(ValueError, "Wrong value"):
                self.anna.preferred_channel = value

    def test_a_used_channel_is_kept(self):
        self.anna.preferred_channel = self.visit.code
        with self._assert_refused(UserError, "Visit is used in Contact"):
            self.visit.unlink()
        self.visit.active = False
        self.anna.invalidate_recordset()
        self.assertEqual(self.anna.preferred_channel, self.visit.code)
        self.anna.preferred_channel = False
        code = self.visit.code
        self.visit.unlink()
        with self.assertRaises(ValueError):
            self.anna.preferred_channel = code

    def test_users_define_none(self):
        channels = self.env["contact.channel"].with_user(self.user)
        with self.assertRaises(AccessError):
            channels.create({"name": "Fax"})
        self.assertIn(self.visit, channels.search([]))

    def _offers_texts(self, model="contact.segment", name="channel"):
        fields = self.env[model].with_user(self.user).fields_get([name])
        return "sms" in dict(fields[name]["selection"])

    def test_text_messages_are_offered_with_their_app(self):
        self.assertEqual(self._offers_texts(), "sms.sms" in self.env)

    def test_text_messages_when_their_app_is_uninstalled(self):
        if "sms.sms" not in self.env:
            self.skipTest("sms is not installed")
        unused, used = (
            self.env["contact.interaction.template"].create({"name": name})
            for name in ("Unused", "Used")
        )
        used.channel = "sms"
        segment = self._create_segment(template_id=used.id)
        interaction = self.env["contact.interaction"].create(
            {"name": "In", "partner_id": self.anna.id, "channel": "sms"}
        )
        self.env.flush_all()
        apps = patch.dict(APP_CHANNELS, {"sms": "no.such.model"})
        with apps:
            self.env.registry.clear_all_caches()
            self.env.invalidate_all()
            # what goes by it is read, and stays for as long as there is any
            self.assertTrue(self._offers_texts())
            self.assertEqual(segment.channel, "sms")
            field = interaction._fields["channel"]
            self.assertEqual(
                field.convert_to_export(interaction.channel, interaction),
                "Text message",
            )
            for record in (used, segment, interaction):
                record.channel = "email"
            self.env.flush_all()
            self.env.registry.clear_all_caches()
            for model in ("contact.segment", "contact.interaction.wizard"):
                self.assertFalse(self._offers_texts(model))
            self.assertFalse(self._offers_texts("res.partner", "preferred_channel"))
            with self.assertRaisesRegex(ValueError, "Wrong value"):
                unused.channel = "sms"
            resend = self.env["contact.interaction.resend.wizard"]
            channels = dict(resend.fields_get(["channel"])["channel"]["selection"])
            self.assertEqual(list(channels), ["same", "letter", "email"])
        self.env.registry.clear_all_caches()
