# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Records of every model of the addon, for random calls to work on."""

import base64
from datetime import timedelta
from itertools import product

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .word_file import encode_word

HIDDEN = "Hidden from the user"
GROUPS = {
    "fuzz_user": "group_user",
    "fuzz_user_all": "group_user_all",
    "fuzz_manager": "group_manager",
}
OTHERS = ",base.group_partner_manager,base.group_allow_export"
OTHERS += ",sales_team.group_sale_salesman"


class FuzzRecords:
    """Users of every group, and records that they see, own or do not see.

    :param env: of a superuser; everything is made in its transaction
    """

    def __init__(self, env):
        # nothing is converted: what starts LibreOffice has tests of its own
        parameters = env["ir.config_parameter"]
        parameters.set_param("contact_segment.libreoffice", "/nowhere")
        self.env = env(context={**env.context, "tracking_disable": True})
        self.users = [
            new_test_user(
                self.env,
                login=login,
                email=f"{login}@example.com",
                groups=f"contact_segment.{group}{OTHERS}",
            )
            for login, group in GROUPS.items()
        ]
        self._create_contacts()
        self._create_templates()
        self._create_segments()
        self._create_prediction()
        self._create_work()
        self._create_wizards()

    def _create_contacts(self):
        belgium = self.env.ref("base.be").id
        self.contacts = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "email": f"fuzz{number}@example.com",
                    "phone": f"+32 2 290 34 9{number}",
                    "street": f"Street {number}",
                    "city": "Brussel",
                    "country_id": belgium,
                }
                for number, name in enumerate(("Ann", "Ben", "Cas", "Don", HIDDEN))
            ]
        )
        self.contacts |= self.contacts.create({"name": "Without address"})
        self.env["ir.rule"].create(
            {
                "name": HIDDEN,
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('name', '!=', '{HIDDEN}')] "
                f"if user.login == 'fuzz_user' else []",
            }
        )
        self.env.registry.clear_cache()

    def _create_templates(self):
        document = {"kind": "word", "filename": "letter.docx", "subject": "News"}
        document["content"] = encode_word("Dear {{Contact_Name}},")
        text = {"kind": "html", "filename": "mail.html", "subject": "News"}
        text["content"] = base64.b64encode(b"Dear {{Contact_Name}}")
        self.templates = self.env["contact.interaction.template"].create(
            [
                {
                    "name": f"Fuzz {channel}",
                    "channel": channel,
                    "direction": "outbound",
                    "initiated_by": "us",
                    "unit_cost": 1.0,
                    "document_ids": [Command.create(vals) for vals in documents],
                }
                for channel, documents in (
                    ("letter", [document]),
                    ("email", [text]),
                    ("phone", []),
                )
            ]
        )
        self.campaign = self.env["utm.campaign"].create({"title": "Fuzz"})

    def _create_segments(self):
        """Make segments in every state, of every user."""
        self.segments = self.env["contact.segment"]
        domain = [("id", "in", self.contacts.ids)]
        for user in self.users:
            for template in self.templates:
                drafts = self._create_segment(user, template) | self._create_segment(
                    user, template
                )
                for segment in drafts:
                    segment.add_contacts(domain)
                drafts[0].reduce_contacts([("name", "=", "Don")])
                drafts[0].line_ids[:1].write({"cost": 5, "note": "You"})
                drafts[0].save_criteria(f"Fuzz {user.login} {template.name}")
                logged = drafts[1]
                if template.channel == "phone":
                    card = logged.get_next_call()
                    logged.log_call(card["line_id"], "reached")
                logged.log(send=template.channel == "email", skip_blocked=True)
                logged.interaction_ids[:1].cancel()
                self.segments |= drafts
        self.segments[1].sudo().cancel_logged()
        self.interactions = self.segments.sudo().interaction_ids
        self._create_documents()
        self.interactions[1].lead_id = self.env["crm.lead"].create({"name": "Fuzz"})

    def _create_documents(self):
        """Make documents of segments and of contacts, and files to print."""
        segments = self.segments.filtered(lambda one: one.state == "draft")
        content = encode_word("Hello {{Contact_Name}},")
        for segment in segments:
            vals = {"segment_id": segment.id, "kind": "word", "content": content}
            segment.document_ids.create(
                [vals, {**vals, "line_id": segment.line_ids[1].id}]
            )
        self.env["contact.print.file"].create(
            [
                {
                    "name": segment.name,
                    "segment_id": segment.id,
                    "company_id": segment.company_id.id,
                    "interaction_ids": [Command.set(segment.interaction_ids.ids)],
                    "filename": "x.pdf",
                    "content": content,
                }
                for segment in self.segments - segments
            ]
        )

    def _create_segment(self, user, template):
        return (
            self.env["contact.segment"]
            .with_user(user)
            .create(
                {
                    "name": f"Fuzz {template.channel}",
                    "template_id": template.id,
                    "campaign_id": self.campaign.id,
                    "campaign_target": True,
                }
            )
        )

    def _create_prediction(self):
        source = self.env["contact.prediction.source"].create(
            {"name": "Fuzz", "kind": "import_transaction"}
        )
        self.env["contact.prediction.source"].create(
            {"name": "Fuzz subscriptions", "kind": "import_subscription"}
        )
        product = self.env["product.product"].create({"name": "Fuzz"})
        prediction = self.env["contact.prediction"].create(
            {"name": "Fuzz", "kind": "transaction_churn", "source_id": source.id}
        )
        self.env["contact.prediction.score"].create(
            [
                {
                    "prediction_id": prediction.id,
                    "partner_id": contact.id,
                    "score": number / 10,
                    "percentile": 10.0 * number,
                    "flag": number % 2 == 0,
                    "product_id": product.id,
                    "rank": 1,
                }
                for number, contact in enumerate(self.contacts)
            ]
        )
        prediction.score_count = len(self.contacts)
        for model, vals in (
            ("transaction", {"date": "2026-01-31", "amount": 5}),
            ("subscription", {"date_start": "2026-01-31", "months": 1}),
        ):
            self.env[f"contact.prediction.{model}"].create(
                {"partner_id": self.contacts[0].id, **vals}
            )
        self.env["contact.prediction.factor"].create(
            {"prediction_id": prediction.id, "code": "recency", "impact": 5}
        )
        self.env["contact.prediction.usability"].create(
            {
                "prediction_id": prediction.id,
                "step": "train",
                "level": "warning",
                "message": "Few",
            }
        )

    def _create_work(self):
        """Make activities, meetings and opportunities of the contacts."""
        segment = self.segments[0]
        contact = self.contacts[0]
        contact.activity_schedule(
            "mail.mail_activity_data_call", segment_id=segment.id, summary="Fuzz"
        )
        start = fields.Datetime.now()
        self.env["calendar.event"].create(
            {
                "name": "Fuzz",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [Command.set(contact.ids)],
            }
        )
        self.env["crm.lead"].create(
            {"name": "Fuzz", "partner_id": contact.id, "segment_id": segment.id}
        )

    def _create_wizards(self):
        """Make dialogs of every user, as far as they open for him."""
        own = [
            name
            for name, model in sorted(self.env.registry.items())
            if model._transient and model._original_module == "contact_segment"
        ]
        cancelled = self.interactions.filtered(lambda one: one.state == "cancelled")
        contexts = [
            {"active_model": "contact.interaction", "active_ids": interactions.ids}
            for interactions in (self.interactions[2:4], cancelled)
        ]
        contexts.append({"active_model": "contact.segment"})
        for user, segments in self.segments.grouped("user_id").items():
            for segment, context in product(segments, contexts):
                for name in own:
                    model = (
                        self.env[name]
                        .with_user(user)
                        .with_context(**context, active_id=segment.id)
                    )
                    vals = self._get_wizard_vals(model, segment)
                    try:
                        with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                            model.create(vals)
                    except (UserError, ValueError, IntegrityError):
                        continue

    def _get_wizard_vals(self, model, segment):
        known = {
            "segment_id": segment.id,
            "line_id": segment.line_ids[:1].id,
            "segment_line_id": segment.line_ids[:1].id,
            "partner_id": self.contacts[0].id,
            "partner_ids": [Command.set(self.contacts[:2].ids)],
            "name": "Fuzz",
            "filename": "fuzz.txt",
            "content": base64.b64encode(b"fuzz"),
            "prediction_id": self.env["contact.prediction"].search([], limit=1).id,
        }
        return {name: value for name, value in known.items() if name in model._fields}
