# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether the comparison of Odoo's own tests tells what is a difference."""

import importlib.util
import io
import json
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "compare_tests.py"
TEST = "crm.tests.test_crm.TestCrm.test_"


class TestCompareTests(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        spec = importlib.util.spec_from_file_location("compare_tests", SCRIPT)
        cls.script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(cls.script)

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def _record(self, side, number=1, module="crm", **outcomes):
        """Write what record_tests.py writes: outcomes, or outcome and text, by name."""
        lines = []
        for name, outcome in outcomes.items():
            outcome, text = outcome if isinstance(outcome, tuple) else (outcome, "")
            test = name if "(" in name else TEST + name
            lines += [
                {"test": test, "outcome": "unfinished", "text": ""},
                {"test": test, "outcome": outcome, "text": text},
            ]
        path = self.folder / f"{module}.{side}.{number}.jsonl"
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))

    def _record_both(self, ours, theirs, number=1):
        self._record("with", number, **ours)
        self._record("without", number, **theirs)

    def _run(self, command, *options):
        """Return what the program ends with, and what it prints."""
        argv = ["compare_tests.py", command, str(self.folder), "crm", *options]
        printed = io.StringIO()
        with patch("sys.argv", argv), redirect_stdout(printed):
            return self.script.main(), printed.getvalue()

    def _names(self, names):
        return [name.removeprefix(TEST) for name in names]

    def test_nothing_differs(self):
        same = {"a": "passed", "b": "failed", "c": "skipped"}
        self._record_both(same, same)
        status, printed = self._run("report")
        self.assertEqual(status, 0)
        self.assertNotIn("fails only", printed)
        figures = printed.splitlines()[-1].split()
        # tests, without, skipped, in both, only with, only without, seconds
        self.assertEqual(figures, ["crm", "3", "3", "1", "1", "0", "0", "?"])
        self.assertEqual(self._run("again"), (0, "\n"))

    def test_what_fails_only_with_the_addon(self):
        ours = {"a": "passed", "b": ("failed", "Boom"), "c": "error"}
        self._record_both(ours, {"a": "passed", "b": "passed", "c": "error"})
        status, printed = self._run("report")
        self.assertEqual(status, 1)
        self.assertIn(f"crm: fails only with the addon:\n    {TEST}b", printed)
        self.assertIn("Boom", printed)
        self.assertEqual(self._run("again"), (0, "/crm:TestCrm\n"))

    def test_what_ended_in_the_middle_failed(self):
        self._record_both({"a": "unfinished"}, {"a": "passed"})
        self.assertEqual(self._run("report")[0], 1)

    def test_only_what_fails_each_time_is_a_difference(self):
        self._record_both({"a": "failed", "b": "failed"}, dict.fromkeys("ab", "passed"))
        self._record_both(
            {"a": "failed", "b": "passed"}, dict.fromkeys("ab", "passed"), 2
        )
        comparison = self.script.Comparison(self.folder, "crm")
        self.assertEqual(self._names(comparison.only_with()), ["a"])
        self.assertEqual(self._names(comparison.once()), ["b"])
        # a third time it fails without the addon too
        self._record_both({"a": "failed"}, {"a": "error"}, 3)
        comparison = self.script.Comparison(self.folder, "crm")
        self.assertEqual(comparison.only_with(), [])
        self.assertTrue(comparison.is_clean)

    def test_what_ran_only_without_the_addon(self):
        self._record_both(
            {"a": "passed", "b": "skipped"}, {"a": "passed", "b": "passed"}
        )
        status, printed = self._run("report")
        self.assertEqual(status, 1)
        self.assertIn(f"crm: ran only without it:\n    {TEST}b", printed)

    def test_a_class_that_cannot_be_set_up(self):
        broken = "setUpClass (crm.tests.test_crm.TestCrm)"
        self._record_both({broken: ("error", "Boom")}, {"a": "passed", "b": "passed"})
        comparison = self.script.Comparison(self.folder, "crm")
        self.assertEqual(comparison.missing(), [])
        self.assertEqual(comparison.only_with(), [broken])
        self.assertEqual(comparison.tags(), ["/crm:TestCrm"])
        self.assertFalse(comparison.is_clean)

    def test_nothing_ran(self):
        self._record_both({}, {})
        self.assertEqual(self._run("report")[0], 1)

    def test_fails_in_both_in_another_way(self):
        def trace(path, number):
            where = f'  File "{path}", line {number}'
            return f"{where}\n    raise\nValueError: {number} rows\n"

        theirs = trace("/odoo/a.py", 1)
        for text, differs in (
            # another number is the same reason
            (trace("/odoo/a.py", 2), False),
            (trace("/x/contact_segment/models/a.py", 1), True),
            (theirs.replace("ValueError", "KeyError"), True),
        ):
            self._record_both({"a": ("error", text)}, {"a": ("error", theirs)})
            comparison = self.script.Comparison(self.folder, "crm")
            self.assertEqual(self._names(comparison.differently()), ["a"] * differs)
            self.assertTrue(comparison.is_clean)

    def test_figures(self):
        self._record_both({"a": "failed", "b": "skipped"}, {"a": "passed"})
        (self.folder / "crm.seconds").write_text("12\n")
        path = self.folder / "figures"
        self._run("report", "--json", str(path))
        self.assertEqual(
            json.loads(path.read_text()),
            [
                {
                    "module": "crm",
                    "tests": 2,
                    "without": 1,
                    "skipped": 1,
                    "in both": 0,
                    "only with": 1,
                    "only without": 0,
                    "seconds": "12",
                }
            ],
        )
