# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Command

from .common_apps import AppsCommon


class AutomationCommon(AppsCommon):
    """Automation rules of Odoo, and what they see."""

    APPS = ("base_automation",)

    def setUp(self):
        super().setUp()
        self._keys = []

    def _add_rule(self, model, trigger, sees="record.id", before="", **values):
        """Create a rule that notes what it sees; return a function that reads it.

        :param str sees: the number that it notes of a record
        :param str before: code that it runs first
        """
        note = self.env["ir.config_parameter"].sudo()
        key = f"contact_segment.seen_{model}_{trigger}_{len(self._keys)}"
        self._keys.append(key)
        rule = self.env["base.automation"].create(
            {
                "name": key,
                "model_id": self.env["ir.model"]._get_id(model),
                "trigger": trigger,
                **values,
            }
        )
        self._add_action(
            rule,
            f"{before}\n"
            "notes = env['ir.config_parameter'].sudo()\n"
            f"before = notes.get_param('{key}') or ''\n"
            f"notes.set_param('{key}', before + '%s ' % ({sees}))\n",
        )

        def read():
            seen = note.get_param(key) or ""
            note.set_param(key, False)
            return [int(id_) for id_ in seen.split()]

        return read

    def _add_action(self, rule, code):
        rule.action_server_ids = [
            Command.create(
                {
                    "name": rule.name,
                    "model_id": rule.model_id.id,
                    "state": "code",
                    "usage": "base_automation",
                    "base_automation_id": rule.id,
                    "code": code,
                }
            )
        ]

    def _get_field(self, model, name):
        return self.env["ir.model.fields"]._get(model, name).id
