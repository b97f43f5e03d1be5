# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ...models.segment.contact_segment_line import OVERRIDABLE
from ..common import SegmentCommon


class TestResolutionQueries(SegmentCommon):
    """What a header or its lines cost does not grow with the number of lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.Partner.create([{"name": f"Many {i}"} for i in range(300)])
        cls.segments = [
            cls._fill(cls._create_segment(template_id=cls.template.id), some)
            for some in (partners[:3], partners)
        ]

    def _count_queries(self, action, segment, turn):
        """Return how many queries an action on a segment takes."""
        segment.env.flush_all()
        segment.env.invalidate_all()
        segment.line_ids.mapped("name")
        before = self.env.cr.sql_log_count
        action(segment, turn)
        segment.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _assert_same(self, action):
        for turn in range(2):  # the first one warms up the caches of the registry
            few, many = (
                self._count_queries(action, segment, turn) for segment in self.segments
            )
        self.assertEqual(few, many)

    def test_header_write_costs_the_same_with_many_lines(self):
        values = [
            {"unit_cost": 5, "user_id": self.user.id, "channel": "email"},
            {"unit_cost": 6, "user_id": False, "channel": "phone"},
        ]
        self._assert_same(lambda segment, turn: segment.write(values[turn]))

    def test_header_template_costs_the_same_with_many_lines(self):
        templates = self.call | self.template
        self._assert_same(
            lambda segment, turn: segment.write({"template_id": templates[turn].id})
        )

    def test_reading_lines_costs_the_same_with_many_lines(self):
        def read(segment, _turn):
            segment.env.invalidate_all()
            segment.line_ids.read([*OVERRIDABLE, "document_state"])

        self._assert_same(read)

    def test_totals_cost_the_same_with_many_lines(self):
        def read(segment, _turn):
            segment.env.invalidate_all()
            segment.read(["cost", "duration", "line_count"])

        self._assert_same(read)

    def test_header_write_leaves_the_rows_of_lines_alone(self):
        segment = self.segments[1]
        lines = segment.line_ids
        self.env.cr.execute(
            "SELECT xmin::text, ctid::text FROM contact_segment_line "
            "WHERE segment_id = %s ORDER BY id",
            [segment.id],
        )
        before = self.env.cr.fetchall()
        segment.write({"name": "Other", "unit_cost": 9, "date": "2026-05-06"})
        segment.env.flush_all()
        self.env.cr.execute(
            "SELECT xmin::text, ctid::text FROM contact_segment_line "
            "WHERE segment_id = %s ORDER BY id",
            [segment.id],
        )
        self.assertEqual(self.env.cr.fetchall(), before)
        self.assertEqual(set(lines.mapped("cost")), {9.0})
