# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import random
from itertools import combinations
from math import pi

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged

from ..insight_common import InsightCommon


@tagged("post_install", "-at_install")
class TestOverlap(InsightCommon):
    def _make_segments(self, count, seed=1):
        rnd = random.Random(seed)
        ids = self.crowd.ids
        sets = [set(rnd.sample(ids, rnd.randint(20, 150))) for _turn in range(count)]
        segments = self.env["contact.segment"].with_user(self.user)
        for number, ids in enumerate(sets):
            segment = self._create_segment(name=f"Part {number}")
            segments |= self._fill(segment, self.Partner.browse(ids))
        return segments, sets

    def test_all_parts_of_a_few(self):
        for count in (2, 3, 4, 5):
            segments, sets = self._make_segments(count, seed=count)
            parts = (
                self.env["contact.segment"]
                .with_user(self.user)
                .get_overlap(segments.ids)
            )
            self.assertEqual(len(parts), 2**count - 1)
            for part in parts:
                chosen = [sets[segments.ids.index(id_)] for id_ in part["segment_ids"]]
                others = [one for one in sets if one not in chosen]
                on_all = set.intersection(*chosen)
                self.assertEqual(part["size"], len(on_all))
                self.assertEqual(part["only"], len(on_all.difference(*others)))
                self.assertEqual(part["share"], len(on_all) / len(set.union(*chosen)))
            self.assertEqual(sum(part["only"] for part in parts), len(set.union(*sets)))

    def test_pairs_of_many(self):
        segments, sets = self._make_segments(7)
        parts = segments.browse().get_overlap(segments.ids)
        self.assertEqual(len(parts), 7 + 21)
        found = {tuple(part["segment_ids"]): part for part in parts}
        ids = segments.ids
        for place, id_ in enumerate(ids):
            self.assertEqual(found[id_,]["size"], len(sets[place]))
        for one, other in combinations(range(7), 2):
            both, either = sets[one] & sets[other], sets[one] | sets[other]
            part = found[ids[one], ids[other]]
            self.assertEqual(part["size"], len(both))
            self.assertAlmostEqual(part["share"], len(both) / len(either))
            self.assertNotIn("only", part)

    def test_only_active_lines_count_each_contact_once(self):
        one = self._fill(self._create_segment(), self.contacts)
        other = self._fill(self._create_segment(), self.anna | self.carl | self.dora)
        other.add_contacts(self._domain(self.anna), allow_existing=True)
        other.reduce_contacts(self._domain(self.carl))
        parts = one.browse().get_overlap([one.id, other.id])
        self.assertEqual([part["size"] for part in parts], [5, 2, 2])
        self.assertEqual([part["only"] for part in parts], [3, 0, 2])

    def test_rights(self):
        one = self._fill(self._create_segment(), self.contacts)
        other = self._fill(self._create_segment(), self.anna | self.carl)
        self._hide(self.carl)
        parts = one.browse().get_overlap([one.id, other.id])
        self.assertEqual([part["size"] for part in parts], [4, 1, 1])
        every = one.browse().with_user(self.manager)
        self.assertEqual(len(every.get_overlap([one.id, other.id])), 3)
        foreign = one.browse().with_user(self.colleague)
        for method in (foreign.get_overlap, foreign.get_overlap_picture):
            with self.assertRaises(AccessError):
                method([one.id, other.id])
        with self.assertRaises(AccessError):
            foreign.create_from_overlap([one.id])
        with self.assertRaises(AccessError):
            (one | other).with_user(self.colleague).action_overlap()

    def test_refusals(self):
        segments = self.env["contact.segment"].with_user(self.user)
        one = self._create_segment()
        with self._assert_refused(UserError, "of 2 to 50 segments, not of 1;"):
            segments.get_overlap([one.id])
        with self._assert_refused(MissingError, "no segment with the id"):
            segments.get_overlap([one.id, 2**31 - 1])
        for bad in ("x", [1.5], [0], {"a": 1}):
            with self._assert_refused(UserError, "segment_ids cannot be"):
                segments.get_overlap(bad)
        with self._assert_refused(UserError, "needs the segments"):
            segments.create_from_overlap([one.id], [one.id])
        with self._assert_refused(UserError, "needs the segments"):
            segments.create_from_overlap([])

    def test_a_part_becomes_a_segment(self):
        segments, sets = self._make_segments(3)
        ids = segments.ids
        made = segments.browse().create_from_overlap(ids[:2], ids[2:])
        made = segments.browse(made)
        wanted = (sets[0] & sets[1]) - sets[2]
        self.assertEqual(set(made.line_ids.partner_id.ids), wanted)
        self.assertEqual(made.name, "Part 0 and Part 1 without Part 2")
        self.assertEqual(made.step_ids.source, "criteria")
        self.assertEqual(made.create_uid, self.user)

    def test_the_picture_is_true_to_the_numbers(self):
        segments, _sets = self._make_segments(3)
        picture = segments.browse().get_overlap_picture(segments.ids)
        sizes = [one["size"] for one in picture["segments"]]
        areas = [pi * circle["r"] ** 2 for circle in picture["circles"]]
        for area, size in zip(areas, sizes, strict=True):
            self.assertAlmostEqual(area, size)
        self.assertEqual(len(picture["labels"]), 7)
        many, _sets = self._make_segments(4)
        picture = segments.browse().get_overlap_picture(many.ids)
        self.assertEqual(picture["circles"], [])
        empty = self._create_segment()
        picture = segments.browse().get_overlap_picture([empty.id, many[0].id])
        self.assertEqual(picture["circles"], [])

    def test_the_action_of_the_list(self):
        segments, _sets = self._make_segments(2)
        action = segments.action_overlap()
        self.assertEqual(action["tag"], "contact_segment.overlap")
        self.assertEqual(action["params"]["segment_ids"], segments.ids)
