# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..chaos.check_left import LeftoverCheck
from ..chaos.checker import Checker, is_sentence
from ..chaos.evidence import Evidence, Message, Person, Reader
from ..letters_common import LettersCommon

FAKE = Path(__file__).parents[1] / "chaos" / "fake_libreoffice.py"
COUNTERS = ("delivery_sent_count", "delivery_queued_count", "interaction_count")


@tagged("post_install", "-at_install")
class TestChaosChecker(LettersCommon):
    """The checker finds whatever is wrong, and nothing where nothing is."""

    def setUp(self):
        super().setUp()
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(subprocess.run, ["rm", "-rf", self.folder], check=True)
        self.env["ir.config_parameter"].set_param(
            "contact_segment.libreoffice", str(self._make_program())
        )
        self.filestore = Path(self.env["ir.attachment"]._filestore())
        self.reader = Reader(self.env.cr)

    def _make_program(self):
        program = self.folder / "soffice"
        code = FAKE.read_text(encoding="utf-8").split("\n", 1)[1]
        program.write_text(f"#!{sys.executable} -IS\n{code}", encoding="utf-8")
        program.chmod(0o755)
        (self.folder / "behave").write_text("")
        return program

    def _get_evidence(self, interactions):
        self.env.flush_all()
        segment = interactions.segment_id
        persons = {
            one.id: Person(one.partner_id.id, one.partner_id.name, one.partner_id.email)
            for one in interactions
        }
        [shown] = segment.read(COUNTERS)
        return Evidence(
            segment.id,
            persons,
            line_count=segment.line_count,
            shown={name: shown[name] for name in COUNTERS},
        )

    def _letters(self):
        """Return interactions whose letters were made, and what is known of them."""
        interactions = self._log()
        self._deliver()
        for file in interactions.segment_id.print_file_ids:
            file.action_download_zip()
        return interactions, self._get_evidence(interactions)

    def _mails(self):
        """Return interactions whose e-mails were sent, and what is known of them."""
        self._add_html("<p>Hello <b>{{Contact_Name}}</b></p>")
        interactions = self._mailing()
        self._send_queue()
        evidence = self._get_evidence(interactions)
        evidence.accepted = [
            Message(person.email, f"Hello {person.token}")
            for person in evidence.persons.values()
        ]
        return interactions, evidence

    def _check(self, evidence):
        self.env.flush_all()
        checker = Checker(self.reader, self.filestore)
        return [str(problem) for problem in checker.check(evidence)]

    def _update(self, table, values, *ids):
        """Change rows behind the back of the addon."""
        self.env.flush_all()
        self.env.cr.execute(f"UPDATE {table} SET {values} WHERE id IN %s", [ids])  # noqa: S608

    def assertFound(self, evidence, *starts):
        """The checker finds problems that begin so, and no other kinds."""
        found = self._check(evidence)
        for start in starts:
            self.assertTrue(
                [text for text in found if text.startswith(start)],
                f"not found: {start}, but {found}",
            )
        kinds = {start.partition(":")[0] for start in starts}
        self.assertEqual({text.partition(":")[0] for text in found}, kinds, found)

    # --- nothing is wrong -------------------------------------------------------

    def test_nothing_is_found_in_order(self):
        for make in (self._letters, self._mails):
            interactions, evidence = make()
            self.assertEqual(set(interactions.mapped("delivery_state")), {"sent"})
            self.assertEqual(self._check(evidence), [])

    def test_nothing_is_found_in_word_documents(self):
        interactions = self._log()
        self._deliver_words()
        evidence = self._get_evidence(interactions)
        self.assertEqual(self._check(evidence), [])
        [file] = interactions.print_file_id
        name = evidence.persons[interactions[0].id].token
        with zipfile.ZipFile(io.BytesIO(file._get_file())) as package:
            text = package.read("word/document.xml").decode().replace(name, "Nobody")
        self._replace_file(file, self._pack(text))
        self.assertFound(evidence, f"lost: letter {interactions[0].id} is 0 times")

    def _pack(self, text):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            package.writestr("word/document.xml", text)
        return stream.getvalue()

    # --- interactions -------------------------------------------------------------

    def test_lines(self):
        interactions, evidence = self._letters()
        one, two = interactions[:2]
        self._update("contact_interaction", "segment_id = NULL", one.id)
        self.assertFound(
            evidence,
            f"lost: line {one.segment_line_id.id} has no",
            f"lost: interaction {one.id} is gone",
            "counter: interaction_count shows",
            "left over: page",
        )
        # the database itself prevents it
        self.env.cr.execute("DROP INDEX contact_interaction_segment_line_uniq")
        self._update(
            "contact_interaction",
            f"segment_id = {evidence.segment_id}, "
            f"segment_line_id = {two.segment_line_id.id}",
            one.id,
        )
        self.assertFound(
            evidence,
            f"lost: line {one.segment_line_id.id} has no",
            f"twice: line {two.segment_line_id.id} has 2",
        )
        del evidence.persons[one.id]
        found = self._check(evidence)
        self.assertIn(f"twice: interaction {one.id} is one too many", found)

    def test_outcomes(self):
        interactions, evidence = self._mails()
        one = interactions[0]
        email = evidence.persons[one.id].email
        self._update("contact_interaction", "delivery_state = 'queued'", one.id)
        self.assertFound(
            evidence,
            f"stuck: interaction {one.id} still waits",
            "counter: delivery_sent_count",
            f"twice: the server accepted 1 for {email}, 0",
        )
        evidence.shown = {}
        self._update("contact_interaction", "delivery_state = 'failed'", one.id)
        evidence.accepted = [
            message for message in evidence.accepted if message.recipient != email
        ]
        self.assertFound(
            evidence,
            f"outcome: interaction {one.id} is failed, not sent",
            f"message: interaction {one.id} (failed) says",
        )
        evidence.outcomes[one.id] = {"failed"}
        self._update(
            "contact_interaction", "delivery_message = 'OSError: [Errno 28]'", one.id
        )
        self.assertFound(evidence, f"message: interaction {one.id} (failed) says")
        self._update(
            "contact_interaction",
            "delivery_message = 'It was refused.', delivery_code = 'unknown'",
            one.id,
        )
        self.assertFound(
            evidence,
            f"outcome: {email} may have arrived, though",
            "outcome: 1 interactions are unknown",
        )
        evidence.unanswered = {email}
        evidence.outcomes[one.id] = {"unknown"}
        self.assertEqual(self._check(evidence), [])

    def test_one_of(self):
        interactions, evidence = self._letters()
        evidence.one_of = [set(interactions.ids[:2])]
        self.assertFound(evidence, "twice: of [")

    def test_claims(self):
        interactions, evidence = self._letters()
        for name, value in (
            ("sending_since", "now()"),
            ("delivery_attempts", "1"),
            ("delivery_waits_until", "now()"),
        ):
            self._update("contact_interaction", f"{name} = {value}", interactions[0].id)
            self.assertFound(
                evidence, f"claim: interaction {interactions[0].id}: {name}"
            )
            self._update("contact_interaction", f"{name} = NULL", interactions[0].id)

    def test_sentences(self):
        for bad in (
            "",
            "failed",
            "no such file here",
            "SMTPServerDisconnected: Connection unexpectedly closed",
            "It failed: None was found",
            "Two lines\nof text here",
            "[Errno 2] No such file",
        ):
            self.assertFalse(is_sentence(bad), bad)
        self.assertTrue(is_sentence("The e-mail was refused: 550 no."))

    # --- e-mails ------------------------------------------------------------------

    def test_mail_server(self):
        _interactions, evidence = self._mails()
        first = evidence.accepted[0]
        evidence.accepted.append(first)
        self.assertFound(
            evidence, f"twice: the server accepted 2 for {first.recipient}"
        )
        evidence.accepted = evidence.accepted[1:-1]
        self.assertFound(evidence, f"lost: {first.recipient} is sent, the server")
        wrong = Message(first.recipient, evidence.accepted[0].text)
        evidence.accepted.append(wrong)
        self.assertFound(evidence, f"text: the e-mail to {first.recipient} names")

    def test_mail_queue(self):
        interactions, evidence = self._mails()
        mail = self.env["mail.mail"].create(
            {
                "model": "res.partner",
                "res_id": interactions[0].partner_id.id,
                "state": "outgoing",
            }
        )
        self.assertFound(evidence, f"stuck: e-mail {mail.id} is still in the queue")
        self._update("mail_mail", "state = 'exception'", mail.id)
        self.assertFound(evidence, f"left over: e-mail {mail.id} (exception) is nobody")
        self._update(
            "contact_interaction", f"mail_mail_id = {mail.id}", interactions[0].id
        )
        self.assertFound(evidence, f"stuck: e-mail {mail.id} is exception")

    # --- letters ------------------------------------------------------------------

    def _replace_file(self, record, content):
        """Change what is stored, behind the back of the addon."""
        if record._name == "ir.attachment":
            attachment = record
        else:
            attachment = self.env["ir.attachment"].search(
                [
                    ("res_model", "=", record._name),
                    ("res_id", "=", record.id),
                    ("res_field", "=", "content"),
                ]
            )
        name = self.env["ir.attachment"]._file_write(
            content, attachment._compute_checksum(content)
        )
        self._update("ir_attachment", f"store_fname = '{name}'", attachment.id)

    def _cut_pages(self, content, keep):
        writer = PdfWriter()
        for number, page in enumerate(PdfReader(io.BytesIO(content)).pages):
            if number in keep:
                writer.add_page(page)
        stream = io.BytesIO()
        writer.write(stream)
        return stream.getvalue()

    @mute_logger("pypdf._reader")
    def test_pages(self):
        interactions, evidence = self._letters()
        [file] = interactions.print_file_id
        content, count = file._get_file(), file.page_count
        self._replace_file(file, self._cut_pages(content, range(count - 1)))
        self.assertFound(evidence, "counter: print file", f"lost: page {count} of")
        self._replace_file(file, content[:400])
        self.assertFound(evidence, f"lost: print file {file.id} cannot be read")
        self._replace_file(file, content)
        self.assertEqual(self._check(evidence), [])
        first = interactions.filtered(lambda one: one.print_page == 1)
        self._update("contact_interaction", "print_page = 2", first.id)
        found = self._check(evidence)
        self.assertTrue(
            [text for text in found if text.startswith("left over: page 1")]
        )
        self.assertTrue([text for text in found if text.startswith("text: letter")])

    def test_print_file(self):
        interactions, evidence = self._letters()
        [file] = interactions.print_file_id
        self._update("contact_print_file", "is_part = TRUE", file.id)
        self.assertFound(evidence, f"stuck: print file {file.id} is only a part")
        self._update(
            "contact_print_file", "is_part = FALSE, letter_count = 99", file.id
        )
        self.assertFound(evidence, f"counter: print file {file.id} counts 99")
        self._update("contact_print_file", "letter_count = 3", file.id)
        self._update("contact_interaction", "print_file_id = NULL", interactions[0].id)
        found = self._check(evidence)
        self.assertIn(f"lost: letter {interactions[0].id} is in no print file", found)

    def test_attachments(self):
        interactions, evidence = self._letters()
        one, two = interactions[:2]
        attachment = one.document_attachment_id
        self._replace_file(attachment, two.document_attachment_id.raw)
        self.assertFound(evidence, f"text: letter {one.id} as attached names")
        self._update("ir_attachment", "res_id = 0", attachment.id)
        self.assertFound(evidence, f"lost: letter {one.id} has 0 attachments")
        self._update("ir_attachment", f"res_id = {two.id}", attachment.id)
        self.assertFound(
            evidence,
            f"lost: letter {one.id} has 0 attachments",
            f"twice: letter {two.id} has 2 attachments",
        )

    def test_made_but_not_sent(self):
        interactions, evidence = self._letters()
        one = interactions[0]
        evidence.shown = {}
        evidence.outcomes[one.id] = {"skipped"}
        self._update(
            "contact_interaction",
            "delivery_state = 'skipped', delivery_message = 'It was not wanted.'",
            one.id,
        )
        self.assertFound(
            evidence,
            f"left over: letter {one.id} was not sent, but is to be printed",
            f"left over: letter {one.id} was not sent, but is attached",
            "counter: print file",
        )

    def test_zip(self):
        interactions, evidence = self._letters()
        [file] = interactions.print_file_id
        attachment = file._get_zip()
        stream = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(attachment.raw)) as archive:
            names = archive.namelist()
            with zipfile.ZipFile(stream, "w") as changed:
                for name in names[1:] + names[-1:]:
                    changed.writestr(f"{len(changed.namelist())}", archive.read(name))
        self._replace_file(attachment, stream.getvalue())
        self.assertFound(evidence, "lost: letter", "twice: letter")
        self._replace_file(attachment, attachment.raw[:50])
        self.assertFound(evidence, f"lost: zip {attachment.id} is damaged")

    # --- what is left over ----------------------------------------------------------

    def test_left_over(self):
        temporary = self.folder / "temporary"
        filestore = self.folder / "filestore"
        for folder in (temporary, filestore / "aa"):
            folder.mkdir(parents=True)
        check = LeftoverCheck(self.reader, filestore, temporary)
        # attachments of other tests are elsewhere
        check._check_attachments = list
        self.assertEqual(list(map(str, check._check_processes(set()))), [])
        self.assertEqual(list(check._check_temporary()), [])
        self.assertEqual(list(check._check_files()), [])
        (temporary / "letters").mkdir()
        (filestore / "aa" / "unused").write_text("other")
        self.assertEqual(list(check._check_files()), [])
        (filestore / "aa" / "aabb").write_text("other")
        attachment = self.env["ir.attachment"].create({"name": "x", "raw": b"x"})
        self._update("ir_attachment", "store_fname = 'aa/aabb'", attachment.id)
        program = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", "print(flush=True); input()", str(temporary)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(program.communicate)
        # only now its command can be read for sure
        program.stdout.readline()
        [process] = check._check_processes(set())
        self.assertIn(f"process {program.pid} still runs", process.text)
        [left] = check._check_temporary()
        self.assertEqual(left.text, "temporary letters")
        [damaged] = check._check_files()
        self.assertEqual(damaged.code, "damaged")

    def test_lost_files(self):
        interactions, _evidence = self._letters()
        self.env.flush_all()
        check = LeftoverCheck(self.reader, self.filestore, self.folder)
        attachment = interactions[0].document_attachment_id
        before = {problem.text for problem in check._check_attachments()}
        self._update("ir_attachment", "file_size = 1", attachment.id)
        after = {problem.text for problem in check._check_attachments()} - before
        [text] = after
        self.assertIn(f"the file of attachment {attachment.id}", text)
