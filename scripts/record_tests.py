#!/usr/bin/env python3
"""Runs Odoo, with its own arguments, and records what becomes of each test.

    TEST_RECORD=FILE [NO_TOURS=1] record_tests.py -d DB --test-tags /crm ...

The file has a line of JSON for everything that happens to a test.

Odoo runs the tests tagged "at_install" while it loads the modules, when those that come
later are not there yet: an addon that depends on crm would miss the tests of crm. Here
they run when everything is loaded, as those tagged "post_install" do.
"""

import json
import os
import sys
from itertools import chain

import odoo.init  # noqa: F401  # isort: skip

from odoo.cli.command import main
from odoo.tests import HttpCase, loader
from odoo.tests.result import OdooTestResult
from odoo.tests.suite import OdooSuite

PREFIX = "odoo.addons."
make_suite = loader.make_suite


def make_whole_suite(module_names, position="at_install"):
    if position == "at_install":
        return OdooSuite()
    positions = ("at_install", "post_install")
    return OdooSuite(chain(*(make_suite(module_names, each) for each in positions)))


class RecordingResult(OdooTestResult):
    """A result that writes down each test, and not only how many there were."""

    def startTest(self, test):
        self._record(test, "unfinished")
        super().startTest(test)

    def stopTest(self, test):
        super().stopTest(test)
        self._record(test, "passed")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._record(test, "skipped", reason)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._record_trace(test, "failed", err)

    def addError(self, test, err):
        super().addError(test, err)
        self._record_trace(test, "error", err)

    def _record_trace(self, test, outcome, err):
        # a failure that is softened is tried again
        if not self._soft_fail:
            self._record(test, outcome, self._exc_info_to_string(err, test))

    def _record(self, test, outcome, text=""):
        while getattr(test, "test_case", None):  # of a subtest
            test = test.test_case
        entry = {"test": test.id().replace(PREFIX, ""), "outcome": outcome}
        with open(os.environ["TEST_RECORD"], "a", encoding="utf-8") as record:
            print(json.dumps({**entry, "text": text}), file=record)


def skip_tour(self, *_args, **_kwargs):
    self.skipTest("no tours")


if __name__ == "__main__":
    loader.make_suite = make_whole_suite
    loader.OdooTestResult = RecordingResult
    if os.environ.get("NO_TOURS"):
        HttpCase.browser_js = skip_tour
        # or Odoo makes the assets of the browser before
        OdooSuite.has_http_case = lambda self: False
    sys.exit(main())
