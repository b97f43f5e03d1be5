# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.selections import (
    DELIVERED_CHANNELS,
    NEGATIVE_EVALUATIONS,
    POSITIVE_EVALUATIONS,
)

# So many of each are named; the lists behind them have all.
SHOWN = 5
# So many segments are looked at for deliveries and campaigns.
LATEST = 100
WEEK = timedelta(days=7)


class ContactSegment(models.Model):
    """The start page: what waits for the user, and how a first letter goes out.

    Everything is counted with the rights of the user, by a few grouped queries; so it
    opens as fast with many segments as with few.
    """

    _inherit = "contact.segment"

    @api.model
    def get_start_page(self):
        """Return what the user begins the day with.

        :return: ``drafts`` of the user, ``deliveries`` that are going on or failed,
            ``calls`` that are due, ``responses`` of the last seven days,
            ``campaigns`` with what came of them, ``stopped`` live segments, whose
            refresh is held or failed, and ``steps`` to a first letter (empty when they
            are done or dismissed)
        :rtype: dict
        """
        self.check_access("read")
        return {
            "drafts": self._get_start_drafts(),
            "deliveries": self._get_start_deliveries(),
            "calls": self._get_start_calls(),
            "responses": self._get_start_responses(),
            "campaigns": self._get_start_campaigns(),
            "stopped": self._get_start_stopped(),
            "steps": self._get_first_letter(),
        }

    @api.model
    def dismiss_first_letter(self):
        """Take the steps to a first letter off the start page of the user.

        :return: True
        :rtype: bool
        """
        settings = self.env["res.users.settings"]
        settings._find_or_create_for_user(self.env.user).sudo().write(
            {"contact_start_dismissed": True}
        )
        return True

    @api.model
    def _get_start_drafts(self):
        domain = [("state", "=", "draft"), ("user_id", "=", self.env.uid)]
        drafts = self.search(domain, order="write_date DESC, id DESC", limit=SHOWN)
        return {
            "count": self.search_count(domain),
            "records": [
                {
                    "id": segment.id,
                    "name": segment.name,
                    "line_count": segment.line_count,
                    "date": fields.Date.to_string(segment.date) or "",
                }
                for segment in drafts
            ],
        }

    @api.model
    def _get_start_deliveries(self):
        """Return segments of which letters or e-mails wait, or failed lately.

        Looked for on the latest segments only: the index of deliveries is by segment.
        """
        lately = fields.Datetime.now() - WEEK
        logged = [("state", "=", "logged")]
        latest = self.search(logged, order="logged_on DESC, id DESC", limit=LATEST)
        groups = self.env["contact.interaction"]._read_group(
            [
                ("segment_id", "in", latest.ids),
                ("delivery_state", "in", ("queued", "failed")),
                ("state", "=", "done"),
            ],
            ["segment_id", "delivery_state"],
            ["__count"],
        )
        counts = {}
        for segment, state, count in groups:
            if state == "queued" or segment.logged_on >= lately:
                counts.setdefault(segment, {})[state] = count
        segments = [segment for segment in latest if segment in counts]
        return {
            "count": len(segments),
            "records": [
                {
                    "id": segment.id,
                    "name": segment.name,
                    "queued": counts[segment].get("queued", 0),
                    "failed": counts[segment].get("failed", 0),
                }
                for segment in segments[:SHOWN]
            ],
        }

    @api.model
    def _get_start_calls(self):
        """Return segments with contacts who are to be called again by now."""
        groups = self.env["contact.segment.call"]._read_group(
            [
                ("is_open", "=", True),
                ("snoozed_until", "<=", fields.Datetime.now()),
                ("segment_id.state", "!=", "cancelled"),
            ],
            ["segment_id"],
            ["__count"],
        )
        activities = self.env["mail.activity"].search_count(
            [
                ("user_id", "=", self.env.uid),
                ("activity_type_id.category", "=", "phonecall"),
                ("date_deadline", "<=", fields.Date.context_today(self)),
            ]
        )
        return {
            "count": sum(count for _segment, count in groups),
            "activities": activities,
            "records": [
                {
                    "id": segment.id,
                    "name": segment.name,
                    "due": count,
                }
                for segment, count in groups[:SHOWN]
            ],
        }

    @api.model
    def _get_start_responses(self):
        """Count who came back to us in the last seven days, and how."""
        domain = Domain("state", "=", "done")
        domain &= Domain("date", ">=", fields.Datetime.now() - WEEK)
        domain &= Domain("direction", "=", "inbound") | Domain(
            "evaluation", "!=", False
        )
        groups = self.env["contact.interaction"]._read_group(
            domain, ["evaluation"], ["__count"]
        )
        counts = {evaluation: count for evaluation, count in groups}
        return {
            "count": sum(counts.values()),
            "positive": sum(counts.get(name, 0) for name in POSITIVE_EVALUATIONS),
            "negative": sum(counts.get(name, 0) for name in NEGATIVE_EVALUATIONS),
        }

    @api.model
    def _get_start_campaigns(self):
        """Return the campaigns of the latest segments."""
        latest = self.search(
            [("campaign_id", "!=", False), ("state", "!=", "cancelled")],
            order="write_date DESC, id DESC",
            limit=LATEST,
        )
        campaigns = latest.campaign_id[:SHOWN]
        return [
            {
                "id": campaign.id,
                "name": campaign.title or campaign.name,
                "targets": campaign.contact_target_count,
                "responded": campaign.contact_responded_count,
                "rate": campaign.contact_response_rate,
            }
            for campaign in campaigns
        ]

    @api.model
    def _get_start_stopped(self):
        """Return live segments that wait for somebody, those of the user first."""
        domain = [
            ("is_live", "=", True),
            ("state", "=", "draft"),
            ("refresh_state", "in", ("held", "failed")),
        ]
        stopped = self.search(domain, order="write_date DESC, id DESC", limit=LATEST)
        stopped = stopped.sorted(lambda one: one.user_id != self.env.user)
        is_cut = len(stopped) == LATEST
        return {
            "count": self.search_count(domain) if is_cut else len(stopped),
            "records": [
                {
                    "id": segment.id,
                    "name": segment.name,
                    "state": segment.refresh_state,
                    "message": segment.refresh_message or "",
                }
                for segment in stopped[:SHOWN]
            ],
        }

    # --------------------------------------------------------------------------------
    # The first letter, in five steps.
    # --------------------------------------------------------------------------------

    @api.model
    def _get_first_letter(self):
        """Return the steps to a first letter and which of them are done.

        :rtype: list[dict]
        """
        settings = self.env.user.sudo().res_users_settings_id
        if settings.contact_start_dismissed or self._is_letter_logged():
            return []
        template = self._find_letter()
        letter = self.search([("state", "=", "draft")], limit=1, order="id DESC")
        filled = self.search([("line_count", ">", 0)], limit=1, order="id DESC")
        done = {
            "contacts": self._has_contacts_to_write_to(),
            "template": self._is_letter_written(template, letter),
            "segment": bool(letter or filled),
            "fill": bool(filled),
            "log": False,
        }
        # the form of the letter, and a segment that is about it
        about_template = ("template", "segment")
        record = {"segment": letter, "fill": letter or filled, "log": filled or letter}
        return [
            {
                "code": code,
                "done": is_done,
                "segment_id": record.get(code, self)[:1].id,
                "template_id": template.id if code in about_template else False,
            }
            for code, is_done in done.items()
        ]

    @api.model
    def _is_letter_logged(self):
        return bool(
            self.env["contact.interaction"].search_count(
                [
                    ("segment_id", "!=", False),
                    ("channel", "in", DELIVERED_CHANNELS),
                    ("delivery_state", "!=", False),
                ],
                limit=1,
            )
        )

    @api.model
    def _has_contacts_to_write_to(self):
        """Whether there are contacts besides companies and users of this database."""
        own = self.env["res.company"].sudo().search([("id", "!=", False)]).partner_id
        users = self.env["res.users"].sudo().with_context(active_test=False)
        own |= users.search([("share", "=", False)]).partner_id
        return bool(
            self.env["res.partner"].search_count([("id", "not in", own.ids)], limit=1)
        )

    @api.model
    def _find_letter(self):
        """Return the template whose letter a first segment is about, if any."""
        return self.env["contact.interaction.template"].search(
            [("channel", "=", "letter"), ("document_ids.kind", "=", "word")], limit=1
        )

    @api.model
    def _is_letter_written(self, template, segment):
        """Whether a letter says something: the one to begin with only shows where.

        Who cannot change templates writes a document of the segment, if at all.
        """
        if not template.has_access("write") or segment.document_ids:
            return bool(template)
        lines = self.env["contact.segment.line"]
        return any(
            not any(map(lines._is_place_of_text, document.field_names or []))
            for document in template.document_ids
            if document.kind == "word"
        )
