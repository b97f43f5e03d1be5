# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import random
from ast import literal_eval

from odoo.tests import tagged

from ..live_common import LiveCommon

SEEDS = range(8)
CHANGES = 30
# What people do, and how often.
KINDS = {
    "data": 6,
    "tag": 3,
    "archive": 2,
    "exclude": 1,
    "enter": 3,
    "remove": 3,
    "add": 2,
    "reduce": 2,
    "refine": 1,
    "back": 2,
    "redo": 1,
    "off": 2,
    "merge": 1,
    "delete": 1,
    "note": 2,
    "refresh": 4,
}
JOBS = ("Baker", "Butcher", "Carpenter")


@tagged("post_install", "-at_install")
class TestRefreshRandom(LiveCommon):
    """Whatever happens, a refresh gives the members that a plain evaluation gives."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tags = cls.env["res.partner.category"].create(
            [{"name": f"Tag {number}"} for number in range(2)]
        )

    def _evaluate(self, segment):
        """Return the members, contact by contact and step by step."""
        members, by_hand = set(), {}
        steps = segment.step_ids.sorted(lambda step: (step.sequence, step.id))
        for step in steps.filtered(lambda one: one.active and not one.is_off):
            found = self.Partner.with_context(active_test=False).search(
                [*literal_eval(step.domain), ("id", "in", self.pool.exists().ids)]
            )
            active = found.filtered("active")
            if step.source == "manual":
                by_hand.update(dict.fromkeys(active.ids, step.action == "add"))
            elif step.action == "add":
                allowed = active.filtered(
                    lambda one, step=step: (
                        step.ignore_exclusion or not one.exclude_from_segments
                    )
                )
                members |= set(allowed.ids)
            elif step.action == "reduce":
                members -= set(found.ids)
            else:
                members &= set(found.ids)
        members |= {id_ for id_, is_in in by_hand.items() if is_in}
        members -= {id_ for id_, is_in in by_hand.items() if not is_in}
        return {one.id for one in self.Partner.browse(members).exists() if one.active}

    def _make_pool(self):
        return self.Partner.create(
            [
                {
                    "name": f"Random {number}",
                    "function": self.random.choice(JOBS),
                    "category_id": [(6, 0, self._choose(self.tags).ids)],
                }
                for number in range(12)
            ]
        )

    def _choose(self, records):
        count = self.random.randint(0, len(records))
        return records.browse(self.random.sample(records.ids, count))

    def _one(self, records):
        return records.browse(self.random.choice(records.ids)) if records else records

    def _condition(self):
        field, value = self.random.choice(
            [("function", self.random.choice(JOBS)), ("category_id", self.tags[0].id)]
        )
        operator = self.random.choice(["=", "!="]) if field == "function" else "in"
        value = value if field == "function" else [value]
        return [("id", "in", self.first_ids), (field, operator, value)]

    def _change(self, segment):
        """Do something, any of what people do."""
        kind = self.random.choices(list(KINDS), KINDS.values())[0]
        self.done.append(kind)
        getattr(self, f"_do_{kind}")(segment, self._one(self.pool.exists()))

    def _do_data(self, _segment, one):
        one.function = self.random.choice(JOBS)

    def _do_tag(self, _segment, one):
        one.category_id = self._choose(self.tags)

    def _do_archive(self, _segment, one):
        one.active = not one.active

    def _do_exclude(self, _segment, one):
        one.exclude_from_segments = not one.exclude_from_segments

    def _do_enter(self, segment, _one):
        others = self.pool.exists().filtered("active") - segment.line_ids.partner_id
        if new := self._one(others):
            segment.line_ids.create({"segment_id": segment.id, "partner_id": new.id})

    def _do_remove(self, segment, _one):
        self._one(segment.line_ids).unlink()

    def _do_add(self, segment, _one):
        segment.add_contacts(self._condition())

    def _do_reduce(self, segment, _one):
        segment.reduce_contacts(self._condition())

    def _do_refine(self, segment, _one):
        segment.refine_contacts(self._condition())

    def _do_back(self, segment, _one):
        if segment.step_count > 1:
            segment.go_back()

    def _do_redo(self, segment, _one):
        if segment.undone_step_count:
            segment.redo()

    def _do_off(self, segment, _one):
        steps = segment.step_ids.sorted("sequence")
        other = self._one(steps)
        segment.replay_steps(
            [
                {"step_id": step.id, "is_off": step.is_off != (step == other)}
                for step in steps
            ]
        )

    def _do_merge(self, _segment, one):
        people = self.pool.exists()
        source = self._one(people - one)
        if len(people) < 9 or not (source.active and one.active):
            return
        self.said.pop(source.id, None)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((one | source).ids, one)

    def _do_delete(self, _segment, one):
        if len(self.pool.exists()) > 8:
            self.said.pop(one.id, None)
            one.unlink()

    def _do_note(self, segment, _one):
        if line := self._one(segment.line_ids):
            line.note = self.said[line.partner_id.id] = f"Note {len(self.done)}"

    def _do_refresh(self, segment, _one):
        segment.refresh(force=True)

    def _check_ranges(self, segment):
        """Check that no ranges overlap, and those that are open are of the members."""
        ranges = self._ranges(segment)
        for partner, own in ranges.filtered("partner_id").grouped("partner_id").items():
            own = own.sorted(lambda one: (one.joined_on, one.id))
            for first, second in zip(own, own[1:], strict=False):
                self.assertTrue(first.left_on, (partner, self.done))
                self.assertLessEqual(first.left_on, second.joined_on, self.done)
        is_open = ranges.filtered(lambda one: not one.left_on)
        self.assertEqual(
            sorted(is_open.partner_id.ids),
            sorted(segment.line_ids.partner_id.ids),
            self.done,
        )
        self.assertEqual(len(is_open), segment.line_count, self.done)

    def test_random_changes(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.random = random.Random(seed)
                self.done, self.said = [], {}
                self.pool = self._make_pool()
                self.first_ids = self.pool.ids
                segment = self._create_segment(template_id=self.template.id)
                segment.add_contacts(self._condition())
                segment.is_live = True
                for _number in range(CHANGES):
                    self._later(minutes=1)
                    self._change(segment)
                    self.env.invalidate_all()
                    self._check_ranges(segment)
                self._later(minutes=1)
                segment.refresh(force=True)
                self.env.invalidate_all()
                self.assertEqual(segment.refresh_state, "ok", segment.refresh_message)
                members = set(segment.line_ids.partner_id.ids)
                self.assertEqual(members, self._evaluate(segment), self.done)
                self._check_ranges(segment)
                for line in segment.line_ids:
                    if said := self.said.get(line.partner_id.id):
                        self.assertEqual(line.note, said, self.done)
                again = segment.refresh(force=True)
                self.assertEqual((again["added"], again["removed"]), (0, 0))
