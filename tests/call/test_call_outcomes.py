# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import xmlrpc.client

from odoo.exceptions import MissingError, UserError

from ..call_common import CallCommon


class TestCallOutcomes(CallCommon):
    """What comes out of a call, and how it is taken back."""

    def _anna(self):
        return self._line(self.segment, self.anna)

    def test_call_becomes_one_interaction(self):
        line = self._anna()
        line.write({"name": "About spring", "cost": 7, "campaign_response": True})
        result = self.segment.log_call(
            line.id, "reached", "positive", "Wants a visit", duration=4.5
        )
        interaction = self.env["contact.interaction"].browse(result["interaction_id"])
        self.assertRecordValues(
            interaction,
            [
                {
                    "partner_id": self.anna.id,
                    "name": "About spring",
                    "template_id": self.call.id,
                    "segment_id": self.segment.id,
                    "segment_line_id": line.id,
                    "campaign_id": self.campaign.id,
                    "campaign_target": True,
                    "campaign_response": True,
                    "channel": "phone",
                    "direction": "outbound",
                    "initiated_by": "us",
                    "state": "done",
                    "evaluation": "positive",
                    "note": "Wants a visit",
                    "contact_via": "+32 2 555 00 01",
                    "cost": 7,
                    "duration": 4.5,
                    "user_id": self.user.id,
                    "logged_by_id": self.user.id,
                    "attempt_failed": False,
                }
            ],
        )
        self.assertEqual(line.interaction_id, interaction)
        self.assertEqual(self.segment.interaction_count, 1)
        self.assertEqual(self.anna.last_interaction_date, interaction.date)

    def test_called_lines_are_not_logged_again(self):
        for outcome in ("reached", "failed", "no_answer"):
            card = self.segment.get_next_call()
            self.segment.log_call(card["line_id"], outcome)
        result = self.segment.log(send=False)
        self.assertEqual(result["interaction_count"], 1)
        interactions = self.segment.interaction_ids
        self.assertEqual(len(interactions), 4)
        self.assertEqual(len(interactions.partner_id), 4)
        self.assertEqual(len(interactions.segment_line_id), 4)

    def test_retry_takes_over_the_line(self):
        line = self._anna()
        first = self.segment.log_call(line.id, "no_answer")["interaction_id"]
        second = self.segment.log_call(line.id, "no_answer")["interaction_id"]
        third = self.segment.log_call(line.id, "reached")["interaction_id"]
        calls = self.env["contact.interaction"].browse([first, second, third])
        self.assertEqual(calls.mapped("attempt_failed"), [True, True, False])
        self.assertEqual(calls.segment_id, self.segment)
        self.assertEqual(calls.mapped("segment_line_id.id"), [line.id])
        self.assertEqual(calls[2].segment_line_id, line)
        self.assertEqual(calls[1].duration, 0)
        self.assertEqual(calls[2].duration, 5)
        with self._assert_refused(UserError, "called already by Segment User"):
            self.segment.log_call(line.id, "reached")
        self.assertEqual(self.segment.log(send=False)["interaction_count"], 3)

    def test_retry_after_logging(self):
        line = self._anna()
        self.segment.log_call(line.id, "no_answer")
        self.segment.log(send=False)
        self.segment.log_call(line.id, "reached", "positive")
        self.assertEqual(line.interaction_id.evaluation, "positive")
        self.assertEqual(len(self.segment.interaction_ids), 5)
        bob = self._line(self.segment, self.bob)
        with self._assert_refused(UserError, "Bob .*is handled already"):
            self.segment.log_call(bob.id, "reached")

    def test_retry_of_a_colleague(self):
        self.segment.user_id = False
        line = self._anna()
        mine = self.segment.with_user(self.user)
        mine.log_call(line.id, "no_answer")
        other = self.segment.with_user(self.colleague)
        other.log_call(line.id, "reached")
        self.assertEqual(line.interaction_id.user_id, self.colleague)
        with self._assert_refused(UserError, "no call of segment"):
            mine.undo_call()
        other.undo_call()
        self.assertEqual(line.interaction_id.user_id, self.user)
        self.assertTrue(line.interaction_id.attempt_failed)

    def test_follow_up_activity(self):
        result = self.segment.log_call(
            self._anna().id,
            "reached",
            follow_up={"date_deadline": "2030-01-02", "summary": "Send prices"},
        )
        activity = self.env["mail.activity"].browse(result["activity_id"])
        self.assertEqual(activity.res_id, self.anna.id)
        self.assertEqual(activity.res_model, "res.partner")
        self.assertEqual(activity.summary, "Send prices")
        self.assertEqual(activity.activity_category, "phonecall")
        self.assertEqual(activity.user_id, self.user)
        self.assertEqual(activity.segment_id, self.segment)
        self.segment.undo_call()
        self.assertFalse(activity.exists())

    def test_undo_call(self):
        line = self._anna()
        result = self.segment.log_call(line.id, "reached", "negative", "Oops")
        self.assertEqual(self.segment.get_next_call()["name"], "Bob")
        undone = self.segment.undo_call()
        self.assertEqual(
            undone,
            {
                "line_id": line.id,
                "interaction_id": result["interaction_id"],
                "note": "Oops",
            },
        )
        interaction = self.env["contact.interaction"].browse(result["interaction_id"])
        self.assertEqual(interaction.state, "cancelled")
        self.assertFalse(interaction.segment_line_id)
        self.assertFalse(line.interaction_id)
        self.assertEqual(self._next(), "Anna")
        with self._assert_refused(UserError, "no call of segment"):
            self.segment.undo_call()
        # the contact is logged with the others
        self.assertEqual(self.segment.log(send=False)["interaction_count"], 4)

    def test_undo_in_reverse_order(self):
        for act in (
            lambda line: self.segment.skip_call(line),
            lambda line: self.segment.snooze_call(line, "tomorrow"),
            lambda line: self.segment.log_call(line, "no_answer"),
        ):
            act(self.segment.get_next_call()["line_id"])
        self.assertEqual(self._next(), "Dora")
        for name in ("Carl", "Bob", "Anna"):
            self.segment.undo_call()
            self.assertEqual(self._next(), name)
        self.assertEqual(
            self._progress("left", "snoozed", "skipped", "called"), (4, 0, 0, 0)
        )

    def test_undo_after_the_attempt_before_was_deleted(self):
        line_id = self._anna().id
        first = self.segment.log_call(line_id, "no_answer")["interaction_id"]
        self.segment.log_call(line_id, "no_answer")
        attempt = self.env["contact.interaction"].browse(first)
        attempt.cancel()
        attempt.with_user(self.manager).unlink()
        self.segment.undo_call(line_id)
        call = self.env["contact.segment.call"].search([("line_id", "=", line_id)])
        self.assertFalse(call.interaction_id)
        self.assertEqual(call.attempts, 1)
        self.assertEqual(self._next(), "Anna")

    def test_undo_what_a_colleague_has_now(self):
        self.segment.user_id = False
        line = self._anna()
        mine = self.segment.with_user(self.user)
        mine.skip_call(line.id)
        line.with_user(self.colleague).action_make_call()
        with self._assert_refused(UserError, "Segment Colleague is calling Acme, Anna"):
            mine.undo_call()

    def test_bad_input(self):
        line = self._anna()
        other = self._create_call_segment()
        log = self.segment.log_call
        for refused, pattern in (
            (lambda: log(line.id, "maybe"), "outcome cannot be maybe"),
            (lambda: log(line.id, ""), "outcome cannot be"),
            (lambda: log(line.id, "reached", "great"), "evaluation cannot be great"),
            (lambda: log(line.id, "reached", duration=-1), "duration cannot be"),
            (lambda: log(line.id, "reached", duration="long"), "duration cannot be"),
            (lambda: log(line.id, "no_answer", retry_on="2001-01-01"), "is over"),
            (lambda: log(line.id, "reached", contact_via="none"), "no phone number"),
            (lambda: log(line.id, "reached", follow_up={"x": 1}), "date_deadline"),
            (
                lambda: log(line.id, "reached", follow_up={"date_deadline": 1}),
                "date_deadline",
            ),
            (lambda: log("1", "reached"), "line_id cannot be"),
            (lambda: log(0, "reached"), "line_id cannot be"),
            (lambda: log(other.line_ids[0].id, "reached"), "is not on segment"),
            (lambda: self.segment.undo_call("x"), "line_id cannot be"),
        ):
            with self._assert_refused(UserError, pattern), self.env.cr.savepoint():
                refused()
        with self._assert_refused(MissingError, "no Segment Line"):
            self.segment.skip_call(line.id + 10**6)
        self.assertFalse(self.segment.interaction_ids)

    def test_opted_out_number(self):
        self.env["phone.blacklist"].create({"number": "+32 2 555 99 99"})
        with self._assert_refused(UserError, "do not want to be called"):
            self.segment.log_call(
                self._anna().id, "reached", contact_via="+32 25 55 99 99"
            )

        self.env["phone.blacklist"].create({"number": self.dora.phone})
        line = self._line(self.segment, self.dora)
        with self._assert_refused(UserError, "do not want to be called"):
            self.segment.log_call(line.id, "reached")

    def test_merged_contacts_are_called_once(self):
        line = self._line(self.segment, self.dora)
        self.segment.log_call(line.id, "failed")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.carl | self.dora).ids, self.carl)
        self.env.invalidate_all()
        with self._assert_refused(UserError, "Carl .*called already"):
            self.segment.log_call(self._line(self.segment, self.carl).id, "reached")
        self.assertEqual(self._progress("total", "called", "left"), (3, 1, 2))

    def test_results_travel(self):
        card = self.segment.get_next_call()
        for result in (
            card,
            self.segment.get_call_progress(),
            self.segment.log_call(card["line_id"], "no_answer"),
            self.segment.undo_call(),
            self.segment.snooze_call(card["line_id"]),
            self.segment.skip_call(card["line_id"]),
            self.segment.keep_call(card["line_id"]),
            self.segment.release_calls(),
        ):
            self.assertEqual(json.loads(json.dumps(result)), result)
            xmlrpc.client.dumps((result,))

    def test_removed_line(self):
        line = self._anna()
        self.segment.reduce_contacts(self._domain(self.anna))
        with self._assert_refused(UserError, "was removed from segment"):
            self.segment.log_call(line.id, "reached")
        self.assertEqual(self._next(), "Bob")
        self.segment.go_back()
        self.segment.log_call(self._line(self.segment, self.bob).id, "reached")
        names = []
        for _round in range(3):
            card = self.segment.get_next_call()
            names.append(card["name"])
            self.segment.log_call(card["line_id"], "reached")
        self.assertEqual(sorted(names), ["Anna", "Carl", "Dora"])

    def test_segment_without_template(self):
        segment = self._create_call_segment(template_id=False, channel="phone")
        self.segment = segment
        result = segment.log_call(self._anna().id, "reached")
        interaction = self.env["contact.interaction"].browse(result["interaction_id"])
        self.assertEqual(interaction.template_id, self.call)
        self.assertEqual(interaction.name, segment.name)
