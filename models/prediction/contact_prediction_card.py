# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import json
import platform
from importlib.metadata import PackageNotFoundError, version

from odoo import api, models, release
from odoo.exceptions import UserError
from odoo.modules.module import get_manifest
from odoo.tools import format_date, format_datetime

from ...tools import arguments
from ...tools.actions import get_attachment_url
from ...tools.model_card import build_model_card

ADDON = "contact_segment"
# The same rows are drawn and shuffled in every run.
SEED = 0
PACKAGES = ("numpy", "scipy", "scikit-learn")
OUTPUTS = {
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


class ContactPrediction(models.Model):
    """The model card: what a prediction was learned from, how, and what it is worth.

    After Mitchell et al. 2019, Model Cards for Model Reporting, FAT* 19. What was true
    when it was trained is kept then, as settings and versions may change later.
    """

    _inherit = "contact.prediction"

    def get_model_card(self):
        """Return what a prediction was learned from, how, and what it is worth.

        :return: ``name``, ``kind``, ``company``, ``purpose``; ``data`` (source, first
            and last day, customers, transactions); ``dates``; ``model`` (method,
            settings, parameters, seed); ``figures`` (grade, what it means, scores of
            the prediction and of the simple rule, and the evaluation); ``factors``;
            ``findings`` about the data; ``versions`` of the addon, Odoo, Python and the
            libraries. What is unknown is an empty text.
        :rtype: dict
        :raise UserError: it was not trained yet
        """
        arguments.check_one(self)
        self.check_access("read")
        if not self.trained_on:
            raise UserError(
                self.env._(
                    "Prediction %(name)s was not trained yet; train it first.",
                    name=self.name,
                )
            )
        parameters = dict(self.parameters or {})
        training = parameters.pop("training", {})
        kind = self._get_kind()
        return {
            "name": self.name,
            "kind": self.kind,
            "company": self.company_id.name,
            "purpose": kind._tell_question(),
            "data": {
                "source": self.source_id.display_name or "",
                **training.get("data", {}),
            },
            "dates": {
                "trained_on": self.trained_on.isoformat(),
                "scored_on": self.scored_on.isoformat() if self.scored_on else "",
            },
            "model": {
                "method": parameters.get("method", ""),
                "seed": SEED,
                "settings": training.get("settings", {}),
                "parameters": parameters,
            },
            "figures": {
                "grade": self.grade or "",
                "grade_message": self.grade_message or "",
                "measure": kind._tell_measure(),
                "simple_rule": kind._tell_baseline(self),
                "model_score": self.model_score,
                "baseline_score": self.baseline_score,
                "evaluation": self.evaluation or {},
            },
            "factors": [
                {"code": row.code, "name": row.name, "impact": row.impact}
                for row in self.factor_ids
            ],
            "findings": [
                {"step": row.step, "level": row.level, "message": row.message}
                for row in self.usability_ids
            ],
            "versions": training.get("versions", {}),
        }

    def download_model_card(self, output="pdf"):
        """Make a file of the model card.

        :param str output: ``pdf``, ``docx`` or ``json``
        :return: the id of the attachment
        :rtype: int
        :raise UserError: it was not trained yet, or LibreOffice is missing for PDF
        """
        arguments.check_one(self)
        output = arguments.read_choice(self.env, "output", output, tuple(OUTPUTS))
        card = self.get_model_card()
        if output == "json":
            content = json.dumps(card, indent=2, ensure_ascii=False).encode()
        else:
            title = self.env._("Model card: %(name)s", name=self.name)
            content = build_model_card(title, card["purpose"], self._tell_card(card))
            if output == "pdf":
                content = self.env["contact.merge.mixin"]._convert_one(content)
        name = f"{self.name} ({self.env.lang}).{output}"
        return self._keep_card(name, content, output)

    def action_download_model_card(self):
        """Download the model card as PDF.

        :return: an action
        :rtype: dict
        """
        return self._get_card_action("pdf")

    def action_download_model_card_json(self):
        """Download the model card as JSON.

        :return: an action
        :rtype: dict
        """
        return self._get_card_action("json")

    def _get_card_action(self, output):
        url = get_attachment_url(self.download_model_card(output))
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    def _keep_card(self, name, content, output):
        """Store a file with the prediction, in place of the one made before."""
        # Who may read a prediction may not change it; the file tells no more than its
        # own page.
        Attachment = self.env["ir.attachment"].sudo()
        vals = {"datas": base64.b64encode(content), "mimetype": OUTPUTS[output]}
        own = {"name": name, "res_model": self._name, "res_id": self.id}
        domain = [(field, "=", value) for field, value in own.items()]
        attachment = Attachment.search(domain, limit=1)
        if attachment:
            attachment.write(vals)
            return attachment.id
        return Attachment.create({**own, **vals}).id

    def _tell_card(self, card):
        """Return the sections of the card in words: headings and rows.

        :rtype: list[tuple]
        """
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        settings = card["model"]["settings"]
        labels = self.fields_get(list(settings), ["string"])
        return [
            (
                self.env._("Prediction"),
                [
                    (self.env._("Kind"), kinds[self.kind]),
                    (self.env._("Company"), card["company"]),
                    (
                        self.env._("Trained on"),
                        format_datetime(self.env, self.trained_on),
                    ),
                    (
                        self.env._("Scored on"),
                        format_datetime(self.env, self.scored_on)
                        if self.scored_on
                        else "–",
                    ),
                ],
            ),
            (self.env._("Data"), self._tell_card_data(card["data"])),
            (
                self.env._("Settings"),
                [
                    (labels[name]["string"], self._show_plain(value))
                    for name, value in settings.items()
                    if name in labels
                ],
            ),
            (self.env._("What it is worth"), self._tell_card_figures(card["figures"])),
            (
                self._get_kind()._tell_factors_title(),
                [
                    (row["name"], self._format_percent(row["impact"] / 100))
                    for row in card["factors"]
                ],
            ),
            (
                self.env._("Data Report"),
                [(row["level"], row["message"]) for row in card["findings"]],
            ),
            (
                self.env._("Parameters of the model"),
                [
                    (name, self._show_plain(value))
                    for name, value in card["model"]["parameters"].items()
                ],
            ),
            (
                self.env._("Versions"),
                [(name, value) for name, value in card["versions"].items()],
            ),
        ]

    def _tell_card_data(self, data):
        """Return the rows about the data."""
        names = {
            "source": self.env._("Data Source"),
            "first_day": self.env._("First day of the data"),
            "last_day": self.env._("Last day of the data"),
            "customers": self.env._("Customers"),
            "transactions": self.env._("Transactions"),
        }
        return [
            (
                names[name],
                format_date(self.env, value)
                if name.endswith("_day")
                else self._show_plain(value),
            )
            for name, value in data.items()
            if name in names
        ]

    def _tell_card_figures(self, figures):
        """Return the rows about what it is worth."""
        grade = self._tell_grade() or {"title": "", "details": [], "figures": []}
        letter = figures["grade"].upper() or "–"
        rows = [
            (self.env._("Grade"), f"{letter}: {grade['title']}"),
            (self.env._("What it means"), figures["grade_message"]),
            (self.env._("Measured by"), figures["measure"]),
        ]
        rows += [(figure["name"], figure["text"]) for figure in grade["figures"]]
        rows += [(self.env._("Details"), text) for text in grade["details"]]
        return rows

    def _show_plain(self, value):
        """Return a value of the card as text."""
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        if isinstance(value, float):
            return f"{value:.6g}"
        if isinstance(value, dict | list):
            return json.dumps(value, ensure_ascii=False)
        return str(value)

    def _describe_training(self):
        """Return what is true now of the data, the settings and the versions.

        :rtype: dict
        """
        self.ensure_one()
        period = self.env["contact.prediction.features"]._get_period(self)
        names = ("horizon_days", "by_company", *self._get_kind()._settings)
        return {
            "data": {
                "first_day": period["first"].isoformat() if period["first"] else "",
                "last_day": period["last"].isoformat() if period["last"] else "",
                "customers": period["customers"],
                "transactions": period["transactions"],
            },
            "settings": {name: self[name] for name in names},
            "versions": self._get_versions(),
        }

    @api.model
    def _get_versions(self):
        """Return the versions of all that took part, by name.

        :rtype: dict[str, str]
        """
        found = {
            ADDON: get_manifest(ADDON).get("version", ""),
            "odoo": release.version,
            "python": platform.python_version(),
        }
        for name in PACKAGES:
            try:
                found[name] = version(name)
            except PackageNotFoundError:
                found[name] = ""
        return found
