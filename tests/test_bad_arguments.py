# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SegmentCommon
from .word_file import WORD_FILE

INFINITE = float("inf")


@tagged("post_install", "-at_install")
class TestBadArguments(SegmentCommon):
    """Calls that were exceptions of the program."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = cls.env.ref("base.group_allow_export")
        cls.user.group_ids |= group
        cls.segment = cls._fill(cls._create_segment(template_id=cls.call.id), cls.anna)

    def _call(self, records, method, /, *args, **kwargs):
        """Call a method as RPC does; nothing stays of it."""
        user = self.user if records.env.su else records.env.user
        model = self.env[records._name].with_user(user)
        is_model = getattr(getattr(type(model), method), "_api_model", False)
        ids = [] if is_model else [records.ids]
        with self.env.cr.savepoint() as savepoint, mute_logger("odoo.sql_db"):
            result = call_kw(model, method, [*ids, *args], kwargs)
            self.env.flush_all()
            savepoint.rollback()
        return result

    def assertRefused(self, records, method, /, *args, pattern="", **kwargs):
        with self.assertRaisesRegex(UserError, pattern or "cannot be"):
            self._call(records, method, *args, **kwargs)

    def test_methods_of_segments(self):
        for name, options in (
            ("check_log", {"send": [-1], "limit": [[]]}),
            ("check_log", {"limit": [[]]}),
            ("check_log", {"limit": 2**31}),
            ("make_labels", {"size": {"a": 1}}),
            ("make_labels", {"order": ["x"]}),
            ("export_contacts", {"output": ["x"]}),
            ("export_contacts", {"output": "csv", "fields": INFINITE}),
            ("make_cover_sheets", {"date": "\x00"}),
            ("make_cover_sheets", {"text": {}, "remarks": INFINITE}),
            ("log", {"send": "no"}),
            ("save_criteria", {"name": 5}),
            ("create_follow_up", {"include": {}}),
            ("preview_step", {"action": "add", "domain": [], "options": [1]}),
            ("add_contacts", {"domain": [], "allow_existing": []}),
            ("merge_documents", {"output": "docx", "combined": {}}),
            ("explain", {"partner_id": 2**31}),
            ("schedule_activities", {"activity_type_id": 10**30}),
            ("create_meeting", {"name": "x", "start": "0001-01-01"}),
            ("create_meeting", {"name": ["x"], "start": "2026-11-20"}),
            ("undo_call", {"line_id": INFINITE}),
        ):
            with self.subTest(name, **options):
                self.assertRefused(self.segment, name, **options)

    def test_methods_of_other_models(self):
        line, campaign = (
            self.segment.line_ids,
            self.env["utm.campaign"].create({"title": "Spring"}),
        )
        self.assertRefused(line, "reset_overrides", INFINITE)
        self.assertRefused(line, "preview_document", [1])
        self.assertRefused(campaign, "get_target_domain", {})
        interactions = self.env["contact.interaction"]
        for name in ("cancel", "evaluate", "resend"):
            self.assertRefused(interactions, name, {"a": 1})

    def test_none_or_several_records(self):
        other = self._create_segment()
        for records in (self.segment.browse(), self.segment | other):
            for name in ("go_back", "log", "action_log", "get_results"):
                self.assertRefused(records, name, pattern="one record of Segment")

    def test_what_is_allowed_still_is(self):
        for name, options in (
            ("check_log", {"send": None, "limit": False}),
            ("check_log", {"send": 1, "limit": None}),
            ("preview_step", {"action": "add", "domain": [], "options": None}),
            ("preview_step", {"action": "add", "domain": None}),
            ("log", {"send": 0, "create_follow_up": None}),
            ("export_contacts", {"output": "csv", "fields": None, "delimiter": False}),
        ):
            with self.subTest(name, **options):
                self.assertIsNotNone(self._call(self.segment, name, **options))

    def test_documents_that_are_no_files(self):
        documents = self.env["contact.segment.document"].with_user(self.user)
        for kind in ("word", "html", "file"):
            vals = {"segment_id": self.segment.id, "kind": kind}
            for content in ("x", ["x"], 5):
                self.assertRefused(documents, "create", {**vals, "content": content})
        document = documents.create({**vals, "kind": "word", "content": WORD_FILE})
        self.assertRefused(document, "write", {"content": "x"})
        self.assertRefused(
            documents, "onchange", {"content": "x"}, ["content"], {"field_names": {}}
        )

    def test_values_that_are_none(self):
        interactions = self.env["contact.interaction"]
        for records in (
            self.segment,
            self.segment.line_ids,
            interactions,
            self.env["contact.criteria"],
            self.env["contact.segment.document"],
        ):
            for values in ("x", 5, INFINITE):
                self.assertRefused(
                    records, "create", values, pattern="cannot be written"
                )
                self.assertRefused(
                    records, "write", values, pattern="cannot be written"
                )
        line = {"segment_id": [1], "partner_id": self.dora.id}
        self.assertRefused(self.segment.line_ids, "create", line)
        for vals in ({"template_id": ["x"]}, {"company_id": {"a": 1}}):
            self.assertRefused(self.segment, "create", {"name": "x", **vals})

    def test_dates_of_interactions(self):
        interactions = self.env["contact.interaction"]
        vals = {"partner_id": self.anna.id, "name": "Called"}
        for moment in (1, INFINITE, ["x"], "\x00", "2026-02-30"):
            self.assertRefused(interactions, "create", {**vals, "date": moment})
        interaction = interactions.with_user(self.user).create(vals)
        self.assertRefused(interaction, "write", {"date": 1})

    def test_copies(self):
        for records in (
            self.segment,
            self.template,
            self.env["contact.criteria"].browse(self.segment.save_criteria("Saved")),
        ):
            for default in ("x", 5, [1]):
                self.assertRefused(records, "copy_data", default)

    def test_copy_of_a_source(self):
        sources = self.env["contact.prediction.source"]
        source = sources.search([("kind", "=", "import_transaction")], limit=1)
        source = source or sources.create(
            {"name": "Imported", "kind": "import_transaction"}
        )
        source = source.with_user(self.manager)
        self.assertRefused(source, "copy", pattern="already")

    def test_preview_without_a_file(self):
        preview = self.env["contact.letter.preview"].with_user(self.user)
        preview = preview.create(
            {"segment_id": self.segment.id, "line_id": self.segment.line_ids.id}
        )
        self.assertFalse(preview.filename)
        self.assertRefused(preview, "action_download_pdf", pattern="no letter")

    def test_counts_without_email_marketing(self):
        if "mailing.list" in self.env:
            return
        wizard = self.env["contact.segment.mailing.list.wizard"].with_user(self.user)
        wizard = wizard.create({"segment_id": self.segment.id})
        [values] = self._call(wizard, "read", ["added_count", "message"])
        self.assertEqual(values["added_count"], 0)

    def test_new_segment_without_a_name(self):
        wizard = self.env["contact.segment.add.wizard"].with_user(self.user)
        wizard = wizard.create({"target": "new", "domain": "[]"})
        self.assertRefused(wizard, "action_apply", pattern="description")

    def test_call_to_a_hidden_contact(self):
        self._hide(self.dora, group=None)
        specification = {"contact_via": {}, "numbers": {}, "name": {}}
        values = {"partner_id": self.dora.id}
        wizards = self.env["contact.call.wizard"]
        try:
            answer = self._call(
                wizards, "onchange", values, ["partner_id"], specification
            )
        except AccessError:
            return
        self.assertNotIn("Dora", str(answer))
