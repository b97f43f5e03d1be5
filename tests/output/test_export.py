# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import csv
import io
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import SegmentCommon

EXPORT = "odoo.addons.contact_segment.models.output.contact_segment_export"


@tagged("post_install", "-at_install")
class TestExport(SegmentCommon):
    """The contacts of a segment in a spreadsheet, as far as the user may read them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.export_right = cls.env.ref("base.group_allow_export")
        cls.user.group_ids |= cls.export_right
        cls.carl.write(
            {"street": "Kade 3", "zip": "01234", "city": "Breda", "phone": "+31 76 1"}
        )
        cls.segment = cls._create_segment(
            template_id=cls.template.id, subject="Our offer", date="2026-04-05"
        )
        cls._fill(cls.segment, cls.contacts)

    def _read(self, attachment_id, user=None):
        attachment = self.env["ir.attachment"].with_user(user or self.user)
        return attachment.browse(attachment_id).raw

    def _csv(self, fields=(), segment=None, **options):
        """Return the rows of an exported csv as dicts by title."""
        segment = segment or self.segment
        content = self._read(
            segment.export_contacts("csv", fields, **options), segment.env.user
        )
        text = io.StringIO(content.decode("utf-8-sig"), newline="")
        delimiter = options.get("delimiter") or ","
        return list(csv.DictReader(text, delimiter=delimiter))

    def _column(self, path, segment=None):
        """Return the values of one column by the name of the contact."""
        rows = self._csv(["partner_id.name", path], segment)
        return {row["Name"]: list(row.values())[1] for row in rows}

    def test_all_contacts_with_the_usual_columns(self):
        rows = self._csv()
        self.assertEqual([row["Name"] for row in rows], self._names())
        [carl] = [row for row in rows if row["Name"] == "Carl"]
        self.assertEqual(carl["Street"], "Kade 3")
        self.assertEqual(carl["Zip"], "01234")
        self.assertEqual(carl["Country"], "Netherlands")
        self.assertEqual(carl["Email"], "carl@example.com")
        self.assertEqual(carl["Phone"], "'+31 76 1")
        self.assertEqual(carl["Salutation"], "Dear Carl,")
        self.assertEqual(carl["Channel"], "Letter")
        self.assertEqual(carl["Subject"], "Our offer")
        self.assertEqual(carl["Exclude From Segments"], "FALSE")

    def _names(self):
        return self.segment.line_ids.sorted("id").partner_id.mapped("name")

    def test_excel(self):
        line = self._line(self.segment, self.carl)
        line.write({"note": "=1+1", "cost": 4.5})
        fields = ["partner_id.name", "partner_id.phone", "note", "cost", "date"]
        content = self._read(self.segment.export_contacts(fields=fields))
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
        self.assertEqual(len(rows), 5)
        _name, phone, note, cost, day = rows["Carl"]
        self.assertEqual((phone.data_type, phone.value), ("s", "+31 76 1"))
        self.assertEqual((note.data_type, note.value), ("s", "=1+1"))
        self.assertEqual((cost.data_type, cost.value), ("n", 4.5))
        self.assertTrue(day.is_date)
        self.assertEqual(str(day.value.date()), "2026-04-05")

    def test_resolved_values(self):
        line = self._line(self.segment, self.carl)
        line.write(
            {"channel": "phone", "subject": "For you", "user_id": self.colleague.id}
        )
        self.segment.name = "Spring"
        self.dora.sudo().preferred_channel = "email"
        self.assertEqual(self._column("channel")["Carl"], "Phone")
        self.assertEqual(self._column("channel")["Dora"], "E-mail")
        self.assertEqual(self._column("channel")["Anna"], "Letter")
        self.assertEqual(self._column("subject")["Carl"], "For you")
        self.assertEqual(self._column("user_id")["Carl"], self.colleague.name)
        self.assertEqual(self._column("user_id")["Dora"], self.user.name)
        self.assertEqual(self._column("segment_id.name")["Dora"], "Spring")
        self.assertEqual(self._column("cost")["Dora"], "2.0")

    def test_formulas_in_every_text(self):
        self.carl.write({"name": "=cmd()", "street": "＝1", "city": "\t=1"})
        line = self._line(self.segment, self.carl)
        line.write({"note": "@SUM(A1)", "subject": "-1+2", "contact_via": "+1"})
        rows = self._csv()
        [row] = [row for row in rows if "cmd" in row["Name"]]
        self.assertEqual(row["Name"], "'=cmd()")
        self.assertEqual(row["Street"], "'＝1")
        self.assertEqual(row["Personal Note"], "'@SUM(A1)")
        self.assertEqual(row["Subject"], "'-1+2")

    def test_delimiter_and_numbers_follow_the_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        lang = self.env["res.lang"]._lang_get("nl_NL")
        lang.write({"decimal_point": ",", "thousands_sep": "."})
        segment = self.segment.with_context(lang="nl_NL")
        content = self._read(segment.export_contacts("csv", ["cost", "date"]))
        self.assertIn(b'"2,0";"2026-04-05"', content)
        content = self._read(segment.export_contacts("csv", ["cost"], delimiter="\t"))
        self.assertNotIn(b";", content)
        self.assertIn(b'"2.0","2026', self._raw(["cost", "date"]))

    def _raw(self, fields):
        return self._read(self.segment.export_contacts("csv", fields))

    def test_a_contact_that_is_hidden_is_left_out(self):
        self._hide(self.carl)
        self.assertNotIn("Carl", self._column("partner_id.city"))
        self.assertEqual(len(self._csv()), 4)

    def test_archived_contacts_and_batches(self):
        self.carl.active = False
        with patch(f"{EXPORT}.BATCH", 2):
            self.assertEqual([row["Name"] for row in self._csv()], self._names())

    def test_removed_lines_are_left_out(self):
        self.segment.reduce_contacts([("id", "=", self.carl.id)])
        self.assertEqual(set(self._column("partner_id.id")), set(self._names()))
        self.assertNotIn("Carl", self._column("partner_id.id"))

    def test_an_empty_segment(self):
        self.assertEqual(self._csv(segment=self._create_segment()), [])

    def test_without_the_right_to_export(self):
        self.colleague.group_ids -= self.export_right
        self.user_all.group_ids -= self.export_right
        for action in ("export_contacts", "action_export_contacts"):
            with self._assert_refused(AccessError, "right to export"):
                getattr(self.segment.with_user(self.user_all), action)()

    def test_the_segment_of_somebody_else(self):
        self.colleague.group_ids |= self.export_right
        with self.assertRaises(AccessError):
            self.segment.with_user(self.colleague).export_contacts()

    def test_users_of_every_group(self):
        for user in (self.user, self.user_all, self.manager):
            user.group_ids |= self.export_right
            rows = self._csv(segment=self.segment.with_user(user))
            self.assertEqual(len(rows), 5)

    def test_the_file_is_only_for_who_made_it(self):
        attachment_id = self.segment.export_contacts("csv")
        self.assertTrue(self._read(attachment_id))
        for user in (self.colleague, self.user_all):
            with self.assertRaises(AccessError):
                self._read(attachment_id, user)
        attachment = self.env["ir.attachment"].browse(attachment_id)
        # contacts are not to be found by the words of the file
        self.assertFalse(attachment.index_content)

    def test_fields_of_other_groups(self):
        path = "partner_id.signup_type"
        offered = {row[0] for row in self._offer()}
        self.assertNotIn(path, offered)
        with self._assert_refused(AccessError, "may not read"):
            self.segment.export_contacts("csv", [path])
        self.user.group_ids |= self.env.ref("base.group_erp_manager")
        self.assertEqual(len(self._csv([path])), 5)

    def _offer(self):
        return self.env["contact.segment"].with_user(self.user)._list_export_columns()

    def test_every_offered_column_can_be_exported(self):
        paths = [row[0] for row in self._offer()]
        self.assertGreater(len(paths), 60)
        self.assertEqual(len(paths), len(set(paths)))
        for output in ("csv", "xlsx"):
            self.assertTrue(self.segment.export_contacts(output, paths))

    def test_bad_input(self):
        for fields in (
            ["nonsense"],
            ["partner_id.nonsense"],
            ["partner_id.parent_id.name"],
            ["step_id.domain"],
            ["partner_id.image_1920"],
            ["document_ids"],
            [""],
        ):
            with self._assert_refused(UserError, "There is no column"):
                self.segment.export_contacts("csv", fields)
        for fields in ([3], "channel", {"channel": 1}):
            with self._assert_refused(UserError, "give a list of texts"):
                self.segment.export_contacts("csv", fields)
        with self._assert_refused(UserError, "output cannot be ods; choose one of"):
            self.segment.export_contacts("ods")
        with self._assert_refused(UserError, "delimiter cannot be x"):
            self.segment.export_contacts("csv", delimiter="x")
        with (
            patch(f"{EXPORT}.MAX_ROWS", 5),
            self._assert_refused(UserError, "more than an xlsx"),
        ):
            self.segment.export_contacts("xlsx")

    def test_a_column_named_twice_is_there_once(self):
        rows = self._csv(["partner_id.name", "partner_id.name"])
        self.assertEqual(set(rows[0]), {"Name"})

    def test_names_of_tags_and_companies(self):
        tags = self.env["res.partner.category"].create(
            [{"name": "Retail"}, {"name": "VIP"}]
        )
        self.carl.category_id = tags
        self.assertEqual(self._column("partner_id.category_id")["Carl"], "Retail, VIP")
        self.assertEqual(self._column("partner_id.parent_id")["Bob"], "Acme")
        self.assertIn("Kade 3", self._column("address")["Carl"])

    def _wizard(self):
        action = self.segment.action_export_contacts()
        return Form(
            self.env[action["res_model"]]
            .with_user(self.user)
            .with_context(**action["context"])
        )

    def test_the_choice_is_remembered(self):
        with self._wizard() as form:
            self.assertEqual(form.output, "xlsx")
            form.output = "csv"
            for index in range(len(form.column_ids)):
                with form.column_ids.edit(index) as column:
                    column.is_chosen = column.path in ("channel", "partner_id.city")
        action = form.record.action_export()
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertIn("fields=partner_id.city%2Cchannel", action["url"])
        again = self._wizard().save()
        self.assertEqual(again.output, "csv")
        chosen = again.column_ids.filtered("is_chosen").sorted("sequence")
        self.assertEqual(chosen.mapped("path"), ["partner_id.city", "channel"])
        # for this user only
        self.manager.group_ids |= self.export_right
        wizards = self.env["contact.segment.export.wizard"].with_user(self.manager)
        other = wizards.create({"segment_id": self.segment.id})
        self.assertEqual(other.output, "xlsx")

    def test_without_a_column(self):
        wizard = self._wizard().save()
        wizard.column_ids.is_chosen = False
        with self._assert_refused(UserError, "No column is chosen"):
            wizard.action_export()
