# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..tools import arguments
from .common import SegmentCommon
from .word_file import WORD_FILE

INFINITE = float("inf")
MISSING = (None, False, "")


@tagged("post_install", "-at_install")
class TestReadArguments(TransactionCase):
    """The one reader of arguments: what it takes, and what it refuses."""

    def assertRefused(self, read, value, *options, **named):
        """Expect a sentence with the argument, the value in short, and the cure."""
        with self.assertRaises(UserError) as refusal:
            read(self.env, "figure", value, *options, **named)
        message = str(refusal.exception)
        self.assertIn("figure", message)
        self.assertIn(";", message)
        self.assertTrue(message.endswith("."), message)
        self.assertLess(len(message), 400)

    def test_booleans(self):
        for value, expected in (
            (True, True),
            (1, True),
            (False, False),
            (0, False),
            (None, False),
        ):
            self.assertIs(arguments.read_boolean(self.env, "figure", value), expected)
        for value in ("yes", "", [], [1], {}, {"a": 1}, 2, -1, 1.0, INFINITE):
            self.assertRefused(arguments.read_boolean, value)

    def test_texts(self):
        for value in (*MISSING, "x", "é€", "%s"):
            text = arguments.read_text(self.env, "figure", value)
            self.assertEqual(text, value or "")
        for value in ("a\x00", "\ud800", 0, 1, True, [], ["x"], {}, INFINITE):
            self.assertRefused(arguments.read_text, value)

    def test_files(self):
        self.assertEqual(arguments.read_file(self.env, "figure", "eA=="), b"x")
        self.assertEqual(arguments.read_file(self.env, "figure", b"eA=="), b"x")
        for value in MISSING:
            self.assertEqual(arguments.read_file(self.env, "figure", value), b"")
        for value in ("x", "é", 1, [], {"a": 1}):
            self.assertRefused(arguments.read_file, value)

    def test_choices(self):
        read = arguments.read_choice
        self.assertEqual(read(self.env, "figure", "a", {"a": 1, "b": 2}), "a")
        for value in MISSING:
            self.assertEqual(read(self.env, "figure", value, "ab", optional=True), "")
            self.assertRefused(read, value, ["a", "b"])
        for value in ("c", "x" * 5000, ["a"], {"a": 1}, 0, 10**30, float("nan")):
            self.assertRefused(read, value, ["a", "b"])
        self.assertRefused(read, [], ["a"], optional=True)

    def test_lists_of_names(self):
        names = arguments.read_names(self.env, "figure", ("a", "b"))
        self.assertEqual(names, ["a", "b"])
        for value in (*MISSING, [], ()):
            self.assertEqual(arguments.read_names(self.env, "figure", value), [])
        for value in ("name", ["a", 1], [["a"]], {"a": 1}, INFINITE, ["\x00"]):
            self.assertRefused(arguments.read_names, value)
        self.assertRefused(arguments.read_choices, ["a", "c"], ["a", "b"])

    def test_whole_numbers(self):
        for value, expected in ((3, 3), *((missing, 0) for missing in MISSING)):
            number = arguments.read_integer(self.env, "figure", value)
            self.assertEqual((number, type(number)), (expected, int))
        for value in (-1, 2**31, 10**30, 1.0, True, "1", [[]], {}, INFINITE):
            self.assertRefused(arguments.read_integer, value)
        self.assertRefused(arguments.read_integer, 0, minimum=1, maximum=3)

    def test_numbers(self):
        for value in (0, -2, 1.5):
            self.assertEqual(arguments.read_number(self.env, "figure", value), value)
        for value in MISSING:
            self.assertIsNone(arguments.read_number(self.env, "figure", value))
        for value in (INFINITE, float("nan"), 10**400, 1e308, "1", True, [1], {}):
            self.assertRefused(arguments.read_number, value)
        self.assertRefused(arguments.read_number, -1, minimum=0)
        self.assertRefused(arguments.read_number, 101, minimum=0, maximum=100)

    def test_dates(self):
        for value in ("2026-11-20", date(2026, 11, 20), datetime(2026, 11, 20, 9)):
            found = arguments.read_date(self.env, "figure", value)
            self.assertEqual(found, date(2026, 11, 20))
        for value in MISSING:
            self.assertIsNone(arguments.read_date(self.env, "figure", value))
        for value in ("\x00", "2026-02-30", "0001-01-01", "9999-12-31", 1, ["x"], {}):
            self.assertRefused(arguments.read_date, value)
            self.assertRefused(arguments.read_datetime, value)

    def test_times(self):
        for value in ("2026-11-20 09:30:00", datetime(2026, 11, 20, 9, 30)):
            found = arguments.read_datetime(self.env, "figure", value)
            self.assertEqual(found, datetime(2026, 11, 20, 9, 30))
        found = arguments.read_datetime(self.env, "figure", "2026-11-20")
        self.assertEqual(found, datetime(2026, 11, 20))
        for value in MISSING:
            self.assertIsNone(arguments.read_datetime(self.env, "figure", value))
        self.assertRefused(arguments.read_datetime, "2026-11-20 25:00:00")

    def test_ids(self):
        self.assertEqual(arguments.read_ids(self.env, "figure", [2, 1, 2]), [2, 1])
        for value in (*MISSING, [], ()):
            self.assertEqual(arguments.read_ids(self.env, "figure", value), [])
        for value in ("all", 1, [True], [0], [-1], [2**31], ["1"], [[1]], {"a": 1}):
            self.assertRefused(arguments.read_ids, value)
        self.assertEqual(arguments.read_id(self.env, "figure", 5), 5)
        for value in (*MISSING, 0):
            self.assertIs(arguments.read_id(self.env, "figure", value), False)
        for value in ("5", -1, 2**31, True, [5], {}):
            self.assertRefused(arguments.read_id, value)

    def test_records(self):
        company = self.env.company
        read = arguments.read_record
        self.assertEqual(read(self.env, "figure", company.id, "res.company"), company)
        for value in (*MISSING, 0):
            found = read(self.env, "figure", value, "res.company", optional=True)
            self.assertEqual(found, company.browse())
            self.assertRefused(read, value, "res.company")
        for value in ("1", -1, 2**31, True, [1], {}):
            self.assertRefused(read, value, "res.company", optional=True)
        with self.assertRaisesRegex(MissingError, "figure.*2147483647"):
            read(self.env, "figure", 2**31 - 1, "res.company")

    def test_values(self):
        partners = self.env["res.partner"]
        vals = {"name": "x", "color": "3", "partner_latitude": None, "nothing": [1]}
        self.assertEqual(arguments.read_vals(partners, vals), vals)
        self.assertEqual(arguments.read_vals_list(partners, [{}, vals]), [{}, vals])
        for value in (None, "x", 1, [["a", 1]], {1: 2}, INFINITE):
            with self.assertRaisesRegex(UserError, "cannot be written; give values"):
                arguments.read_vals(partners, value)
            with self.assertRaises(UserError):
                arguments.read_vals_list(partners, [value])
        for vals in (
            {"write_date": 1},
            {"name": "\x00"},
            {"color": INFINITE},
            {"color": 2**31},
            {"partner_latitude": "far"},
            {"partner_latitude": float("nan")},
            {"create_date": ["x"]},
        ):
            [name] = vals
            pattern = rf"\({name}\) cannot be .*; give a value of the type"
            with self.assertRaisesRegex(UserError, pattern):
                arguments.read_vals(partners, vals)

    def test_one_record(self):
        users = self.env["res.users"].search([], limit=2)
        arguments.check_one(users[0])
        arguments.check_one(users.new({"name": "New"}))
        for records in (users.browse(), users.browse([1, 2])):
            with self.assertRaisesRegex(UserError, "one record of User, not with"):
                arguments.check_one(records)
        for record_id in ("x", -1, 2**63, None, 1.5):
            with self.assertRaisesRegex(UserError, "no id of User"):
                arguments.check_one(users.browse([record_id]))


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
        self.env["ir.rule"].create(
            {
                "name": "Hidden",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.dora.id})]",
            }
        )
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
