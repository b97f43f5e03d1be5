# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, new_test_user

TECHNICAL = {
    "contact.segment": ["currency_id"],
    "contact.segment.line": ["active", "is_repeat", "override_lang", "removed_step_id"],
    "contact.interaction": ["delivery_code", "external_key", "was_postponed"],
    "contact.prediction": ["data_stamp", "phase_attempts"],
}
KNOWN = {
    "contact.segment": ["channel", "template_id"],
    "contact.segment.line": ["channel", "lang", "step_id", "commercial_partner_id"],
    "contact.interaction": ["channel", "delivery_state"],
    "contact.prediction": ["kind", "phase"],
}


class TestTechnicalFields(TransactionCase):
    """What users are offered to group by."""

    def setUp(self):
        super().setUp()
        self.user = new_test_user(
            self.env, login="group_by", groups="contact_segment.group_user"
        )

    def _get_offered(self, model):
        """Return the names that the menu of groups has."""
        views = self.env[model].with_user(self.user).get_views([(False, "search")])
        fields = views["models"][model]["fields"]
        return {name for name, field in fields.items() if field["groupable"]}

    def test_groups_are_offered_that_users_know(self):
        for model, names in KNOWN.items():
            self.assertLessEqual(set(names), self._get_offered(model))

    def test_technical_fields_are_not_offered(self):
        for model, names in TECHNICAL.items():
            self.assertFalse(self._get_offered(model).intersection(names))
        overrides = [
            name
            for name in self._get_offered("contact.segment.line")
            if name.startswith("override_")
        ]
        self.assertFalse(overrides)

    def test_programs_group_by_them(self):
        lines = self.env["contact.segment.line"].with_user(self.user)
        self.assertEqual(lines._read_group([("id", "=", 0)], ["override_lang"]), [])
        definitions = lines.fields_get(["override_lang"], ["string", "searchable"])
        self.assertTrue(definitions["override_lang"]["searchable"])
