# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Command, Domain
from odoo.tests import TransactionCase, new_test_user, tagged

MODULE = "contact_segment"
# Whoever works in a database with segments, and has no role there.
OUTSIDERS = {
    "employee": "base.group_user,base.group_allow_export",
    "contacts": "base.group_user,base.group_partner_manager,base.group_allow_export",
    "salesperson": "sales_team.group_sale_salesman_all_leads,base.group_allow_export",
    "administrator": "base.group_system,base.group_allow_export",
    "portal": "base.group_portal",
    "public": "base.group_public",
}


@tagged("post_install", "-at_install")
class TestGuest(TransactionCase):
    """What everybody does in Odoo works for users who know nothing of segments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            name: new_test_user(cls.env, login=f"guest_{name}", groups=groups)
            for name, groups in OUTSIDERS.items()
        }
        cls.partner = cls.env["res.partner"].create({"name": "Guest Contact"})
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Guest Lead", "partner_id": cls.partner.id}
        )
        cls.event = cls.env["calendar.event"].create(
            {
                "name": "Guest Meeting",
                "start": "2026-11-26 10:00:00",
                "stop": "2026-11-26 11:00:00",
                "partner_ids": [Command.set(cls.partner.ids)],
            }
        )
        cls.campaign = cls.env["utm.campaign"].create({"name": "Guest Campaign"})
        cls.activity = cls.partner.activity_schedule(
            "mail.mail_activity_data_todo", summary="Guest Activity"
        )
        cls.mail = cls.env["mail.mail"].create({"subject": "Guest Mail"})

    def _get_extended(self, env):
        """Return the models of others with fields of ours, those inherited included."""
        for name in sorted(env.registry):
            model = env[name]
            if model._original_module == MODULE or model._abstract:
                continue
            fields = model._fields.values()
            if any(field._module == MODULE for field in fields) and (
                model.has_access("read")
            ):
                yield model

    def _for_each(self, check):
        """Check extended models, as each outsider who may read them.

        :param check: called with a model and the names of our fields that he sees
        """
        for name, user in self.users.items():
            env = self.env(user=user, su=False)
            for model in self._get_extended(env):
                with self.subTest(user=name, model=model._name):
                    self.env.invalidate_all()
                    check(model, self._get_own(model))

    def _get_own(self, model):
        return [
            name for name in model.fields_get() if model._fields[name]._module == MODULE
        ]

    def test_models_are_walked(self):
        seen = set()

        def check(model, _own):
            seen.add((model.env.user.login, model._name))

        self._for_each(check)
        for login, name in (
            ("guest_employee", "res.partner"),
            ("guest_employee", "calendar.event"),
            ("guest_employee", "mail.activity"),
            ("guest_salesperson", "crm.lead"),
            ("guest_salesperson", "utm.campaign"),
            ("guest_administrator", "mail.mail"),
            ("guest_portal", "res.partner"),
        ):
            self.assertIn((login, name), seen)

    def test_read(self):
        def check(model, own):
            records = model.search([], limit=20)
            records.read(own)
            records.web_read({name: {} for name in own})
            if model.env.user.has_group("base.group_allow_export"):
                records.export_data(own)

        self._for_each(check)

    def test_search(self):
        def check(model, own):
            description = model.fields_get(own)
            for name in own:
                if description[name]["searchable"]:
                    model.search(Domain(name, "!=", False), limit=1)
                if description[name].get("groupable"):
                    is_date = description[name]["type"] in ("date", "datetime")
                    group = f"{name}:month" if is_date else name
                    model.formatted_read_group([], [group], ["__count"])

        self._for_each(check)

    def test_new(self):
        def check(model, own):
            model.default_get(own)
            if model.has_access("create") and not model._transient:
                model.onchange({}, [], {name: {} for name in own})

        self._for_each(check)

    def test_a_new_company(self):
        env = self.env(user=self.users["administrator"], su=False)
        company = env["res.company"].create({"name": "Guest Company"})
        company.write({"contact_step_timeout": 30})
        self.assertTrue(company._get_outgoing_call_template())
        values = env["res.config.settings"].onchange(
            {},
            [],
            {name: {} for name in env["res.config.settings"].fields_get()},
        )["value"]
        settings = env["res.config.settings"].create(
            {"contact_step_timeout": values["contact_step_timeout"]}
        )
        settings.execute()

    def _act_as(self, name, record):
        return record.with_user(self.users[name]).with_context(tracking_disable=False)

    def test_meetings(self):
        meeting = self._act_as("employee", self.env["calendar.event"]).create(
            {
                "name": "Every week",
                "start": "2026-11-26 10:00:00",
                "stop": "2026-11-26 11:00:00",
                "recurrency": True,
                "rrule_type": "weekly",
                "thu": True,
                "count": 3,
                "partner_ids": [Command.link(self.partner.id)],
            }
        )
        events = meeting.recurrence_id.calendar_event_ids
        self.assertEqual(len(events), 3)
        meeting.write({"recurrence_update": "all_events", "name": "Each week"})
        events = meeting.recurrence_id.calendar_event_ids
        self.assertEqual(set(events.mapped("name")), {"Each week"})
        copied = meeting.copy({"recurrency": False})
        self.assertEqual(copied.partner_ids, meeting.partner_ids)

    def test_leads(self):
        lead = self._act_as("salesperson", self.lead)
        copied = lead.copy()
        lead.with_context(mail_create_nosubscribe=True).message_post(body="Hello")
        lead.read_progress_bar(
            [], "stage_id", {"field": "activity_state", "colors": {"today": "warning"}}
        )
        self.assertEqual((lead | copied).merge_opportunity(), lead)
        lead.action_set_won()

    def test_contacts(self):
        contact = self._act_as("contacts", self.partner)
        contact.write({"email": "guest@example.com", "exclude_from_segments": True})
        copied = contact.copy()
        self.assertTrue(copied.exclude_from_segments)
        wizard = contact.env["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [Command.set((contact | copied).ids)],
                "dst_partner_id": contact.id,
                "state": "selection",
            }
        )
        wizard.action_merge()
        self.assertFalse(copied.exists())
        self.activity.unlink()
        contact.action_archive()
        contact.copy({"name": "Guest again"}).unlink()

    def test_activities(self):
        activity = self._act_as("contacts", self.activity)
        activity.user_id = activity.env.user
        activity.copy_data()
        activity.action_feedback("Done")

    def test_mails(self):
        contact = self._act_as("contacts", self.partner)
        composer = contact.env["mail.compose.message"].create(
            {
                "model": "res.partner",
                "res_ids": contact.ids,
                "subject": "Hello",
                "body": "<p>Hello</p>",
                "partner_ids": [Command.set(contact.ids)],
                "composition_mode": "comment",
            }
        )
        composer.action_send_mail()
        self.assertIn("Hello", contact.message_ids[:1].body)
        mail = self._act_as("administrator", self.mail)
        self.assertEqual(mail.copy().state, "outgoing")
        mail.cancel()

    def test_campaigns(self):
        campaign = self._act_as("salesperson", self.campaign)
        if campaign.has_access("create"):
            campaign.copy()
        campaign.read()

    def test_views(self):
        def check(model, _own):
            for kind in ("form", "list", "kanban", "search"):
                model.get_views([(False, kind)])

        self._for_each(check)

    def test_what_is_kept_from_others_is_not_copied(self):
        for model in self._get_extended(self.env):
            for field in model._fields.values():
                if field._module == MODULE and field.groups and not field.inherited:
                    self.assertFalse(field.copy, field)
