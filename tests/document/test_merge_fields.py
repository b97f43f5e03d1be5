# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
from datetime import date, datetime

from odoo import Command
from odoo.tests import tagged

from ...word_merge import LANGUAGE, FormattedText
from ..merge_common import PIXEL, MergeCommon


@tagged("post_install", "-at_install")
class TestMergeFields(MergeCommon):
    """What letters show: every merge field, paths, languages, time zones."""

    def test_every_field_has_a_value_for_everybody(self):
        lines = self.segment.line_ids.with_user(self.user)
        names = list(lines._get_merge_fields())
        rights = "sales_team.group_sale_salesman"
        self.user.group_ids = [Command.link(self.env.ref(rights).id)]
        for values in lines._get_merge_values(names):
            self.assertEqual(list(values), [*names, LANGUAGE])
            del values[LANGUAGE]
            for name, value in values.items():
                self.assertIsInstance(value, str | list | bytes, name)

    def test_contact(self):
        values = self._values(
            self.anna,
            "Contact_Name",
            "Contact_First_Name",
            "Contact_Company",
            "Contact_Zip",
            "Contact_Country",
            "Contact_Email",
            "Contact_Job_Position",
            "Contact_VAT",
        )
        self.assertEqual(
            list(values.values()),
            [
                "Anna Peeters",
                "Anna",
                "Acme",
                "2000",
                "Belgium",
                "anna@example.com",
                "Buyer",
                "",
            ],
        )
        self.assertEqual(self._value(self.acme, "Contact_Company"), "Acme")
        self.assertEqual(self._value(self.carl, "Contact_Company"), "")

    def test_first_names(self):
        for name, first in (
            ("Anna Peeters", "Anna"),
            ("Peeters, Anna Maria", "Anna"),
            ("J. Smith", "J. Smith"),
            ("Dr. Smith", "Dr. Smith"),
            ("Zoë", "Zoë"),
        ):
            self.carl.name = name
            self.assertEqual(self._value(self.carl, "Contact_First_Name"), first)
        self.acme.name = "Acme Garden"
        self.assertEqual(self._value(self.acme, "Contact_First_Name"), "Acme Garden")

    def test_address_of_a_person_at_a_company_at_home(self):
        self.assertEqual(
            self._value(self.anna, "Contact_Address"),
            "Acme\nKerkstraat 12\n2000 Antwerpen",
        )

    def test_address_of_a_company_does_not_repeat_its_name(self):
        self.acme.write({"street": "Markt 1", "zip": "9000", "city": "Gent"})
        self.assertEqual(
            self._value(self.acme, "Contact_Address"), "Markt 1\n9000 Gent"
        )

    def test_address_abroad_names_the_country_in_the_language_of_the_letter(self):
        self.env["contact.segment.document"].create(
            {"segment_id": self.segment.id, "kind": "file", "subject": "For all"}
        )
        self.assertEqual(self._line(self.segment, self.carl).lang, "nl_NL")
        country = self.netherlands.with_context(lang="nl_NL").name
        self.assertEqual(
            self._value(self.carl, "Contact_Address"),
            f"Kade 1\n3500 AA Utrecht\n{country}",
        )

    def test_address_in_the_manner_of_its_country(self):
        self.carl.write(
            {
                "country_id": self.env.ref("base.us").id,
                "state_id": self.env.ref("base.state_us_5").id,
                "zip": "94134",
                "city": "San Francisco",
            }
        )
        self.assertEqual(
            self._value(self.carl, "Contact_Address"),
            "Kade 1\nSan Francisco CA 94134\nUnited States",
        )

    def test_empty_address_is_an_empty_text(self):
        self.dora.country_id = False
        self.assertEqual(self._value(self.dora, "Contact_Address"), "")

    def test_sender(self):
        values = self._values(
            self.anna,
            "Salesperson_Name",
            "Salesperson_Email",
            "Salesperson_Phone",
            "Salesperson_Job_Position",
            "Company_Name",
            "Company_Address",
            "Company_Logo",
        )
        self.assertEqual(values["Salesperson_Name"], "Segment User")
        self.assertEqual(values["Salesperson_Email"], "segment_user@example.com")
        self.assertEqual(values["Salesperson_Phone"], "+32 2 1")
        self.assertEqual(values["Salesperson_Job_Position"], "Rep")
        self.assertEqual(values["Company_Name"], self.env.company.name)
        self.assertEqual(values["Company_Address"], "Havenlaan 1\n1080 Brussel")
        self.assertEqual(values["Company_Logo"], base64.b64decode(PIXEL))

    def test_segment_and_what_is_personal(self):
        line = self._line(self.segment, self.anna)
        line.write({"subject": "For Anna", "note": "See you\nat the fair"})
        names = ["Segment_Number", "Segment_Name", "Subject", "Note"]
        self.assertEqual(
            list(self._values(self.anna, *names).values()),
            [self.segment.number, "Spring", "For Anna", "See you\nat the fair"],
        )
        self.assertEqual(self._values(self.bob, "Subject", "Note")["Note"], "")

    def test_names_are_found_in_any_case_and_with_spaces(self):
        names = ["contact_name", "CONTACT NAME", " Contact_Name "]
        values = self._values(self.anna, *names)
        self.assertEqual(values, dict.fromkeys(names, "Anna Peeters"))

    def test_unknown_names_have_no_value(self):
        names = ["Contact_Nam", "partner_id.nothing", "partner_id.name.x", "", "."]
        self.assertEqual(self._values(self.anna, *names), {})

    def test_paths(self):
        tags = self.env["res.partner.category"].create([{"name": "A"}, {"name": "B"}])
        self.anna.category_id = tags
        for path, expected in (
            ("partner_id.country_id.name", "Belgium"),
            ("partner_id.country_id", "Belgium"),
            ("partner_id.category_id.name", "A, B"),
            ("partner_id.category_id", "A, B"),
            ("partner_id.is_company", "No"),
            ("partner_id.type", "Contact"),
            ("partner_id.parent_id.child_ids.name", "Anna Peeters, Bob"),
            ("partner_id.parent_id.parent_id.name", ""),
            ("channel", "Letter"),
        ):
            with self.subTest(path=path):
                self.assertEqual(self._value(self.anna, path), expected)

    def test_typed_values_keep_what_they_were_made_from(self):
        day = self._value(self.anna, "Date")
        self.assertIsInstance(day, FormattedText)
        self.assertEqual((day, day.raw), ("04/05/2026", date(2026, 4, 5)))
        cost = self._value(self.anna, "cost")
        self.assertEqual(cost.raw, 2.0)
        self.assertIn("2.00", cost)
        self.assertEqual(self._value(self.anna, "partner_id.color").raw, 0)

    def test_values_are_in_the_language_of_the_letter(self):
        line = self._line(self.segment, self.anna)
        line.write({"lang": "nl_NL", "cost": 1234.5})
        values = self._values(self.anna, "Date", "cost", "Contact_Country")
        self.assertEqual(values["Date"], "05-04-2026")
        self.assertIn("1.234,50", values["cost"])
        country = self.belgium.with_context(lang="nl_NL").name
        self.assertEqual(values["Contact_Country"], country)
        self.assertEqual(self._value(self.bob, "Contact_Country"), "Belgium")

    def test_moments_are_in_the_time_zone_of_the_contact(self):
        interaction = self.env["contact.interaction"].with_user(self.user)
        interactions = interaction.create(
            [
                {
                    "name": "Letter",
                    "partner_id": partner.id,
                    "date": "2026-04-05 22:30:00",
                    "lang": "en_US",
                }
                for partner in (self.anna, self.dora)
            ]
        )
        self.dora.tz = False
        here, there = "Date", "date"
        tokyo, brussels = interactions._get_merge_values([here, "partner_id.name"])
        # the date of a letter is that of its sender
        self.assertEqual(tokyo[here], brussels[here])
        self.assertEqual(tokyo[here].raw, date(2026, 4, 6))
        sources = {there: ("date", [])}
        read = interactions._read_merge_sources(sources)
        moments = [read[interaction.id][there].raw for interaction in interactions]
        self.assertEqual(
            moments, [datetime(2026, 4, 6, 7, 30), datetime(2026, 4, 6, 0, 30)]
        )

    def test_a_logged_letter_says_what_its_line_said(self):
        self._line(self.segment, self.anna).note = "Bring the dog"
        names = [
            field.name
            for field in self.segment.line_ids._get_merge_fields().values()
            if not field.is_list
        ]
        lines = self.segment.line_ids.with_user(self.user)
        before = dict(
            zip(lines.partner_id.ids, lines._get_merge_values(names), strict=True)
        )
        self.segment.with_user(self.user).log(send=False)
        interactions = self.segment.interaction_ids.with_user(self.user)
        after = interactions._get_merge_values(names)
        for interaction, values in zip(interactions, after, strict=True):
            self.assertEqual(values, before[interaction.partner_id.id])
