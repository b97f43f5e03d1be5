# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
import json
from unittest.mock import patch

from docx import Document

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..prediction_data import PredictionData


@tagged("post_install", "-at_install")
class TestPredictionCard(PredictionData):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._make_history(200, 400, 0.9, 35, 0.6, 2.4)
        cls.prediction = cls._create_prediction(horizon_days=90)
        cls._run(cls.prediction)
        cls.reader = cls._make_user("contact_segment.group_user")
        cls.all_reader = cls._make_user("contact_segment.group_user_all")
        cls.manager = cls._make_user("contact_segment.group_manager")
        cls.stranger = cls._make_user("base.group_user")

    @classmethod
    def _make_user(cls, group):
        return new_test_user(
            cls.env,
            f"card-{group}",
            groups=group,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def test_every_group_reads_the_card(self):
        for user in (self.reader, self.all_reader, self.manager):
            card = self.prediction.with_user(user).get_model_card()
            # what JSON cannot tell does not come back
            self.assertEqual(json.loads(json.dumps(card, allow_nan=False)), card)
            self.assertNotIn("null", json.dumps(card))

    def test_who_may_not_see_predictions_gets_no_card(self):
        prediction = self.prediction.with_user(self.stranger)
        for call in (prediction.get_model_card, prediction.download_model_card):
            with self._assert_refused(AccessError, "rights|top-secret|not allowed"):
                call()

    def test_card_tells_data_model_and_figures(self):
        card = self.prediction.with_user(self.reader).get_model_card()
        period = self.Features._get_period(self.prediction)
        self.assertEqual(card["data"]["customers"], 200)
        self.assertEqual(card["data"]["transactions"], period["transactions"])
        self.assertEqual(card["data"]["last_day"], period["last"].isoformat())
        self.assertEqual(card["data"]["source"], self.prediction.source_id.display_name)
        self.assertEqual(card["model"]["settings"]["horizon_days"], 90)
        parameters = self.prediction.parameters
        self.assertEqual(card["model"]["method"], parameters["method"])
        self.assertEqual(
            card["model"]["parameters"]["success_rates"], parameters["success_rates"]
        )
        self.assertNotIn("training", card["model"]["parameters"])
        self.assertEqual(card["figures"]["model_score"], self.prediction.model_score)
        self.assertEqual(card["figures"]["grade"], self.prediction.grade or "")
        self.assertTrue(card["figures"]["grade_message"])
        self.assertEqual(
            [row["code"] for row in card["factors"]],
            self.prediction.factor_ids.mapped("code"),
        )
        module = self.env["ir.module.module"].search([("name", "=", "contact_segment")])
        self.assertEqual(card["versions"]["contact_segment"], module.latest_version)
        self.assertTrue(card["versions"]["numpy"])

    def test_settings_are_those_it_was_trained_with(self):
        self.prediction.horizon_days = 30
        card = self.prediction.get_model_card()
        self.assertEqual(card["model"]["settings"]["horizon_days"], 90)

    def test_json_file(self):
        prediction = self.prediction.with_user(self.reader)
        attachment = self.env["ir.attachment"].browse(
            prediction.download_model_card(output="json")
        )
        self.assertEqual(json.loads(attachment.raw), prediction.get_model_card())
        # one file, however often it is asked for
        self.assertEqual(prediction.download_model_card("json"), attachment.id)
        self.assertTrue(attachment.with_user(self.reader).read(["name"]))
        with self.assertRaises(AccessError):
            attachment.with_user(self.stranger).read(["datas"])

    def test_word_file_tells_what_the_card_tells(self):
        prediction = self.prediction.with_user(self.reader)
        attachment = self.env["ir.attachment"].browse(
            prediction.download_model_card("docx")
        )
        document = Document(io.BytesIO(attachment.raw))
        headings = [
            some.text
            for some in document.paragraphs
            if some.style.name.startswith("Heading")
        ]
        self.assertIn(f"Model card: {prediction.name}", headings)
        self.assertIn("What it is worth", headings)
        rows = {
            row.cells[0].text: row.cells[1].text
            for table in document.tables
            for row in table.rows
        }
        self.assertEqual(rows["Customers"], "200")
        self.assertEqual(rows["Days Ahead"], "90")
        self.assertEqual(rows["What it means"], prediction.grade_message)
        self.assertEqual(document.core_properties.author, "")

    def test_pdf_is_made_of_it(self):
        Mixin = type(self.env["contact.merge.mixin"])
        prediction = self.prediction.with_user(self.reader)
        with patch.object(Mixin, "_convert_one", lambda self, content: b"%PDF-1.7"):
            action = prediction.action_download_model_card()
        number = action["url"].partition("?")[0].rpartition("/")[2]
        attachment = self.env["ir.attachment"].browse(int(number))
        self.assertEqual(attachment.mimetype, "application/pdf")
        self.assertTrue(attachment.name.endswith(".pdf"))
        with (
            patch.object(Mixin, "_get_libreoffice", lambda self: ""),
            self.assertRaisesRegex(UserError, "LibreOffice"),
        ):
            prediction.download_model_card("pdf")

    def test_bad_calls_are_told(self):
        prediction = self.prediction.with_user(self.reader)
        with self.assertRaisesRegex(UserError, "output"):
            prediction.download_model_card("exe")
        draft = self._create_prediction(name="Not yet").with_user(self.reader)
        with self.assertRaisesRegex(UserError, "Not yet"):
            draft.get_model_card()

    def test_trained_before_there_were_cards(self):
        """What an earlier version did not keep is left out."""
        told = dict(self.prediction.parameters)
        del told["training"]
        self.prediction.parameters = told
        card = self.prediction.with_user(self.reader).get_model_card()
        self.assertEqual(card["versions"], {})
        self.assertTrue(self.prediction.download_model_card("docx"))
