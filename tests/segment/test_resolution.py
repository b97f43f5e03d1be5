# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo import Command

from ..common import SegmentCommon


class TestResolution(SegmentCommon):
    """The table of the rules of resolution, level by level."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("nl_NL", "fr_FR"):
            cls.env["res.lang"]._activate_lang(code)
        cls.campaign = cls.env["utm.campaign"].create({"name": "Spring"})
        cls.other_campaign = cls.env["utm.campaign"].create({"name": "Autumn"})
        cls.segment = cls._fill(
            cls._create_segment(template_id=cls.template.id), cls.contacts
        )
        cls.line = cls.segment.line_ids.filtered(lambda li: li.partner_id == cls.anna)
        cls.other = cls.segment.line_ids.filtered(lambda li: li.partner_id == cls.carl)

    def _add_document(self, owner, lang, subject):
        """Give a template, segment or line a document."""
        values = {"lang": lang, "subject": subject, "kind": "html"}
        owner.sudo().document_ids = [Command.create(values)]

    def _assert_levels(self, name, levels):
        """Check that each level is read once all levels above it are taken away.

        :param levels: pairs of the value expected and what takes it away
        """
        for expected, take_away in levels:
            self.assertEqual(self.line[name], expected)
            value = expected.id if name.endswith("_id") else expected
            found = self.line.search([("id", "=", self.line.id), (name, "=", value)])
            self.assertEqual(found, self.line)
            take_away()

    def test_channel_follows_every_level_in_order(self):
        self.line.channel = "phone"
        self.segment.write({"channel": "letter", "ignore_contact_channel": True})
        self.template.write({"channel": "phone", "ignore_contact_channel": True})
        self.anna.preferred_channel = "email"
        self._assert_levels(
            "channel",
            [
                ("phone", lambda: self.line.write({"channel": False})),
                ("letter", lambda: self.segment.write({"channel": False})),
                (
                    "phone",
                    lambda: self.template.write({"ignore_contact_channel": False}),
                ),
                ("email", lambda: self.segment.write({"channel": "letter"})),
                (
                    "letter",
                    lambda: self.segment.write({"ignore_contact_channel": False}),
                ),
                ("email", lambda: self.anna.write({"preferred_channel": False})),
                ("letter", lambda: self.segment.write({"channel": False})),
                ("phone", lambda: self.template.write({"channel": False})),
                (False, lambda: None),
            ],
        )

    def test_channel_of_own_template_replaces_that_of_header_template(self):
        self.segment.channel = False
        self.line.template_id = self.call
        self.assertEqual(self.line.channel, "phone")
        self.assertEqual(self.other.channel, "letter")
        self.carl.preferred_channel = self.anna.preferred_channel = "email"
        self.assertEqual(self.line.channel, "email")
        self.call.ignore_contact_channel = True
        self.assertEqual(self.line.channel, "phone")
        self.assertEqual(self.other.channel, "email")

    def test_channel_ignored_without_channel_leaves_preference(self):
        self.segment.write({"channel": False, "ignore_contact_channel": True})
        self.template.write({"channel": False, "ignore_contact_channel": True})
        self.anna.preferred_channel = "phone"
        self.assertEqual(self.line.channel, "phone")

    def test_salesperson_follows_every_level_in_order(self):
        self.line.user_id = self.colleague
        self.anna.user_id = self.user_all
        self.acme.user_id = self.manager
        self._assert_levels(
            "user_id",
            [
                (self.colleague, lambda: self.line.write({"user_id": False})),
                (self.user, lambda: self.segment.write({"user_id": False})),
                (self.user_all, lambda: self.anna.write({"user_id": False})),
                (self.manager, lambda: self.acme.write({"user_id": False})),
                (self.env["res.users"], lambda: None),
            ],
        )

    def test_campaign_follows_every_level_in_order(self):
        third = self.env["utm.campaign"].create({"name": "Winter"})
        self.line.campaign_id = third
        self.segment.campaign_id = self.campaign
        self.template.campaign_id = self.other_campaign
        self._assert_levels(
            "campaign_id",
            [
                (third, lambda: self.line.write({"campaign_id": False})),
                (self.campaign, lambda: self.segment.write({"campaign_id": False})),
                (
                    self.other_campaign,
                    lambda: self.template.write({"campaign_id": False}),
                ),
                (self.env["utm.campaign"], lambda: None),
            ],
        )

    def test_language_follows_every_level_in_order(self):
        self._add_document(self.template, "nl_NL", "Beste")
        self.line.lang = "fr_FR"
        self.anna.lang = "nl_NL"
        self.segment.lang = "en_US"
        self.template.lang = "fr_FR"
        self._assert_levels(
            "lang",
            [
                ("fr_FR", lambda: self.line.write({"lang": False})),
                ("nl_NL", lambda: self.template.document_ids.unlink()),
                ("en_US", lambda: self.segment.write({"lang": False})),
                ("fr_FR", lambda: self.template.write({"lang": False})),
                (False, lambda: None),
            ],
        )

    def test_language_of_contact_counts_where_a_document_serves_it(self):
        self.segment.lang = "en_US"
        self.anna.lang = self.carl.lang = "nl_NL"
        self.assertEqual(self.line.lang, "en_US")
        self._add_document(self.template, False, "Dear all")
        self.assertEqual(self.line.lang, "nl_NL")
        self._add_document(self.line, "fr_FR", "Chère Anna")
        self.assertEqual(self.line.lang, "en_US")
        self.assertEqual(self.other.lang, "nl_NL")
        self._add_document(self.line, "nl_NL", "Beste Anna")
        self.assertEqual(self.line.lang, "nl_NL")

    def test_subject_and_document_follow_every_level_in_order(self):
        self.segment.write({"subject": "From the header", "lang": "nl_NL"})
        self._add_document(self.template, "nl_NL", "From the template")
        self._add_document(self.segment, "nl_NL", "From the segment")
        self._add_document(self.line, "nl_NL", "Personal")
        self.line.subject = "From the line"
        self.assertEqual(self.other.document_state, "inherited")
        self._assert_levels(
            "subject",
            [
                ("From the line", lambda: self.line.write({"subject": ""})),
                ("Personal", lambda: self.line.document_ids.unlink()),
                ("From the segment", lambda: self.segment.document_ids.unlink()),
                ("From the template", lambda: self.template.document_ids.unlink()),
                ("From the header", lambda: None),
            ],
        )

    def test_document_state_tells_where_the_document_comes_from(self):
        self.segment.lang = "nl_NL"
        self._assert_document_state(False)
        self._add_document(self.template, "fr_FR", "En français")
        self._assert_document_state(False)
        self._add_document(self.template, "nl_NL", "In het Nederlands")
        self._assert_document_state("inherited")
        self._add_document(self.line, False, "Personal")
        self._assert_document_state("personal")
        self.assertEqual(self.other.document_state, "inherited")

    def _assert_document_state(self, state):
        self.assertEqual(self.line.document_state, state)
        domain = [("id", "=", self.line.id), ("document_state", "=", state)]
        self.assertEqual(self.line.search(domain), self.line)

    def test_empty_subject_of_document_falls_back_to_header(self):
        self.segment.write({"subject": "From the header", "lang": "nl_NL"})
        self._add_document(self.template, "nl_NL", "")
        self.assertEqual(self.line.subject, "From the header")

    def test_segment_version_serves_only_lines_with_template_of_header(self):
        self.segment.lang = "nl_NL"
        self._add_document(self.segment, "nl_NL", "Version of the segment")
        self._add_document(self.call, "nl_NL", "Script of the call")
        self.line.template_id = self.call
        self.assertEqual(self.line.subject, "Script of the call")
        self.assertEqual(self.other.subject, "Version of the segment")

    def test_plain_values_come_from_own_template_and_then_from_header(self):
        self.segment.write({"unit_cost": 3.0, "direction": "inbound"})
        self.call.campaign_response = True
        self.assertEqual(self.line.cost, 3.0)
        self.line.template_id = self.call
        self.assertEqual(self.line.name, "Test call")
        self.assertEqual(self.line.cost, 0.0)
        self.assertEqual(self.line.duration, 5.0)
        self.assertFalse(self.line.direction)
        self.assertFalse(self.line.initiated_by)
        self.assertTrue(self.line.campaign_response)
        self.assertFalse(self.line.campaign_target)
        self.line.write({"cost": 9.0, "direction": "outbound", "name": "Mine"})
        self.assertEqual(self.line.cost, 9.0)
        self.assertEqual(self.line.direction, "outbound")
        self.assertEqual(self.line.name, "Mine")
        self.assertEqual(self.other.cost, 3.0)

    def test_own_template_equal_to_that_of_header_changes_nothing(self):
        self.segment.write({"unit_cost": 3.0, "name": "Header"})
        self.line.template_id = self.template
        self.assertEqual(self.line.cost, 3.0)
        self.assertEqual(self.line.name, "Header")

    def test_template_of_a_line_follows_later_changes_of_the_template(self):
        self.line.template_id = self.call
        self.assertEqual(self.line.duration, 5.0)
        self.assertEqual(self.segment.duration, 65.0)
        self.call.unit_duration = 7.0
        self.assertEqual(self.line.duration, 7.0)
        self.assertEqual(self.segment.duration, 67.0)

    def test_header_change_reaches_lines_without_override_only(self):
        self.line.write({"name": "Mine", "date": "2026-01-02", "cost": 8.0})
        lines = self.segment.line_ids
        lines.mapped("name")
        self.segment.write({"name": "New", "date": "2026-03-04", "unit_cost": 4.0})
        rest = lines - self.line
        self.assertEqual(set(rest.mapped("name")), {"New"})
        self.assertEqual(set(rest.mapped("date")), {date(2026, 3, 4)})
        self.assertEqual(set(rest.mapped("cost")), {4.0})
        self.assertEqual(self.line.name, "Mine")
        self.assertEqual(self.line.date, date(2026, 1, 2))
        self.assertEqual(self.line.cost, 8.0)

    def test_override_equal_to_header_stays_an_override(self):
        self.line.write({"cost": 2.0, "user_id": self.user.id})
        self.segment.write({"unit_cost": 5.0, "user_id": self.user_all.id})
        self.line.invalidate_recordset()
        line = self.line.with_user(self.user_all)
        self.assertEqual(line.cost, 2.0)
        self.assertEqual(line.user_id, self.user)

    def test_overridden_fields_names_what_is_personal(self):
        self.assertEqual(self.line.overridden_fields, [])
        self.line.write({"cost": 0, "campaign_target": False, "subject": "Hello"})
        self.assertEqual(
            sorted(self.line.overridden_fields), ["campaign_target", "cost", "subject"]
        )
        differing = [
            ("is_overridden", "=", True),
            ("id", "in", self.segment.line_ids.ids),
        ]
        self.assertEqual(self.line.search(differing), self.line)

    def test_empty_value_returns_to_inherited(self):
        values = {
            "name": "Mine",
            "date": "2026-01-02",
            "user_id": self.colleague.id,
            "campaign_id": self.campaign.id,
            "template_id": self.call.id,
            "channel": "phone",
            "lang": "fr_FR",
            "subject": "Hello",
            "direction": "inbound",
            "initiated_by": "them",
        }
        before = self.line.read(list(values))
        self.line.write(values)
        self.assertEqual(set(self.line.overridden_fields), set(values))
        self.line.write(dict.fromkeys(values, False))
        self.assertEqual(self.line.overridden_fields, [])
        self.assertEqual(self.line.read(list(values)), before)

    def test_false_and_zero_are_values_of_booleans_and_numbers(self):
        self.segment.write(
            {"campaign_target": True, "campaign_response": True, "unit_duration": 9}
        )
        self.line.write({"campaign_target": False, "cost": 0, "duration": 0.0})
        self.line.invalidate_recordset()
        self.assertFalse(self.line.campaign_target)
        self.assertTrue(self.line.campaign_response)
        self.assertEqual((self.line.cost, self.line.duration), (0.0, 0.0))
        self.assertEqual((self.other.cost, self.other.duration), (2.0, 9.0))

    def test_reset_overrides_returns_the_named_values_only(self):
        self.line.write({"campaign_target": False, "cost": 0, "duration": 0})
        self.segment.campaign_target = True
        self.assertTrue(self.line.reset_overrides(["campaign_target", "cost"]))
        self.assertTrue(self.line.campaign_target)
        self.assertEqual(self.line.cost, 2.0)
        self.assertEqual(self.line.overridden_fields, ["duration"])
