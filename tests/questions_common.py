# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from .common import SegmentCommon
from .condition_questions import MEASURES


class QuestionsCommon(SegmentCommon):
    """Checks what the conditions of the guide find, for a user of each group."""

    @classmethod
    def _find_measures(cls, questions):
        """Return the ids of the measures that questions name; create what is missing.

        :rtype: dict[str, int]
        """
        measures = cls.env["contact.measure"]
        measures._create_useful()
        text = repr(questions)
        ids = {f"@{one.key}": one.id for one in measures.search([("key", "!=", False)])}
        missing = {name: MEASURES[name] for name in MEASURES if name in text}
        for name, values in missing.items():
            ids[name] = measures.create({**values, "user_id": False}).id
        return ids

    def _assert_answer(self, domain, expected, key):
        among = [("id", "in", self.contacts.ids)]
        for user in self.user | self.user_all | self.manager:
            partners = self.Partner.with_user(user)
            found = partners.search([*domain, *among])
            self.assertEqual(found, expected.with_user(user).sorted(), key)
            segments = self.env["contact.segment"].with_user(user)
            told = segments.count_conditions([*domain, *among])
            self.assertEqual(told["count"], len(expected), key)
        segment = self._create_segment(name=key)
        segment.add_contacts([*domain, *among])
        self.assertEqual(segment.line_ids.partner_id, expected, key)
        self.assertEqual(segment.step_ids.domain, repr([*domain, *among]))
        sentence = segment.step_ids.summary
        self.assertNotIn("measure_value_ids", sentence)
        self.assertNotIn("@", sentence)
