# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, fields

from ..common import SegmentCommon
from ..word_file import encode_word


class TestStartPage(SegmentCommon):
    """What a user sees first: what waits, and how a first letter goes out."""

    def _get(self, user=None):
        segments = self.env["contact.segment"].with_user(user or self.user)
        return segments.get_start_page()

    def _interact(self, **values):
        values = {"name": "Talk", "partner_id": self.anna.id, **values}
        return self.env["contact.interaction"].with_user(self.user).create(values)

    def test_drafts_of_the_user(self):
        before = self._get()["drafts"]["count"]
        segment = self._fill(self._create_segment(name="Mine"), self.anna)
        self.env["contact.segment"].sudo().create(
            {"name": "His", "user_id": self.colleague.id}
        )
        drafts = self._get()["drafts"]
        self.assertEqual(drafts["count"], before + 1)
        first = drafts["records"][0]
        self.assertEqual((first["id"], first["line_count"]), (segment.id, 1))
        segment.unlink()
        self.assertEqual(self._get()["drafts"]["count"], before)

    def test_deliveries_that_wait_or_failed(self):
        segment = self._fill(
            self._create_segment(template_id=self.call.id), self.contacts
        )
        segment.log(send=False)
        found = segment.interaction_ids
        self.assertNotIn(segment.id, self._get_ids("deliveries"))
        found[0].sudo().delivery_state = "queued"
        found[1:3].sudo().delivery_state = "failed"
        row = self._get_row("deliveries", segment)
        self.assertEqual((row["queued"], row["failed"]), (1, 2))
        # what failed long ago is no news, what waits is
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE contact_segment SET logged_on = logged_on - interval '8 days' "
            "WHERE id = %s",
            [segment.id],
        )
        segment.invalidate_recordset()
        row = self._get_row("deliveries", segment)
        self.assertEqual((row["queued"], row["failed"]), (1, 0))
        found[0].sudo().delivery_state = "sent"
        self.assertNotIn(segment.id, self._get_ids("deliveries"))

    def _get_ids(self, name):
        return [row["id"] for row in self._get()[name]["records"]]

    def _get_row(self, name, record):
        [row] = [row for row in self._get()[name]["records"] if row["id"] == record.id]
        return row

    def test_calls_that_are_due(self):
        segment = self._fill(
            self._create_segment(template_id=self.call.id), self.anna | self.bob
        )
        calls = self.env["contact.segment.call"].sudo()
        now = fields.Datetime.now()
        for line, hours in zip(segment.line_ids, (-1, 1), strict=True):
            calls.create(
                {
                    "segment_id": segment.id,
                    "line_id": line.id,
                    "is_open": True,
                    "snoozed_until": now + timedelta(hours=hours),
                }
            )
        self.assertEqual(self._get_row("calls", segment)["due"], 1)

    def test_responses_of_a_week(self):
        before = self._get()["responses"]
        now = fields.Datetime.now()
        self._interact(date=now, direction="inbound", evaluation="positive")
        self._interact(date=now, direction="inbound")
        self._interact(date=now, direction="outbound", evaluation="very_negative")
        self._interact(date=now, direction="outbound")
        self._interact(date=now - timedelta(days=8), direction="inbound")
        self._interact(date=now, direction="inbound", state="draft")
        after = self._get()["responses"]
        gained = {name: after[name] - before[name] for name in after}
        self.assertEqual(gained, {"count": 3, "positive": 1, "negative": 1})

    def test_campaigns_of_the_latest_segments(self):
        campaign = self.env["utm.campaign"].create({"name": "Spring"})
        segment = self._create_segment(campaign_id=campaign.id, campaign_target=True)
        self._fill(segment, self.contacts)
        self.env.flush_all()
        rows = {row["id"]: row for row in self._get()["campaigns"]}
        self.assertEqual(rows[campaign.id]["targets"], 5)
        self.assertEqual(rows[campaign.id]["rate"], 0)

    def test_live_segments_that_wait(self):
        before = self._get()["stopped"]["count"]
        segments = self.env["contact.segment"]
        for name, state in (("Fine", "ok"), ("Held", "held"), ("Broken", "failed")):
            segment = self._fill(self._create_segment(name=name), self.anna)
            segment.is_live = True
            message = state != "ok" and f"It is {state}."
            segment._write_header({"refresh_state": state, "refresh_message": message})
            segments |= segment
        nobodys = self._create_segment(self.manager, name="Nobody's", user_id=False)
        self._fill(nobodys, self.anna).is_live = True
        nobodys.sudo()._write_header({"refresh_state": "held", "refresh_message": "!"})
        stopped = self._get()["stopped"]
        self.assertEqual(stopped["count"] - before, 3)
        rows = [
            (one["name"], one["state"], one["message"]) for one in stopped["records"]
        ]
        # his own come first
        self.assertEqual(
            rows[:3],
            [
                ("Broken", "failed", "It is failed."),
                ("Held", "held", "It is held."),
                ("Nobody's", "held", "!"),
            ],
        )
        self.assertEqual(self._get(self.colleague)["stopped"]["count"], before + 1)
        segments.is_live = False
        self.assertEqual(self._get()["stopped"]["count"], before + 1)

    def _get_steps(self):
        return {step["code"]: step["done"] for step in self._get()["steps"]}

    def test_a_first_letter(self):
        self.env["contact.segment"].search([]).unlink()
        steps = self._get_steps()
        self.assertEqual(
            list(steps), ["contacts", "template", "segment", "fill", "log"]
        )
        self.assertTrue(steps["contacts"])
        self.assertFalse(steps["segment"] or steps["fill"])
        # it is about a letter from the start
        step = self._get()["steps"][2]
        letter = self.env["contact.interaction.template"].browse(step["template_id"])
        self.assertEqual(letter.channel, "letter")
        self.assertIn("word", letter.document_ids.mapped("kind"))
        segment = self._create_segment(template_id=self.template.id)
        self.assertTrue(self._get_steps()["segment"])
        self._fill(segment, self.anna)
        page = self._get()["steps"]
        self.assertTrue(page[3]["done"])
        self.assertEqual(page[4]["segment_id"], segment.id)
        segment.log(send=False)
        segment.interaction_ids.sudo().delivery_state = "sent"
        self.assertFalse(self._get_steps())

    def test_a_letter_is_to_be_written(self):
        """The letter that is installed only shows where its text stands."""
        self.env["contact.segment"].search([]).unlink()
        templates = self.env["contact.interaction.template"]
        letter = self.env.ref("contact_segment.template_letter")
        (templates.search([("channel", "=", "letter")]) - letter).active = False
        letter.document_ids = [
            Command.clear(),
            Command.create({"content": encode_word("{{Your_Text}}"), "kind": "word"}),
        ]
        step = self._get(self.manager)["steps"][1]
        self.assertEqual((step["done"], step["template_id"]), (False, letter.id))
        # who cannot write it goes on
        self.assertTrue(self._get()["steps"][1]["done"])
        letter.document_ids.content = encode_word("Come and see us, {{Contact_Name}}")
        self.assertTrue(self._get(self.manager)["steps"][1]["done"])

    def test_the_steps_are_dismissed_by_each_user(self):
        self.env["contact.segment"].search([]).unlink()
        self.assertTrue(self._get_steps())
        self.env["contact.segment"].with_user(self.user).dismiss_first_letter()
        self.assertFalse(self._get_steps())
        self.assertTrue(self._get(self.colleague)["steps"])

    def test_nothing_of_others_is_told(self):
        segment = self._fill(
            self._create_segment(template_id=self.call.id, name="Mine"), self.contacts
        )
        segment.log(send=False)
        segment.interaction_ids.sudo().delivery_state = "failed"
        self.assertIn(segment.id, self._get_ids("deliveries"))
        self.env["ir.rule"].create(
            {
                "name": "Only others",
                "model_id": self.env["ir.model"]._get_id("contact.segment"),
                "domain_force": [("id", "!=", segment.id)],
            }
        )
        self.assertNotIn(segment.id, self._get_ids("deliveries"))
