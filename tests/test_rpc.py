# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
import xmlrpc.client
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import SegmentCommon

# Odoo warns of every XML-RPC call, and of every refusal.
mute_xmlrpc = mute_logger("odoo.addons.rpc.controllers.xmlrpc")
mute_refusals = mute_logger(
    "odoo.addons.rpc.controllers.xmlrpc", "odoo.http", "odoo.sql_db"
)


@tagged("post_install", "-at_install")
class TestRpc(SegmentCommon, HttpCase):
    """Programs at work: every public method over both protocols."""

    def setUp(self):
        super().setUp()
        self.key = self._generate_key(self.user)
        self.manager_key = self._generate_key(self.manager)
        self.figures = {
            name: int
            for name in ("step_id", "matched", "added", "removed", "line_count")
        }

    def _generate_key(self, user):
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        return keys._generate("rpc", "Test", tomorrow)

    def _xmlrpc(self, model, method, records, user=None, **arguments):
        user = user or self.user
        key = self.manager_key if user == self.manager else self.key
        positional = [] if records is None else [records]
        if method == "create":
            positional = [arguments.pop("vals_list")]
        return self.xmlrpc_object.execute_kw(
            self.env.cr.dbname, user.id, key, model, method, positional, arguments
        )

    def _post(self, model, method, records=None, user=None, **arguments):
        key = self.manager_key if user == self.manager else self.key
        if records is not None:
            arguments["ids"] = records
        return self.url_open(
            f"/json/2/{model}/{method}",
            json=arguments,
            headers={"Authorization": f"bearer {key}"},
            timeout=60,
        )

    def _json2(self, model, method, records=None, user=None, **arguments):
        response = self._post(model, method, records, user, **arguments)
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def assertPlain(self, value):
        """Check that only JSON types are inside, and no None."""
        if isinstance(value, dict):
            for name, item in value.items():
                self.assertIsInstance(name, str)
                self.assertPlain(item)
        elif isinstance(value, list):
            for item in value:
                self.assertPlain(item)
        else:
            self.assertIsInstance(value, str | int | float | bool)

    def assertShape(self, value, shape):
        self.assertPlain(value)
        types = {name: type(item) for name, item in value.items()}
        self.assertEqual(types, shape)

    def _tell_the_story(self, call):
        """Call every public method in the order of a segment's life."""
        segment = call(
            "contact.segment",
            "create",
            None,
            vals_list=[{"name": "Story", "template_id": self.call.id}],
        )
        run = self._get_runner(call, segment)
        self._tell_of_steps(run, call, segment)
        self._tell_of_lines(run, call, segment)
        self._tell_of_logging(run, call, segment)

    def _get_runner(self, call, segment):
        def run(method, user=None, **arguments):
            result = call("contact.segment", method, segment, user, **arguments)
            self.assertPlain(result)
            return result

        return run

    def _tell_of_steps(self, run, call, segment):
        everybody, dutch = self._domain(self.contacts), [["name", "=", "Carl"]]
        preview = run(
            "preview_step",
            action="add",
            domain=everybody,
            options={"include_companies": True},
        )
        self.assertShape(preview, self.figures)
        added = run("add_contacts", domain=everybody, include_companies=True)
        self.assertEqual(added | {"step_id": 0}, preview)
        self.assertShape(run("reduce_contacts", domain=dutch), self.figures)
        self.assertEqual(run("go_back")["line_count"], 5)
        self.assertEqual(run("redo")["line_count"], 4)
        refined = run("refine_contacts", domain=repr(everybody), entire_companies=True)
        self.assertEqual(refined["removed"], 0)
        explanation = run("explain", partner_id=self.carl.id)
        self.assertEqual(
            [step["effect"] for step in explanation["steps"]],
            ["added", "removed", "none"],
        )
        criteria = run("save_criteria", name=f"By {call.__name__}")
        (other,) = call(
            "contact.segment", "create", None, vals_list=[{"name": "Other"}]
        )
        results = call(
            "contact.segment", "apply_criteria", [other], criteria_id=criteria
        )
        self.assertEqual([result["line_count"] for result in results], [5, 4, 4])
        self.assertPlain(results)

    def _tell_of_lines(self, run, call, segment):
        (line,) = call(
            "contact.segment.line",
            "search_read",
            None,
            domain=[["segment_id", "in", segment], ["partner_id", "=", self.anna.id]],
            fields=["cost", "channel", "note", "overridden_fields"],
        )
        self.assertPlain(line)
        lines = [line["id"]]
        values = {"cost": 0, "note": "Hi", "channel": "email"}
        write, read = "write", {"fields": ["overridden_fields", "cost"]}
        self.assertIs(call("contact.segment.line", write, lines, vals=values), True)
        (line,) = call("contact.segment.line", "read", lines, **read)
        self.assertEqual(sorted(line["overridden_fields"]), ["channel", "cost"])
        done = call("contact.segment.line", "reset_overrides", lines, fields=["cost"])
        self.assertIs(done, True)
        (line,) = call("contact.segment.line", "read", lines, **read)
        self.assertEqual(line["overridden_fields"], ["channel"])

    def _tell_of_logging(self, run, call, segment):
        self.assertEqual(run("check_log", send=False), [])
        (problem,) = run("check_log", limit=1)
        self.assertEqual(problem["code"], "no_document")
        logged = run("log", send=False, create_follow_up=True)
        names = ["interaction_count", "skipped", "follow_up_id", "logged_segment_id"]
        self.assertShape(logged, dict.fromkeys(names, int))
        interactions = call(
            "contact.interaction",
            "search",
            None,
            domain=[["segment_id", "in", segment]],
        )
        one = interactions[:1]
        for method, arguments in (
            ("evaluate", {"evaluation": "positive"}),
            ("cancel", {}),
            ("uncancel", {}),
        ):
            done = call("contact.interaction", method, one, **arguments)
            self.assertIs(done, True)
        follow_up = run("create_follow_up", include="positive", copy_header=True)
        self.assertIsInstance(follow_up, int)
        reused = call(
            "contact.segment", "reuse_logged", [follow_up], segment_id=segment[0]
        )
        self.assertShape(reused, self.figures)
        self.assertIs(run("cancel_logged", user=self.manager), True)
        self.assertIs(run("uncancel_logged", user=self.manager), True)
        self.assertPlain(run("read", fields=["name", "line_count", "state"]))

    @mute_xmlrpc
    def test_whole_story_over_xmlrpc(self):
        self._tell_the_story(self._xmlrpc)

    def test_whole_story_over_json2(self):
        self._tell_the_story(self._json2)

    @mute_refusals
    def test_refusals_over_xmlrpc_have_a_code_and_a_reason(self):
        segment = self._create_segment().ids
        theirs = self._create_segment(self.colleague).ids
        for code, records, word in ((2, segment, "no_such_field"), (4, theirs, "")):
            with self.assertRaises(xmlrpc.client.Fault) as refusal:
                self._xmlrpc(
                    "contact.segment",
                    "add_contacts",
                    records,
                    domain=[["no_such_field", "=", 1]],
                )
            self.assertEqual(refusal.exception.faultCode, code)
            self.assertIn(word, refusal.exception.faultString)

    @mute_refusals
    def test_refusals_over_json2_have_a_status_and_a_reason(self):
        segment = self._fill(self._create_segment(), self.anna)
        segment.save_criteria("Taken")
        theirs = self._create_segment(self.colleague)
        for status, records, method, arguments, word in (
            (422, segment, "add_contacts", {"domain": [["nme", "=", 1]]}, "nme"),
            (422, segment, "save_criteria", {"name": "Taken"}, "already"),
            (404, segment, "apply_criteria", {"criteria_id": 2**31 - 1}, "2147483647"),
            (422, segment, "apply_criteria", {"criteria_id": "Taken"}, "Taken"),
            (422, segment, "add_contacts", {"domains": []}, "domain"),
            (403, theirs, "add_contacts", {"domain": []}, ""),
            (403, segment, "cancel_logged", {}, "administrator"),
        ):
            with self.subTest(method=method, status=status):
                response = self._post(
                    "contact.segment", method, records.ids, **arguments
                )
                self.assertEqual(response.status_code, status, response.text)
                self.assertIn(word, response.json()["message"])
        self.assertEqual(segment.step_count, 1)

    def test_helpers_are_not_callable(self):
        segment = self._create_segment().ids
        with mute_logger("odoo.http"):
            for method in ("_take_step", "_write_header", "_lock", "_list_problems"):
                response = self._post("contact.segment", method, segment)
                self.assertIn(response.status_code, (403, 404, 422))

    def test_results_are_json_as_they_are(self):
        segment = self._fill(self._create_segment(), self.contacts)
        for result in (
            segment.preview_step("add", []),
            segment.check_log(),
            segment.explain(self.anna.id),
            segment.go_back(),
        ):
            self.assertEqual(json.loads(json.dumps(result)), result)
