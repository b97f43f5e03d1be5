# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import random
from ast import literal_eval
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged

from ..touched_common import TouchedCommon

SEEDS = range(8)
CHANGES = 30
# What people do, and how often.
KINDS = {
    "data": 8,
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
    "look": 12,
    "kill": 3,
}
# Whoever changes the steps has everybody looked at.
STEPS = {"enter", "remove", "add", "reduce", "refine", "back", "redo", "off"}
JOBS = ("Baker", "Butcher", "Carpenter")
STATEMENTS = 25  # of a refresh, at most


class KilledError(BaseException):
    """What no handler of errors catches, as nothing does when a server is killed."""


@tagged("post_install", "-at_install")
class TestRefreshRandom(TouchedCommon):
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
        self.is_behind = self.is_behind or kind in STEPS
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
        self._refresh_all(segment)

    def _refresh_all(self, segment):
        result = segment.refresh(force=True)
        if not self.is_behind and self.done.count("look"):
            # what changed since then is no more than what was not looked at yet
            self.assertEqual(segment.missed_count, 0, self.done)
        self.is_behind = False
        return result

    def _do_look(self, segment, _one):
        if self.is_behind:
            # other steps: the scheduled actions look at everybody first
            self._refresh_all(segment)
            return
        for one in self._choose(self.pool.exists()):
            one.function = self.random.choice(JOBS)
        self._later(minutes=1)
        self._look(segment)
        self.looks += 1
        # the full refresh, which is the truth, has nothing to add
        found = segment.preview_refresh()
        self.assertEqual((found["added"], found["removed"]), (0, 0), self.done)
        members = set(segment.line_ids.partner_id.ids)
        self.assertEqual(members, self._evaluate(segment), self.done)

    def _do_kill(self, segment, _one):
        """Refresh, and die between two statements; nothing was done then."""
        works = [lambda: segment.refresh(force=True), lambda: self._look(segment)]
        work, left = self.random.choice(works), self.random.randint(1, STATEMENTS)
        execute, members = Cursor.execute, segment.line_ids.partner_id

        def die(cursor, query, params=None, log_exceptions=True):
            nonlocal left
            left -= 1
            if not left:
                raise KilledError
            return execute(cursor, query, params, log_exceptions)

        try:
            with self.env.cr.savepoint(), patch.object(Cursor, "execute", die):
                work()
                # it lived too long
                left = 1
                self.env.cr.execute("SELECT 1")
        except KilledError:
            self.kills += 1
        self.env.invalidate_all()
        self.assertEqual(segment.line_ids.partner_id, members)

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
        self.kills = self.looks = 0
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.random = random.Random(seed)
                self.done, self.said, self.is_behind = [], {}, True
                self.pool = self._make_pool()
                self.first_ids = self.pool.ids
                segment = self._create_segment(
                    template_id=self.template.id, hold_percent=1_000_000
                )
                segment.add_contacts(self._condition())
                segment.is_live = True
                segment.sudo()._write_touched(self._get_mark())
                for _number in range(CHANGES):
                    self._later(minutes=1)
                    self._change(segment)
                    self.env.invalidate_all()
                    self._check_ranges(segment)
                self._later(minutes=1)
                self._refresh_all(segment)
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
        self.assertTrue(self.kills)
        self.assertGreater(self.looks, 2 * len(SEEDS))
