# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ...models.segment import contact_segment_import
from ..common import SegmentCommon


@tagged("post_install", "-at_install")
class TestImport(SegmentCommon):
    """Contacts of a list: found, several, none, kept out, created; all one step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.segment = cls._create_segment()

    def _get_partners(self):
        return self.segment.line_ids.partner_id

    def test_each_group_adds_those_of_a_list(self):
        text = "anna@example.com\nBob@Example.com\nnobody@example.com\nANNA@example.com"
        for user in (self.user, self.user_all, self.manager):
            with self.subTest(user=user.login):
                segment = self._create_segment(user)
                result = segment.import_contacts(text)
                step = segment.step_ids
                self.assertEqual(
                    result,
                    {
                        "step_id": step.id,
                        "matched": 2,
                        "added": 2,
                        "removed": 0,
                        "line_count": 2,
                        "column": "email",
                        "rows": 3,
                        "found": 2,
                        "not_found": ["nobody@example.com"],
                        "several": [],
                        "excluded": [],
                        "archived": [],
                        "created": [],
                    },
                )
                self.assertEqual(segment.line_ids.partner_id, self.anna | self.bob)
                self.assertEqual(step.source, "import")
                self.assertEqual(
                    step.summary, "Add those of a pasted list: 2 of 3 found"
                )
                self.assertEqual(
                    segment.get_steps()[0]["label"], "Pasted list: 2 of 3 found"
                )

    def test_who_has_no_rights_imports_nothing(self):
        stranger = new_test_user(self.env, "stranger", "base.group_user")
        for user in (stranger, self.colleague):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.segment.with_user(user).import_contacts("anna@example.com")
        self.assertFalse(self.segment.step_ids)

    def test_contacts_one_may_not_see_are_not_found(self):
        self._hide(self.anna)
        anna = {
            "email": "anna@example.com",
            "name": "Anna",
            "phone": "+32475112233",
            "external_id": "__export__.anna",
        }
        self.anna.phone = anna["phone"]
        self.env["ir.model.data"].create(
            {
                "module": "__export__",
                "name": "anna",
                "model": "res.partner",
                "res_id": self.anna.id,
            }
        )
        for column, text in anna.items():
            with self.subTest(column=column):
                preview = self.segment.preview_import([text], column=column)
                self.assertEqual(preview["not_found"], [text])
                self.assertEqual(preview["matched"], 0)
                sudo = self.segment.with_user(self.env.user)
                self.assertEqual(sudo.preview_import([text], column=column)["found"], 1)

    def test_contacts_of_another_company_are_not_found(self):
        self.anna.company_id = self.env["res.company"].create({"name": "Other"})
        sudo = self.segment.sudo()
        self.assertEqual(
            sudo.import_contacts("anna@example.com")["not_found"], ["anna@example.com"]
        )

    def test_names_without_capitals_and_accents(self):
        jose = self._create_contact("José  Peña")
        jose.name = "José Peña"
        result = self.segment.import_contacts("JOSÉ peña\nacme, anna", column="name")
        self.assertEqual(result["not_found"], ["JOSÉ peña", "acme, anna"][2:])
        self.assertEqual(self._get_partners(), jose | self.anna)
        if self.env.registry.has_unaccent:
            preview = self.segment.preview_import(["Jose Pena"])
            self.assertEqual(preview["found"], 1)

    def test_addresses_in_their_other_spelling(self):
        self.anna.email = "anna@xn--mnchen-3ya.example"
        self.bob.email = "bob@münchen.example"
        result = self.segment.import_contacts(
            "anna@münchen.example\nBob <bob@xn--mnchen-3ya.example>"
        )
        self.assertEqual((result["found"], result["added"]), (2, 2))

    def test_numbers_however_they_are_written(self):
        self.segment.company_id.sudo().country_id = self.belgium
        self.anna.phone = "+32 475 11 22 33"
        for text in ("0475/11.22.33", "+32475112233", "0032 475 11 22 33"):
            with self.subTest(text=text):
                preview = self.segment.preview_import([text])
                self.assertEqual((preview["column"], preview["found"]), ("phone", 1))

    def test_external_ids(self):
        data = {"model": "res.partner", "res_id": self.anna.id}
        for module, name in (("crm_old", "anna"), ("__import__", "seven")):
            self.env["ir.model.data"].create({"module": module, "name": name, **data})
        number = str(self.bob.id)
        result = self.segment.preview_import(f"id\ncrm_old.anna\nseven\n{number}")
        self.assertEqual(result["column"], "external_id")
        self.assertEqual(result["found"], 2)
        self.assertEqual(result["not_found"], [number])
        self.assertEqual(result["matched"], 1)

    def test_several_are_taken_as_one_says(self):
        twin = self._create_contact("Twin", email="anna@example.com")
        expected = {"none": [], "first": self.anna.ids, "all": (self.anna | twin).ids}
        for several, ids in expected.items():
            with self.subTest(several=several):
                result = self.segment.import_contacts(
                    "anna@example.com", several=several
                )
                self.assertEqual(result["several"], ["anna@example.com"])
                self.assertEqual(result["found"], bool(ids))
                self.assertEqual(sorted(self._get_partners().ids), sorted(ids))
                self.segment.go_back()

    def test_the_gate_chooses_among_several(self):
        twin = self._create_contact("Twin", email="anna@example.com")
        self.anna.exclude_from_segments = True
        result = self.segment.import_contacts("anna@example.com")
        self.assertEqual((result["found"], result["several"]), (1, []))
        self.assertEqual(self._get_partners(), twin)

    def test_who_may_not_be_addressed_is_told(self):
        self.anna.exclude_from_segments = True
        self.bob.active = False
        text = "anna@example.com\nbob@example.com\ncarl@example.com"
        preview = self.segment.preview_import(text)
        self.assertEqual(preview["excluded"], ["anna@example.com"])
        self.assertEqual(preview["archived"], ["bob@example.com"])
        self.assertEqual((preview["found"], preview["added"]), (1, 1))
        result = self.segment.import_contacts(text, options={"ignore_exclusion": True})
        self.assertEqual((result["excluded"], result["added"]), ([], 2))

    def test_a_list_reduces_and_refines(self):
        self._fill(self.segment, self.contacts)
        self.anna.exclude_from_segments = True
        result = self.segment.import_contacts("anna@example.com", action="reduce")
        self.assertEqual((result["removed"], result["line_count"]), (1, 4))
        text = "anna@example.com\nbob@example.com\ncarl@example.com"
        result = self.segment.import_contacts(text, action="refine")
        self.assertEqual(result["removed"], 2)
        self.assertEqual(self._get_partners(), self.bob | self.carl)
        self.assertEqual(
            self.segment.step_ids.sorted("sequence")[-1].summary,
            "Keep only those of a pasted list: 3 of 3 found",
        )

    def test_the_step_is_undone_replayed_saved_and_branched(self):
        self.segment.import_contacts("anna@example.com\nbob@example.com\nx@example.com")
        self.segment.go_back()
        self.assertFalse(self.segment.line_count)
        self.segment.redo()
        self.assertEqual(self._get_partners(), self.anna | self.bob)
        self.segment.reduce_contacts([("name", "=", "Bob")])
        summary = "Add those of a pasted list: 2 of 3 found"
        plan = [{"step_id": step.id} for step in self.segment._get_done_steps()]
        self.segment.replay_steps([plan[0], {**plan[1], "is_off": True}])
        self.assertEqual(self._get_partners(), self.anna | self.bob)
        criteria = self.env["contact.criteria"].with_user(self.user)
        criteria = criteria.browse(self.segment.save_criteria("The list"))
        self.assertEqual(criteria.step_ids.summary, summary)
        other = self._create_segment()
        other.apply_criteria(criteria.id)
        self.assertEqual(other.step_ids.summary, summary)
        self.assertEqual(other.line_ids.partner_id, self.anna | self.bob)
        branch = self.segment.browse(self.segment.branch_steps(plan[0]["step_id"]))
        self.assertEqual(branch.step_ids.summary, summary)
        self.assertEqual(branch.step_ids.source, "import")

    def test_another_condition_is_no_list_any_more(self):
        self.segment.import_contacts("anna@example.com")
        step = self.segment.step_ids
        criteria = self.env["contact.criteria"].with_user(self.user)
        criteria = criteria.browse(self.segment.save_criteria("The list"))
        domain = "[('name', '=', 'Bob')]"
        criteria.step_ids.domain = domain
        self.segment.replay_steps([{"step_id": step.id, "domain": domain}])
        for one in (step, criteria.step_ids):
            self.assertEqual(one.summary, "Add contacts where Name is Bob")
        with self.assertRaises(AccessError):
            criteria.step_ids.row_count = 7

    def test_missing_contacts_are_created(self):
        text = (
            "Name;E-mail;Phone\nAnna;anna@example.com;\n"
            "Nora;Nora@new.example;+32475998877\n;new@new.example;\nNo address;;"
        )
        result = self.segment.import_contacts(text, create_missing=True)
        self.assertEqual((result["rows"], result["found"]), (3, 3))
        self.assertEqual((result["added"], result["not_found"]), (3, []))
        nora, new = self.Partner.browse(result["created"])
        self.assertEqual((nora.name, nora.phone), ("Nora", "+32475998877"))
        self.assertEqual(new.name, "new@new.example")
        self.assertEqual(nora.create_uid, self.user)
        again = self._create_segment().import_contacts(text, create_missing=True)
        self.assertEqual((again["found"], again["created"]), (3, []))

    def test_creating_takes_the_right_and_a_limit(self):
        reader = new_test_user(
            self.env, "reader", "base.group_user,contact_segment.group_user"
        )
        segment = self._create_segment(reader)
        with self.assertRaises(AccessError):
            segment.import_contacts("new@example.com", create_missing=True)
        with (
            patch.object(contact_segment_import, "MAX_CREATED", 1),
            self._assert_refused(UserError, "2 contacts would be created, and 1 is"),
        ):
            self.segment.import_contacts(
                "a@new.example\nb@new.example", create_missing=True
            )
        with self._assert_refused(UserError, "Only contacts that are added"):
            self.segment.import_contacts("a", action="reduce", create_missing=True)
        self.assertFalse(self.segment.step_ids)

    def test_what_is_wrong_is_told(self):
        segment = self.segment
        for pattern, call in (
            ("The list is empty", lambda: segment.import_contacts("")),
            ("column cannot be x", lambda: segment.import_contacts("a", column="x")),
            ("action cannot be x", lambda: segment.import_contacts("a", action="x")),
            ("several cannot be x", lambda: segment.import_contacts("a", several="x")),
            ("values cannot be 7", lambda: segment.import_contacts(7)),
            (
                "No column of the list is phone",
                lambda: segment.import_contacts("a;a@x.example\n", column="phone"),
            ),
            ("no option", lambda: segment.import_contacts("a", options={"x": True})),
        ):
            with (
                self.subTest(pattern=pattern),
                self._assert_refused(UserError, pattern),
            ):
                call()
        self.assertFalse(segment.step_ids)

    # --------------------------------------------------------------------------------
    # The dialog.
    # --------------------------------------------------------------------------------

    def _open(self, action, user=None):
        model = self.env[action["res_model"]].with_user(user or self.user)
        if action.get("res_id"):
            view = self.env["ir.ui.view"].browse(action["views"][0][0])
            return Form(model.browse(action["res_id"]), view=view)
        return Form(model.with_context(**action["context"]))

    def _read(self, user=None, **values):
        """Return the second page of the dialog, after the list was given."""
        form = self._open(self.segment.action_import(), user)
        for name, value in values.items():
            form[name] = value
        return self._open(form.save().action_read(), user)

    def test_dialog_shows_what_the_step_does(self):
        self._create_contact("Twin", email="anna@example.com")
        self.carl.exclude_from_segments = True
        form = self._read(
            text="Name,Mail\nAnna,anna@example.com\nBob,bob@example.com\n"
            "Carl,carl@example.com\nNew,new@example.com\nBob,BOB@example.com"
        )
        self.assertEqual((form.kind, form.has_titles), ("email", True))
        self.assertEqual((form.row_count, form.found_count), (4, 1))
        self.assertEqual(form.duplicates, "1 of them twice")
        self.assertEqual(form.several_text, "anna@example.com: Acme, Anna; Twin")
        self.assertEqual(form.missing_text, "new@example.com")
        self.assertEqual(form.kept_out_text, "carl@example.com (excluded)")
        self.assertEqual((form.added_count, form.line_count), (1, 1))
        form.several = "all"
        form.create_missing = True
        self.assertEqual((form.found_count, form.create_count), (2, 1))
        self.assertEqual(form.added_count, 4)
        note = form.save().action_apply()["params"]
        self.assertEqual(note["message"], "Added: 4. Contacts now: 4.")
        self.assertIn("3 of 4 found", note["title"])

    def test_dialog_finds_by_another_column(self):
        form = self._read(text="Bob;anna@example.com\nDora;carl@example.com")
        self.assertEqual(form.added_count, 2)
        form.kind = "name"
        self.assertEqual(form.added_count, 2)
        form.action = "reduce"
        self.assertEqual((form.removed_count, form.line_count), (0, 0))
        form.action = "add"
        with form.column_ids.edit(0) as column:
            column.kind = False
        self.assertIn("No column is said to hold Name", form.error)
        form.kind = "email"
        form.save().action_apply()
        self.assertEqual(self._get_partners(), self.anna | self.carl)

    def test_dialog_reads_a_file(self):
        data = base64.b64encode("E-mail\nanna@example.com\n".encode("utf-16"))
        form = self._read(file=data)
        self.assertEqual(form.added_count, 1)

    def test_dialog_says_what_it_cannot_read(self):
        with self._assert_refused(UserError, "The list is empty"):
            self._read(text=" ")

    def test_dialog_with_a_table_that_is_none(self):
        dialog = self.env["contact.segment.import.wizard"].with_user(self.user)
        dialog = dialog.create({"segment_id": self.segment.id, "kind": "email"})
        for table in (False, "[", "{}", "[]", "[[]]", "[7]", "[[7]]", "[" * 100_000):
            with self.subTest(table=str(table)[:9]):
                dialog.table = table
                with self._assert_refused(UserError, "The list is empty"):
                    dialog.action_apply()
        dialog.table = '[["anna@example.com", "x"]]'
        with self._assert_refused(UserError, "No column is said to hold E-mail"):
            dialog.action_apply()

    def test_dialogs_of_others_are_closed(self):
        dialog = self.env["contact.segment.import.wizard"].with_user(self.user)
        dialog = dialog.create({"segment_id": self.segment.id, "text": "a@x.example"})
        dialog.action_read()
        for user in (self.user_all, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                dialog.with_user(user).action_apply()
            with self.assertRaises(AccessError):
                dialog.column_ids.with_user(user).read(["sample"])

    def test_dialog_shows_no_hidden_contact(self):
        self._hide(self.anna)
        form = self._read(text="anna@example.com\nbob@example.com")
        self.assertEqual((form.found_count, form.missing_count), (1, 1))
