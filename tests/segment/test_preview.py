# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestPreview(SegmentCommon):
    """What a step tells before and after it is taken, and what it costs."""

    def setUp(self):
        super().setUp()
        self.segment = self._create_segment()

    def test_preview_equals_the_run_that_follows(self):
        self.bob.exclude_from_segments = True
        self._fill(self.segment, self.carl)
        for action, partners, options in (
            ("add", self.anna, {"expand_companies": True}),
            ("add", self.anna, {"include_companies": True}),
            ("add", self.contacts, {"ignore_exclusion": True}),
            ("add", self.carl, {"allow_existing": True}),
            ("add", self.carl, {"allow_existing": False}),
            ("reduce", self.dora, {}),
            ("refine", self.bob, {"entire_companies": True}),
            ("reduce", self.anna, {"entire_companies": True}),
        ):
            with self.subTest(action=action, options=options):
                domain = self._domain(partners)
                preview = self.segment.preview_step(action, domain, options)
                run = getattr(self.segment, f"{action}_contacts")(domain, **options)
                self.assertEqual(preview["step_id"], 0)
                self.assertEqual(dict(preview, step_id=run["step_id"]), run)

    def test_preview_writes_nothing(self):
        self._fill(self.segment, self.contacts)
        names = ["line_count", "step_count", "write_date", "line_ids", "step_ids"]
        before = self.segment.read(names)
        self.env.flush_all()
        # until the end of this test PostgreSQL itself refuses to write
        self.env.cr.execute("SET LOCAL transaction_read_only = on")
        for action in ("add", "reduce", "refine"):
            self.segment.preview_step(action, [])
        self.env.invalidate_all()
        self.assertEqual(self.segment.read(names), before)

    def test_preview_keeps_the_steps_that_can_be_redone(self):
        self._fill(self.segment, self.contacts)
        self.segment.go_back()
        self.segment.preview_step("add", [])
        self.assertEqual(self.segment.redo()["line_count"], 5)

    @mute_logger("odoo.sql_db")
    def test_preview_of_a_bad_value_leaves_the_transaction_usable(self):
        # no assertRaises: its savepoint would hide a transaction that was aborted
        for domain in (
            [("color", "=", "blue")],
            [("create_date", ">", "yesterday or so")],
            [("partner_latitude", ">", "far")],
            [("country_id", ">", "x")],
            [("name", "=like", "%A\\")],
            [("name", "=", "A\x00")],
            [("color", "=", [1, [2]])],
            [("color", "in", ["x"])],
        ):
            with self.subTest(domain=domain):
                message = ""
                try:
                    self.segment.preview_step("add", domain)
                except UserError as error:
                    message = str(error)
                self.assertIn(str(domain[0][0]), message)
                self.assertEqual(self.segment.preview_step("reduce", [])["matched"], 0)

    def test_summary_is_a_readable_sentence(self):
        tag = self.env["res.partner.category"].create({"name": "Gold"})
        for action, domain, options, sentence in (
            ("add", [], {}, "Add all contacts"),
            (
                "add",
                [("country_id", "=", self.belgium.id)],
                {"expand_companies": True},
                "Add contacts where Country is Belgium (All contacts of the companies)",
            ),
            (
                "reduce",
                [("category_id", "in", tag.ids), ("is_company", "=", False)],
                {},
                "Remove contacts where Tags is Gold and not Is a Company",
            ),
            (
                "refine",
                ["|", ("city", "ilike", "gent"), ("city", "=", False)],
                {"entire_companies": True},
                "Keep only contacts where (City contains gent or City is not set) "
                "(Decide for entire companies)",
            ),
            ("add", self._domain(self.anna), {}, "Add Acme, Anna"),
        ):
            with self.subTest(sentence=sentence):
                self.segment._take_step(action, domain, options)
                step = self.segment.step_ids.sorted("id")[-1]
                self.assertEqual(step.summary, sentence)

    def test_summary_names_the_first_of_many_contacts(self):
        self._fill(self.segment, self.contacts)
        self.assertRegex(self.segment.step_ids.summary, r"^Add .* and 2 more$")

    def test_query_count_of_a_step_is_independent_of_the_contacts(self):
        many = self.Partner.create([{"name": f"Many {i}"} for i in range(500)])
        counts = {}
        for partners in (many[:1], many[:5], many):
            segment = self._create_segment()
            domain = [("id", "in", partners.ids)]
            for action in ("add", "refine", "reduce", "go_back", "redo"):
                method = getattr(segment, f"{action}_contacts", None)
                call = (
                    (lambda method=method, domain=domain: method(domain))
                    if method
                    else getattr(segment, action)
                )
                call_count = self._count_queries_of(call)
                counts.setdefault(action, []).append(call_count)
        # the very first run fills caches that have nothing to do with it
        for action, (_warm_up, few, lots) in counts.items():
            with self.subTest(action=action):
                self.assertEqual(few, lots)
                self.assertLess(lots, 40)
