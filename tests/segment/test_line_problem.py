# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import io

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileWriter

from ..common import SegmentCommon
from ..letters import PDF_READERS
from ..word_file import WORD_FILE

NUMBER = "+32470123456"


@tagged("post_install", "-at_install")
class TestLineProblem(SegmentCommon):
    """What the check list says is on the line from the beginning, by the same rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for partner in cls.contacts:
            partner.write({"street": "Kade 1", "phone": NUMBER})
        cls.acme.email = "acme@example.com"
        cls.document = cls.env["contact.interaction.template.document"].create(
            {
                "template_id": cls.template.id,
                "filename": "a.docx",
                "content": WORD_FILE,
            }
        )
        cls.segment = cls._fill(
            cls._create_segment(template_id=cls.template.id), cls.contacts
        )

    def assertProblems(self, problems):
        """Check reading, searching and grouping, and that the check list agrees."""
        lines = self.segment.line_ids.with_user(self.user)
        self.env.invalidate_all()
        told = {line.partner_id: line.problem for line in lines if line.problem}
        self.assertEqual(told, problems)
        domain = [("segment_id", "=", self.segment.id)]
        for code in {*problems.values()}:
            found = lines.search([*domain, ("problem", "=", code)])
            wanted = self.Partner.union(*(p for p in problems if problems[p] == code))
            self.assertEqual(found.partner_id, wanted)
        found = lines.search([*domain, ("problem", "!=", False)])
        self.assertEqual(found.partner_id, self.Partner.union(*problems))
        found = lines.search([*domain, ("problem", "=", False)])
        without = self.contacts - self.Partner.union(*problems)
        self.assertEqual(found.partner_id, without)
        groups = dict(lines._read_group(domain, ["problem"], ["__count"]))
        self.assertEqual(groups.pop(False, 0), 5 - len(problems))
        self.assertEqual(sum(groups.values()), len(problems))
        listed = {
            (problem["partner_id"], problem["code"])
            for problem in self.segment.check_log()
        }
        self.assertLessEqual({(p.id, problems[p]) for p in problems}, listed)
        self.assertEqual({p.id for p in problems}, {id_ for id_, _code in listed})

    def test_nothing_where_all_is_well(self):
        self.assertProblems({})

    def test_what_the_gate_says(self):
        self._line(self.segment, self.anna).channel = "email"
        self.env["mail.blacklist"]._add(self.anna.email)
        self._line(self.segment, self.bob).channel = "email"
        self.bob.email = False
        self.carl.street = False
        self.dora.exclude_from_segments = True
        self.acme.active = False
        self.assertProblems(
            {
                self.anna: "opted_out",
                self.bob: "no_email",
                self.carl: "no_address",
                self.dora: "excluded",
                self.acme: "archived",
            }
        )

    def test_what_the_contact_lacks_comes_before_the_header(self):
        self.carl.street = False
        self.segment.write({"template_id": False, "channel": "letter"})
        problems = dict.fromkeys(self.contacts, "no_document")
        self.assertProblems({**problems, self.carl: "no_address"})

    def test_it_changes_with_the_contact_in_one_transaction(self):
        line = self._line(self.segment, self.carl).with_user(self.user)
        self.assertFalse(line.problem)
        self.carl.street = False
        self.assertEqual(line.problem, "no_address")
        line.channel = "email"
        self.assertFalse(line.problem)

    def test_through_a_link(self):
        self.carl.street = False
        segments = self.env["contact.segment"].with_user(self.user)
        domain = [("line_ids.problem", "=", "no_address")]
        self.assertEqual(segments.search(domain), self.segment)
        self.assertFalse(segments.search([("line_ids.problem", "=", "opted_out")]))

    def test_what_is_logged_has_no_problem_any_more(self):
        self.carl.street = False
        self.segment.log(skip_blocked=True)
        self.env.invalidate_all()
        self.assertFalse(any(self.segment.line_ids.mapped("problem")))

    def test_who_may_not_see_the_contact_sees_no_problem(self):
        self.carl.street = False
        self.env["ir.rule"].create(
            {
                "name": "Not Carl",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": repr([("id", "!=", self.carl.id)]),
            }
        )
        lines = self.env["contact.segment.line"].with_user(self.user)
        self.assertFalse(lines.search([("problem", "=", "no_address")]))

    # what delivery refuses, the check list does not pass

    def test_phone_without_a_number(self):
        self.segment.write({"channel": "phone", "ignore_contact_channel": True})
        self.assertProblems({})
        self.carl.phone = " "
        self.assertProblems({self.carl: "no_phone"})
        (problem,) = self.segment.check_log()
        self.assertRegex(problem["message"], "Carl has no phone number")
        self.assertFalse(problem["blocking"], "a call is only noted")
        self.assertFalse(self._codes(send=False))
        self.assertEqual(self.segment.log()["interaction_count"], 5)

    def test_who_has_no_number_is_called_at_the_company(self):
        self.segment.write({"channel": "phone", "ignore_contact_channel": True})
        self.anna.phone = False
        self.assertProblems({})
        self.env["phone.blacklist"]._add([NUMBER])
        self.acme.phone = "+32470123457"
        others = dict.fromkeys(self.bob | self.carl | self.dora, "opted_out")
        self.assertProblems(others)
        self.env["phone.blacklist"]._add(["+32470123457"])
        self.assertProblems(dict.fromkeys(self.contacts, "opted_out"))

    def test_call_list_leaves_out_the_same(self):
        self.segment.write({"channel": "phone", "ignore_contact_channel": True})
        self.carl.phone = False
        self.anna.phone = False
        self.dora.phone = "+32470999999"
        self.env["phone.blacklist"]._add(["+32470999999"])
        progress = self.segment.get_call_progress()
        self.assertProblems({self.carl: "no_phone", self.dora: "opted_out"})
        self.assertEqual(progress["left"], 3)
        left_out = {"archived": 0, "no_phone": 1, "opted_out": 1}
        self.assertEqual(progress["left_out"], left_out)

    def _codes(self, send=True):
        return {problem["code"] for problem in self.segment.check_log(send)}

    def _set_document(self, kind, filename, content):
        self.document.write(
            {
                "kind": kind,
                "filename": filename,
                "content": base64.b64encode(content) if content else False,
            }
        )
        return self._codes()

    def _make_pdf(self, password=None):
        writer = PdfFileWriter()
        writer.add_blank_page(200, 200)
        if password:
            writer.encrypt(password)
        stream = io.BytesIO()
        writer.write(stream)
        return stream.getvalue()

    @mute_logger(*PDF_READERS)
    def test_documents_that_a_letter_can_be_made_of(self):
        word = base64.b64decode(WORD_FILE)
        self.assertFalse(self._set_document("file", "letter.DOCX", word))
        self.assertFalse(self._set_document("file", "letter.pdf", self._make_pdf()))
        refused = {"no_document"}
        for kind, filename, content in (
            ("file", "notes.txt", b"Hello"),
            ("file", "letter.docx", b"Hello"),
            ("file", "letter.pdf", b"%PDF-1.4 broken"),
            ("file", "letter.pdf", self._make_pdf("secret")),
            ("html", "mail.html", b"<p>Hello</p>"),
            ("word", False, b""),
        ):
            with self.subTest(filename=filename):
                self.assertEqual(self._set_document(kind, filename, content), refused)

    def test_documents_that_an_e_mail_can_be_made_of(self):
        self.segment.write({"channel": "email", "ignore_contact_channel": True})
        word = base64.b64decode(WORD_FILE)
        self.assertFalse(self._set_document("word", "letter.docx", word))
        self.assertFalse(self._set_document("file", "notes.txt", b"Hello"))
        self.assertFalse(self._set_document("html", "mail.html", b"<p>Hello</p>"))
        refused = {"no_document"}
        empty = b"<p><br/></p>"
        self.assertEqual(self._set_document("html", "mail.html", empty), refused)
        self.assertEqual(self._set_document("file", "a.docx", b"Hello"), refused)
        self.assertEqual(self._set_document("word", False, b""), refused)

    def test_own_documents_by_the_same_rules(self):
        documents = self.env["contact.segment.document"].with_user(self.user)
        line = self._line(self.segment, self.carl)
        text = {"kind": "file", "filename": "a.txt", "content": base64.b64encode(b"a")}
        documents.create({**text, "line_id": line.id})
        self.assertProblems({self.carl: "no_document"})
        documents.create({**text, "segment_id": self.segment.id})
        self.assertProblems(dict.fromkeys(self.contacts, "no_document"))

    def test_an_interaction_is_sent_by_the_same_rules(self):
        interactions = self.env["contact.interaction"].with_user(self.user)

        def send(channel):
            return interactions._get_send_problem(
                self.carl, self.template, channel, "en_US"
            )

        self.assertFalse(send("letter"))
        self._set_document("file", "notes.txt", b"Hello")
        self.assertRegex(send("letter"), "no document to send")
        self.assertFalse(send("email"))
        self._set_document("word", False, b"")
        self.assertRegex(send("email"), "no document to send")

    def test_an_empty_file_is_no_document(self):
        documents = self.env["contact.segment.document"].with_user(self.user)
        vals = {"segment_id": self.segment.id, "kind": "word"}
        for content in (False, "", b"", "====", base64.b64encode(b"")):
            for kind, filename in (("word", "a.docx"), ("file", "a.pdf")):
                with self._assert_refused(UserError, f"{filename} is empty"):
                    documents.create(
                        {**vals, "kind": kind, "filename": filename, "content": content}
                    )
        # none yet is no empty one
        document = documents.create(vals)
        with self._assert_refused(UserError, "a.docx is empty"):
            document.write({"filename": "a.docx", "content": False})
