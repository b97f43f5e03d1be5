# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from ..common import SegmentCommon
from ..events_common import EventsMixin

LOGGER = "odoo.addons.contact_segment.models.event.contact_interaction"


class TestLoggedByItselfSettings(EventsMixin, SegmentCommon):
    """What is off costs nothing; what is on never stops anybody's work."""

    def test_nothing_is_logged_by_default(self):
        company = self.env["res.company"].create({"name": "New"})
        self.assertNotIn(company.id, company._get_event_templates())

    def test_nothing_is_logged_when_all_is_off(self):
        self.assertEqual(self.env["res.company"]._get_event_templates(), {})
        self._post(self.carl, self.carl)
        self.assertFalse(self._find(self.carl))

    def test_nothing_is_asked_when_all_is_off(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self._post(self.carl, self.carl)
            self.carl.write({"name": "Carl"})
            self._commit()
            return self.env.cr.sql_log_count - start

        count()
        companies = type(self.env["res.company"])
        hooks = "odoo.addons.contact_segment.models.event.mail_thread.MailThread."
        with patch(hooks + "_note_mail") as note:
            hooked = count()
        note.assert_not_called()
        with patch.object(companies, "_is_event_logged", lambda *args: False):
            self.assertEqual(count(), hooked)

    def test_error_does_not_stop_the_mail(self):
        self._switch_on("mail_out")
        broken = patch.object(
            type(self.env["contact.interaction"]),
            "_prepare_event_vals",
            side_effect=ZeroDivisionError,
        )
        with broken, self.assertLogs(LOGGER, "ERROR") as log:
            message = self._post(self.carl, self.carl)
            self.assertFalse(self._find(self.carl))
        self.assertIn("Could not log the event mail", log.output[0])
        self.assertEqual(message.exists().notified_partner_ids, self.carl)

    def test_error_in_the_database_costs_one_interaction(self):
        self._switch_on("mail_out")
        prepare = type(self.env["contact.interaction"])._prepare_event_vals

        def break_one(self, event, record, contacts, source, values):
            vals_list = prepare(self, event, record, contacts, source, values)
            if "Dora" in contacts.mapped("name"):
                vals_list[0]["template_id"] = -1
            return vals_list

        kind = type(self.env["contact.interaction"])
        with (
            patch.object(kind, "_prepare_event_vals", break_one),
            self.assertLogs(LOGGER, "ERROR"),
            mute_logger("odoo.sql_db"),
        ):
            self._post(self.carl, self.carl)
            self._post(self.dora, self.dora)
            self.assertEqual(self._find(self.carl, self.dora).partner_id, self.carl)

    def test_each_company_has_its_own_settings(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._switch_on("mail_out", company=other)
        self.user.company_ids |= other
        self.carl.company_id = other
        self.dora.company_id = self.env.company
        self._post(self.carl, self.carl)
        self._post(self.dora, self.dora)
        self.assertEqual(self._find(self.carl).company_id, other)
        self.assertFalse(self._find(self.dora))

    def test_template_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        template = self.call.copy({"company_id": other.id})
        with self._assert_refused(ValidationError, "belongs to another company"):
            self.env.company.contact_mail_in_template_id = template

    def test_deleted_template_switches_off(self):
        self.env.company.contact_mail_out_template_id = self.call
        self.call.unlink()
        self._post(self.carl, self.carl)
        self.assertFalse(self._find(self.carl))
        self.assertEqual(self.env["res.company"]._get_event_templates(), {})

    def test_settings_form(self):
        settings = self.env["res.config.settings"].create({})
        settings.contact_call_template_id = self.call
        settings.execute()
        self.assertEqual(self.env.company.contact_call_template_id, self.call)
        settings = self.env["res.config.settings"].create({})
        settings.contact_call_template_id = False
        settings.execute()
        self.assertFalse(self.env.company.contact_call_template_id)
