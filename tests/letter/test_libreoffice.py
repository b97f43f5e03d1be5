# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import contextlib
import errno
import http.server
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from unittest.mock import patch

import docx
import psutil
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from odoo.tests import BaseCase

from ...tools.deadline import Deadline
from ...tools.libreoffice import (
    ConversionError,
    conversion,
    convert_to_pdf,
    find_libreoffice,
)
from ...tools.work_folder import sweep, work_folder
from ..letters import (
    DOCUMENT,
    get_picture_widths,
    get_texts,
    make_document,
    make_picture,
    pack,
    save,
)
from ..small_disk import SmallDisk, limited_files


class TestLibreoffice(BaseCase):
    """Word documents become PDFs, and what goes wrong is noticed."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def make_program(self, script):
        """Return a program that stands for LibreOffice.

        Its arguments are those of LibreOffice; $dir is where the documents lie and
        where the PDFs belong, $notes a file that the test can read.
        """
        program = self.folder / "soffice"
        program.write_text(
            f'#!/bin/sh\nnotes="{self.folder}/notes"\ndir="$PWD"\n{script}\n'
        )
        program.chmod(0o755)
        return str(program)

    def read_notes(self):
        notes = self.folder / "notes"
        return notes.read_text() if notes.exists() else ""

    def assert_failed(self, results, code):
        for result in results:
            self.assertIsInstance(result, ConversionError)
            self.assertEqual(result.code, code)
            self.assertRegex(str(result), r"^[A-Z].+\.$")

    def test_no_document_is_lost_in_a_large_number(self):
        documents = [make_document(f"Contact{number}") for number in range(300)]
        pdfs = convert_to_pdf(documents, find_libreoffice())
        texts = [get_texts(pdf) for pdf in pdfs]
        self.assertEqual(texts, [[f"Contact{number}"] for number in range(300)])

    def test_bad_document_takes_no_other_one_down(self):
        broken = pack((DOCUMENT % "Broken")[:-40])
        empty = pack("", name="other")
        bad = [broken, empty]
        documents = [make_document("First"), *bad, b"", make_document("Last")]
        with patch.object(tempfile, "tempdir", str(self.folder)):
            first, *bad, last = convert_to_pdf(documents, find_libreoffice())
        self.assertEqual(get_texts(first), ["First"])
        self.assertEqual(get_texts(last), ["Last"])
        self.assert_failed(bad[:-1], "no_output")
        self.assert_failed(bad[-1:], "no_document")
        self.assertFalse(os.listdir(self.folder), "nothing stays behind")

    def test_text_that_looks_like_a_document_becomes_no_pdf(self):
        # Without being told what it is, LibreOffice prints what it can't read.
        text = pack("", name="other") + b"Dear Sir, " * 99
        results = convert_to_pdf([text], find_libreoffice())
        self.assert_failed(results, "no_output")

    def test_what_is_no_document_is_refused_before(self):
        program = self.make_program('echo called >>"$notes"')
        password = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)
        damaged = make_document("Dear Sir").replace(b"Sir", b"sir")
        documents = [b"", b"PK\x03\x04", os.urandom(3000), b"Dear Sir", password]
        documents += [damaged, make_document("Dear Sir")[:-9]]
        self.assert_failed(convert_to_pdf(documents, program), "no_document")
        self.assertEqual(self.read_notes(), "")

    def test_hanging_program_is_killed_with_its_children(self):
        program = self.make_program('sleep 600 & echo $! $$ >>"$notes"\nsleep 600')
        started = time.monotonic()
        documents = [make_document("One"), make_document("Two"), make_document("Three")]
        with (
            patch.object(conversion, "SECONDS_PER_DOCUMENT", 0),
            patch.object(conversion, "SECONDS_PER_MEGABYTE", 0),
        ):
            results = convert_to_pdf(documents, program, timeout=0.5)
        self.assertLess(time.monotonic() - started, 10)
        self.assert_failed(results, "timeout")
        processes = self.read_notes().split()
        self.assertEqual(len(processes), 2 * conversion.MAX_TIMEOUTS)
        for process in processes:
            self.assertFalse(self.is_running(int(process)))

    def is_running(self, process):
        """Return whether a process does anything; who inherits it may not reap it."""
        try:
            return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def test_what_a_program_leaves_running_is_killed(self):
        program = self.make_program('sleep 600 & echo $! >>"$notes"')
        convert_to_pdf([make_document("One")], program)
        self.assertFalse(self.is_running(int(self.read_notes())))

    def test_what_hangs_is_not_tried_again_and_others_are(self):
        program = self.make_program(
            'echo run >>"$notes"\n'
            'for file in "$@"; do case "$file" in *.docx)\n'
            'grep -q Hangs "$file" && sleep 600\n'
            'printf "%%PDF %%%%EOF" >"${file%docx}pdf";; esac; done'
        )
        documents = [make_document(text) for text in ("One", "Hangs", "Three", "Four")]
        with patch.object(conversion, "SECONDS_PER_DOCUMENT", 0):
            first, hung, *others = convert_to_pdf(documents, program, timeout=1)
        self.assertEqual([first, *others], [b"%PDF %%EOF"] * 3)
        self.assert_failed([hung], "timeout")
        self.assertEqual(self.read_notes().count("run"), 2)

    def test_what_there_is_no_time_for_is_left(self):
        program = self.make_program('echo run >>"$notes"; sleep 600')
        started = time.monotonic()
        documents = [make_document("One"), make_document("Two")]
        hung, left = convert_to_pdf(documents, program, deadline=Deadline(2))
        self.assertLess(time.monotonic() - started, 5)
        self.assert_failed([hung], "timeout")
        self.assert_failed([left], "not_reached")
        # half of the time is over
        results = convert_to_pdf(documents, program, deadline=Deadline(9, elapsed=5))
        self.assert_failed(results, "not_reached")
        self.assertEqual(self.read_notes().count("run"), 1)

    def test_what_failed_with_others_waits_where_no_time_is_left(self):
        program = self.make_program('echo run >>"$notes"; sleep 1.2')
        documents = [make_document("One"), make_document("Two")]
        results = convert_to_pdf(documents, program, deadline=Deadline(2))
        self.assert_failed(results, "not_reached")
        self.assertEqual(self.read_notes().count("run"), 1)

    def test_a_document_that_had_little_time_is_not_to_blame(self):
        program = self.make_program(
            "for last; do true; done\n"
            'sleep 1.5; printf "%%PDF %%%%EOF" >"$dir/0.pdf"\n'
            'case "$last" in *1.docx) sleep 600;; esac'
        )
        documents = [make_document("One"), make_document("Two")]
        first, second = convert_to_pdf(documents, program, deadline=Deadline(2))
        self.assertEqual(first, b"%PDF %%EOF")
        self.assert_failed([second], "not_reached")

    def start_conversion(self, program, tempdir):
        """Convert a document in a process of its own."""
        root = Path(conversion.__file__).parent.parent.parent
        document = self.folder / "letter"
        document.write_bytes(make_document("Lorem ipsum " * 200_000))
        script = (
            "import sys, pathlib; from tools.libreoffice import convert_to_pdf; "
            "convert_to_pdf([pathlib.Path(sys.argv[1]).read_bytes()], sys.argv[2])"
        )
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", script, str(document), program],
            cwd=root,
            env={**os.environ, "TMPDIR": str(tempdir)},
        )
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def wait_for(self, condition):
        """Wait until something is the case, which no event tells."""
        end = time.monotonic() + 30
        while not condition():
            self.assertLess(time.monotonic(), end, "it never happens")
            time.sleep(0.05)

    def test_nothing_survives_a_killed_process(self):
        program = self.make_program(
            'sh -c "sleep 600 & echo \\$! >>$notes; wait" & echo $! $$ >>"$notes"; wait'
        )
        place = self.folder / "place"
        place.mkdir()
        process = self.start_conversion(program, place)
        self.wait_for(lambda: len(self.read_notes().split()) == 3)
        process.kill()
        process.wait()
        for pid in map(int, self.read_notes().split()):
            self.wait_for(lambda pid=pid: not self.is_running(pid))
        [left] = os.listdir(place)
        self.assertIn("0.docx", os.listdir(place / left))
        with patch.object(tempfile, "tempdir", str(place)):
            self.assert_failed(
                convert_to_pdf([make_document("One")], self.make_program("")),
                "no_output",
            )
        self.assertFalse(os.listdir(place), "what it left is swept")

    def test_libreoffice_dies_with_a_killed_process(self):
        place = self.folder / "place"
        place.mkdir()

        def find():
            return [
                one
                for one in psutil.process_iter(["cmdline"])
                if any(str(place) in part for part in one.info["cmdline"] or [])
            ]

        process = self.start_conversion(find_libreoffice(), place)
        self.wait_for(
            lambda: any("soffice.bin" in one.info["cmdline"][0] for one in find())
        )
        processes = find()
        process.kill()
        process.wait()
        for one in processes:
            self.wait_for(lambda one=one: not self.is_running(one.pid))

    def test_folders_of_the_living_are_kept(self):
        with patch.object(tempfile, "tempdir", str(self.folder)):
            with work_folder() as folder, work_folder() as other:
                self.assertNotEqual(folder, other)
                process = subprocess.run(  # noqa: S603
                    [
                        sys.executable,
                        "-c",
                        "from tools.work_folder import sweep; print(sweep())",
                    ],
                    cwd=Path(conversion.__file__).parent.parent.parent,
                    env={**os.environ, "TMPDIR": str(self.folder)},
                    stdout=subprocess.PIPE,
                    check=True,
                )
                self.assertEqual(process.stdout.strip(), b"0")
                self.assertTrue(folder.is_dir() and other.is_dir())
            self.assertFalse(os.listdir(self.folder))

    def test_folders_of_others_are_kept(self):
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        (self.folder / "letters-mine").mkdir()
        (self.folder / "contact_segment-link").symlink_to(elsewhere)
        (self.folder / "contact_segment-file").touch()
        (self.folder / "contact_segment-dead").mkdir()
        with patch.object(tempfile, "tempdir", str(self.folder)):
            self.assertEqual(sweep(), 1)
        self.assertEqual(
            sorted(os.listdir(self.folder)),
            [
                "contact_segment-file",
                "contact_segment-link",
                "elsewhere",
                "letters-mine",
            ],
        )

    def convert_on_small_disk(self, kilobytes, document):
        disk = SmallDisk(self, kilobytes)
        with contextlib.ExitStack() as stack:
            stack.enter_context(patch.object(tempfile, "tempdir", str(disk.path)))
            if not disk.is_real:
                stack.enter_context(limited_files(kilobytes * 1024))
            try:
                return convert_to_pdf([document], find_libreoffice())
            finally:
                self.assertFalse(os.listdir(disk.path), "nothing stays behind")

    def test_no_room_for_temporary_files_is_no_fault_of_the_document(self):
        picture = make_picture(1800, 1800)
        document = docx.Document()
        document.add_picture(picture)
        large = save(document)
        self.assertGreater(len(large), 4_000_000)
        # none for the document, none for LibreOffice, and too little for the picture,
        # which it would leave out without a word
        for kilobytes, content in (
            (100, large),
            (5000, make_document("One")),
            (9000, large),
        ):
            with self.subTest(kilobytes=kilobytes):
                with self.assertRaises(OSError) as caught:
                    self.convert_on_small_disk(kilobytes, content)
                self.assertIn(caught.exception.errno, (errno.ENOSPC, errno.EFBIG))
                self.assertTrue(os.path.isdir(caught.exception.filename))
        [pdf] = self.convert_on_small_disk(40_000, large)
        self.assertEqual(get_picture_widths(pdf), {1800})

    def test_too_many_open_files_are_no_fault_of_the_document(self):
        program, document = find_libreoffice(), make_document("One")
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        with contextlib.ExitStack() as opened:
            last = opened.enter_context(open(os.devnull)).fileno()
            resource.setrlimit(resource.RLIMIT_NOFILE, (last + 20, hard))
            with self.assertRaises(OSError) as caught:
                while True:
                    opened.enter_context(open(os.devnull))
            self.assertEqual(caught.exception.errno, errno.EMFILE)
            with self.assertRaises(OSError) as caught:
                convert_to_pdf([document], program)
        self.assertEqual(caught.exception.errno, errno.EMFILE)

    def test_success_without_output_is_noticed(self):
        program = self.make_program('echo called >>"$notes"; exit 0')
        documents = [make_document("One"), make_document("Two")]
        self.assert_failed(convert_to_pdf(documents, program), "no_output")
        self.assertEqual(self.read_notes().count("called"), 3, "together, then alone")

    def test_output_that_ends_early_is_noticed(self):
        program = self.make_program('printf "%%PDF-1.6 and no more" >"$dir/0.pdf"')
        self.assert_failed(convert_to_pdf([make_document("One")], program), "no_output")

    def test_documents_that_failed_together_are_converted_alone(self):
        program = self.make_program(
            "for last; do true; done\n"
            '[ "$(ls "$dir" | grep -c docx)" = 1 ] || exit 1\n'
            'printf "%%PDF %s %%%%EOF" "$(basename "$last")" >"${last%docx}pdf"'
        )
        pdfs = convert_to_pdf([make_document("One"), make_document("Two")], program)
        self.assertEqual(pdfs, [b"%PDF 0.docx %%EOF", b"%PDF 1.docx %%EOF"])

    def test_program_that_is_not_there(self):
        for missing in (str(self.folder / "missing"), str(self.folder), ""):
            results = convert_to_pdf([make_document("One")], missing)
            self.assert_failed(results, "no_program")
        self.assertEqual(convert_to_pdf([], ""), [])

    def test_program_learns_nothing_of_the_server(self):
        program = self.make_program('env >"$notes"')
        with patch.dict(os.environ, {"PGPASSWORD": "secret", "HOME": "/home/odoo"}):
            convert_to_pdf([make_document("One")], program)
        self.assertIn("HOME=", self.read_notes())
        self.assertNotIn("secret", self.read_notes())
        self.assertNotIn("HOME=/home/odoo", self.read_notes())

    def test_find_libreoffice(self):
        program = self.make_program("")
        self.assertEqual(find_libreoffice(program), program)
        self.assertEqual(find_libreoffice(str(self.folder / "missing")), "")
        self.assertEqual(find_libreoffice(str(self.folder)), "")
        with patch.dict(os.environ, {"PATH": str(self.folder)}):
            self.assertEqual(find_libreoffice(), program)
        for version in ("7.6", "24.8"):
            place = self.folder / f"libreoffice{version}"
            place.mkdir()
            (place / "soffice").symlink_to(program)
        places = (f"{self.folder}/none/soffice", f"{self.folder}/libreoffice*/soffice")
        with (
            patch.dict(os.environ, {"PATH": ""}),
            patch.object(conversion, "PLACES", places),
        ):
            self.assertEqual(
                find_libreoffice(), f"{self.folder}/libreoffice24.8/soffice"
            )
            (self.folder / "soffice").chmod(0o644)
            self.assertEqual(find_libreoffice(), "")

    def link_picture(self, target):
        """Return a document whose picture lies elsewhere."""
        document = docx.Document()
        document.add_picture(make_picture())
        blip = document.element.body.find(f".//{qn('a:blip')}")
        del blip.attrib[qn("r:embed")]
        blip.set(
            qn("r:link"),
            document.part.relate_to(target, RELATIONSHIP_TYPE.IMAGE, is_external=True),
        )
        return save(document)

    def include(self, instruction):
        """Return a document with a field that brings something in."""
        document = docx.Document()
        paragraph = document.add_paragraph("Here: ")
        for kind in ("begin", instruction, "separate", "end"):
            run = paragraph.add_run()._r
            if kind == instruction:
                text = OxmlElement("w:instrText")
                text.text = instruction
                run.append(text)
            else:
                character = OxmlElement("w:fldChar")
                character.set(qn("w:fldCharType"), kind)
                run.append(character)
        return save(document)

    def serve(self):
        """Start a web server; return its address and the list of what it is asked."""
        asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(make_picture().getvalue())

            do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

            def log_message(self, *args):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}", asked

    def test_nothing_is_fetched_from_elsewhere(self):
        picture = self.folder / "private.png"
        picture.write_bytes(make_picture().getvalue())
        text = self.folder / "private.txt"
        text.write_text("Confidential")
        address, asked = self.serve()
        documents = []
        for place in (self.folder.as_uri(), address):
            documents += [
                self.link_picture(f"{place}/private.png"),
                self.include(f'INCLUDEPICTURE "{place}/private.png" \\d'),
                self.include(f'INCLUDETEXT "{place}/private.txt"'),
            ]
        embedded = docx.Document()
        embedded.add_picture(make_picture())
        *pdfs, control = convert_to_pdf(
            [*documents, save(embedded)], find_libreoffice()
        )
        self.assertEqual(get_picture_widths(control), {60})
        for pdf in pdfs:
            self.assertFalse(get_picture_widths(pdf))
            self.assertNotIn("Confidential", "".join(get_texts(pdf)))
        self.assertFalse(asked)
