# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..letters_common import WITHOUT_PROGRAM, LettersCommon
from .test_labels import LABELS

WINTER = {"postal_from": "2020-12-01", "postal_until": "2021-02-28"}
YEARLY = {**WINTER, "postal_yearly": True}


@tagged("post_install", "-at_install")
class TestPostalAddress(LettersCommon):
    """An address of a contact that is valid for a while replaces its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.belgium
        # the addresses of a company go to its people
        cls.anna.write({"street": "Kerkstraat 12", "zip": "2000", "city": "Gent"})
        cls.house = cls._add_address(cls.anna)

    @classmethod
    def _add_address(cls, partner, **values):
        values = {"type": "other", "street": "Calle Mayor 5", "city": "Altea", **values}
        return cls.Partner.create(
            {
                "parent_id": partner.id,
                "zip": "03590",
                "country_id": cls.env.ref("base.es").id,
                **values,
            }
        )

    def _postal(self, partner=None, user=None):
        return (partner or self.anna).with_user(user or self.user).postal_partner_id

    def _holds(self, day, **values):
        """Return whether letters go to the address on a day."""
        self.house.write({"postal_from": False, "postal_until": False, **values})
        with freeze_time(f"{day} 12:00:00"):
            self.anna.invalidate_recordset(["postal_partner_id"])
            found = self._postal()
        self.assertIn(found, self.house | self.anna)
        return found == self.house

    def test_on_which_days(self):
        for values, inside, outside in (
            ({"postal_from": "2026-03-01"}, ["2026-03-01", "2030-01-01"], "2026-02-28"),
            (
                {"postal_until": "2026-03-01"},
                ["2026-03-01", "2000-01-01"],
                "2026-03-02",
            ),
            (WINTER, ["2020-12-01", "2021-02-28"], "2022-01-01"),
        ):
            for day in inside:
                self.assertTrue(self._holds(day, **values), (day, values))
            self.assertFalse(self._holds(outside, **values), values)

    def test_every_year(self):
        for day in ("2026-12-01", "2026-12-31", "2027-01-01", "2027-02-28"):
            self.assertTrue(self._holds(day, **YEARLY), day)
        for day in ("2026-11-30", "2027-03-01", "2020-07-01"):
            self.assertFalse(self._holds(day, **YEARLY), day)
        summer = {"postal_from": "2020-06-01", "postal_until": "2020-08-31"}
        self.assertTrue(self._holds("2026-08-31", **summer, postal_yearly=True))
        self.assertFalse(self._holds("2026-09-01", **summer, postal_yearly=True))

    def test_what_is_no_address_to_live_at(self):
        self.assertFalse(self._holds("2026-01-01"), "without a day")
        self.house.postal_from = "2020-01-01"
        self.assertEqual(self._postal(), self.house)
        for values in (
            {"type": "invoice"},
            {"street": " ", "city": False},
            {"active": False},
        ):
            before = {name: self.house[name] for name in values}
            self.house.write(values)
            self.assertEqual(self._postal(), self.anna, values)
            self.house.write(before)
            self.assertEqual(self._postal(), self.house)

    def test_the_one_that_began_last_counts(self):
        self.house.postal_from = "2020-01-01"
        later = self._add_address(self.anna, postal_from="2021-01-01")
        self._add_address(self.anna, postal_until="2999-01-01")
        self.assertEqual(self._postal(), later)

    def test_dates_that_cannot_be(self):
        with self._assert_refused(ValidationError, "needs the first and the last day"):
            self.house.write({"postal_from": "2020-01-01", "postal_yearly": True})
        self.house.invalidate_recordset()
        with self._assert_refused(ValidationError, "before it begins on"):
            self.house.write(
                {"postal_from": "2020-01-02", "postal_until": "2020-01-01"}
            )

    # --------------------------------------------------------------------------------
    # Letters
    # --------------------------------------------------------------------------------

    def test_merge_fields(self):
        names = ["Contact_Name", "Contact_Address", "Contact_Street", "Contact_Zip"]
        names += ["Contact_City", "Contact_Country"]
        own = self._values(self.anna, *names)
        self.assertEqual(own["Contact_Street"], "Kerkstraat 12")
        self.assertIn("Acme\nKerkstraat 12", own["Contact_Address"])
        self.house.postal_from = "2020-01-01"
        self.assertEqual(
            self._values(self.anna, *names),
            {
                "Contact_Name": "Anna Peeters",
                # not that of her company
                "Contact_Address": "Calle Mayor 5\n03590 Altea\nSpain",
                "Contact_Street": "Calle Mayor 5",
                "Contact_Zip": "03590",
                "Contact_City": "Altea",
                "Contact_Country": "Spain",
            },
        )
        self.assertEqual(self._value(self.carl, "Contact_Street"), "Kade 1")

    def test_an_address_that_the_sender_may_not_see(self):
        self.house.postal_from = "2020-01-01"
        self._hide(self.house)
        for name in ("Contact_Address", "Contact_City"):
            with self.assertRaises(AccessError):
                self._value(self.anna, name)

    def test_logged_letter(self):
        self.house.postal_from = "2020-01-01"
        self.document.content = self._add_document(
            "To {{Contact_City}}", lang="en_US"
        ).content
        self.template.document_ids.filtered("lang").unlink()
        interactions = self._log()
        self._deliver_words()
        self.assertIn("To Altea", self._text(self._of(interactions, self.anna)))
        self.assertIn("To Utrecht", self._text(self._of(interactions, self.carl)))

    def _codes(self, partner):
        return partner.with_user(self.user)._get_gate_codes("letter")[partner.id]

    def test_the_gate(self):
        self.anna.write({"street": False, "city": False})
        self.assertEqual(self._codes(self.anna), ["no_address"])
        check = self.segment.check_log()
        self.assertIn(
            ("no_address", self.anna.id),
            [(row["code"], row["partner_id"]) for row in check],
        )
        self.house.postal_from = "2020-01-01"
        self.assertEqual(self._codes(self.anna), [])
        check = self.segment.check_log()
        self.assertNotIn(
            ("no_address", self.anna.id),
            [(row["code"], row["partner_id"]) for row in check],
        )
        # of the others nothing changes
        self.dora.write({"street": False, "city": False})
        self.assertEqual(self._codes(self.dora), ["no_address"])

    def test_check_of_the_letters_counts_it(self):
        self.document.content = self._add_document(
            "{{Contact_City}}", lang="en_US"
        ).content
        house = self._add_address(self.dora)
        self.contacts.city = "Brussel"
        # who has no company to share an address with
        self.dora.city = False

        def count():
            findings = self.segment._check_letters()
            return [row["count"] for row in findings if row["field_name"]]

        self.assertEqual(count(), [1])
        house.postal_from = "2020-01-01"
        self.assertEqual(count(), [])
        house.city = False
        self.dora.city = "Gent"
        self.assertEqual(count(), [1])

    # --------------------------------------------------------------------------------
    # What is printed in the order of its address
    # --------------------------------------------------------------------------------

    def _labels(self, **options):
        labels = []
        with (
            patch(WITHOUT_PROGRAM, return_value=""),
            patch(
                f"{LABELS}.build_label_sheets",
                lambda texts, *_others: labels.extend(texts) or b"docx",
            ),
        ):
            self.segment.make_labels(**options)
        return [label.split("\n") for label in labels]

    def test_labels(self):
        self.assertEqual(self._labels(order="country")[-1][0], "Carl")
        self.house.write({"postal_from": "2020-01-01"})
        # Spain after the Netherlands
        self.assertEqual(
            self._labels(order="country")[-1],
            ["Anna Peeters", "Calle Mayor 5", "03590 Altea", "Spain"],
        )

    def test_who_lives_together(self):
        dora = self._add_address(self.dora, postal_from="2020-01-01")
        self.house.postal_from = "2020-01-01"
        names = [label[:2] for label in self._labels(per="address")]
        self.assertIn(["Anna Peeters", "Dora"], names)
        dora.street = "Calle Menor 7"
        names = [label[0] for label in self._labels(per="address")]
        self.assertIn("Anna Peeters", names)
        self.assertIn("Dora", names)

    # --------------------------------------------------------------------------------
    # Conditions
    # --------------------------------------------------------------------------------

    def _find(self, *terms):
        found = self.Partner.with_user(self.user).search(
            [*terms, ("id", "in", self.contacts.ids)]
        )
        return set(found.mapped("name"))

    def test_as_a_condition(self):
        everybody = set(self.contacts.mapped("name"))
        abroad = ("postal_partner_id.country_id.code", "=", "ES")
        self.assertEqual(self._find(abroad), set())
        self.assertEqual(
            self._find(("postal_partner_id.name", "=", "Anna Peeters")),
            {"Anna Peeters"},
        )
        self.house.postal_from = "2020-01-01"
        self.assertEqual(self._find(abroad), {"Anna Peeters"})
        self.assertEqual(self._find("!", abroad), everybody - {"Anna Peeters"})
        own = ("postal_partner_id.name", "=", "Anna Peeters")
        self.assertEqual(self._find(own), set())
        self.assertEqual(
            self._find(("postal_partner_id", "in", self.house.ids)), {"Anna Peeters"}
        )
        self.assertEqual(
            self._find(("postal_partner_id", "not in", self.house.ids)),
            everybody - {"Anna Peeters"},
        )
        dated = ("child_ids", "any", [("postal_from", "<=", "2026-01-01")])
        self.assertEqual(self._find(dated), {"Anna Peeters"})

    def test_as_a_step(self):
        self.house.postal_from = "2020-01-01"
        segment = self._create_segment()
        segment.add_contacts([("postal_partner_id.city", "=", "Altea")])
        # and the address, which is a contact too
        self.assertEqual(segment.line_ids.partner_id, self.anna | self.house)

    # --------------------------------------------------------------------------------
    # The form
    # --------------------------------------------------------------------------------

    def test_form_of_the_contact(self):
        view = "base.view_partner_form"
        with Form(self.carl.with_user(self.user), view) as form:
            self.assertEqual(form.postal_partner_id, self.carl)
            with form.child_ids.new() as address:
                address.type = "other"
                address.street = "Calle Mayor 5"
                address.postal_from = "2020-01-01"
        self.assertEqual(self._postal(self.carl), self.carl.child_ids)

    def test_others_see_none_of_it(self):
        guest = new_test_user(
            self.env,
            login="postal_guest",
            groups="base.group_user,base.group_partner_manager",
        )
        self.house.postal_from = "2020-01-01"
        views = self.Partner.with_user(guest).get_view(
            self.env.ref("base.view_partner_form").id
        )
        self.assertNotIn("postal_", views["arch"])
        # who may see contacts may know where they live
        self.assertEqual(self._postal(user=guest), self.house)
        with Form(self.house.with_user(guest), "base.view_partner_form") as form:
            form.street = "Calle Menor 7"
        self.assertEqual(self._postal(user=guest).street, "Calle Menor 7")
