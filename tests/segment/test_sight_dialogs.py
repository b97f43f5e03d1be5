# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..interaction_log_common import InteractionCommon

MODULE = "contact_segment"
# the currency of a company is no secret, and contacts of a parent company are visible
SUDO_RELATED = "company_id.currency_id"


@tagged("post_install", "-at_install")
class TestSightOfDialogs(InteractionCommon):
    """A dialog tells nothing of a record that its user may not read.

    Whatever id a stranger gives in ``onchange``: what comes back is the same as if he
    had given none, or the call is refused.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.rule"].create(
            {
                "name": "Own opportunities",
                "model_id": cls.env.ref("crm.model_crm_lead").id,
                "domain_force": "[('user_id', '=', user.id)]",
            }
        )
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.dora.write({"phone": "+32 2 345 67 89", "user_id": cls.manager.id})
        cls.segment = cls._create_segment(
            cls.manager,
            name="Secret offer",
            template_id=cls.template.id,
            unit_cost=77.0,
        )
        cls._fill(cls.segment, cls.carl | cls.dora)
        line = cls.segment.line_ids.filtered(lambda line: line.partner_id == cls.carl)
        line.write({"note": "Secret note", "name": "Secret name", "cost": 99.0})
        prediction = cls.env["contact.prediction"].create(
            {
                "name": "Secret prediction",
                "kind": "lifetime_value",
                "company_id": cls.elsewhere.id,
            }
        )
        criteria = cls.env["contact.criteria"].create(
            {"name": "Secret criteria", "company_id": cls.elsewhere.id}
        )
        template = cls.env["contact.interaction.template"].create(
            {
                "name": "Secret template",
                "company_id": cls.elsewhere.id,
                "unit_cost": 55.0,
                "channel": "email",
                "campaign_response": True,
            }
        )
        activity = cls.dora.with_user(cls.manager).activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Secret activity",
            user_id=cls.manager.id,
        )
        lead = cls.env["crm.lead"].create(
            {"name": "Secret lead", "user_id": cls.manager.id}
        )
        lead.campaign_id = cls.env["utm.campaign"].create({"name": "Secret campaign"})
        cls.foreign = {
            record._name: record.with_env(cls.env)
            for record in (
                cls.segment,
                line,
                cls.dora,
                prediction,
                criteria,
                template,
                activity,
                lead,
                cls._interact(cls.dora, user=cls.manager, name="Secret interaction"),
            )
        }
        cls._hide(cls.dora)
        cls.env.flush_all()

    def _get_dialogs(self):
        """Return the dialogs of the addon."""
        return [
            model
            for name in sorted(self.registry)
            if (model := self.env[name])._transient and model._original_module == MODULE
        ]

    def _tell(self, dialog, values):
        """Return what a dialog tells about values; nothing if it is refused."""
        links = ("many2one", "many2many", "one2many")
        spec = {
            name: {"fields": {"display_name": {}}} if field.type in links else {}
            for name, field in dialog._fields.items()
            if field.type not in ("binary", "reference", "many2one_reference")
        }
        self.env.invalidate_all()
        try:
            result = dialog.with_user(self.user).onchange(values, list(values), spec)
        except (AccessError, UserError) as refusal:
            return {"refusal": str(refusal)}
        return {
            name: value
            for name, value in result["value"].items()
            if name not in values and value
        }

    def test_no_dialog_tells_of_what_it_is_given(self):
        seen = set()
        for dialog in self._get_dialogs():
            nothing = self._tell(dialog, {})
            for name, field in dialog._fields.items():
                record = self.foreign.get(field.comodel_name)
                if record is None or not field.store:
                    continue
                seen.add((dialog._name, name))
                value = record.id if field.type == "many2one" else [(4, record.id)]
                told = self._tell(dialog, {name: value})
                for key, value in told.items():
                    if nothing.get(key) != value:
                        self.assertEqual(key, "refusal", (dialog._name, name, told))
                self.assertNotIn("Secret", str(told), (dialog._name, name))
        self.assertGreater(len(seen), 30)

    def test_the_dialog_of_a_call(self):
        """The example: note, description and cost of a line of somebody else."""
        line = self.foreign["contact.segment.line"]
        told = self._tell(
            self.env["contact.call.wizard"],
            {"partner_id": self.anna.id, "segment_line_id": line.id},
        )
        self.assertFalse(
            {"personal_note", "name", "cost", "segment_id"}.intersection(told)
        )
        self.assertNotIn("Secret", str(told))

    def _read(self, record, name):
        try:
            return record[name]
        except AccessError:
            return False

    def test_computed_without_a_form(self):
        """The same where a dialog is made and then read."""
        line = self.foreign["contact.segment.line"]
        line.sudo().mapped("note")  # in memory
        dialog = self.env["contact.call.wizard"].with_user(self.user)
        for name in ("personal_note", "name", "cost", "segment_id"):
            new = dialog.new({"partner_id": self.anna.id, "segment_line_id": line.id})
            self.assertFalse(self._read(new, name))

    def test_dialogs_compute_with_the_rights_of_the_user(self):
        for dialog in self._get_dialogs():
            self.assertTrue(hasattr(dialog, "_get_sources"), dialog._name)
            for field in dialog._fields.values():
                if field._module == MODULE and field.related != SUDO_RELATED:
                    self.assertFalse(field.compute and field.compute_sudo, field)

    def test_what_is_read_through_a_link(self):
        """No further field reads through a link with the rights of the system."""
        allowed = {
            # the company and what follows from it, of a record with the same rules
            "company_id",
            "currency_id",
            # stored; interactions are hidden with their contact
            "contact.interaction.commercial_partner_id",
            # calls are hidden with the contact of their line
            "contact.segment.call.partner_id",
            # what kind of prediction a score is of
            "contact.prediction.score.kind",
            # the name of a model
            "contact.prediction.source.model_name",
        }
        for name in sorted(self.registry):
            for field in self.env[name]._fields.values():
                if (
                    field._module == MODULE
                    and field.related
                    and field.compute_sudo
                    and not field.inherited
                    and name != "res.config.settings"
                ):
                    self.assertTrue({field.name, str(field)} & allowed, field)
