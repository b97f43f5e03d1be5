# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Damages documents at random, from a fixed seed, and uses what comes out of it.

Nothing but a TemplateError may come out of the package, and what it writes must be a
zip of XML. ``test_fuzzing_seeds`` tries a few hundred documents, ``make bench
ARGS=fuzz_word`` as many as fit into ten minutes.

    python -m word_merge.tests.fuzzing [--minutes N] [--seed N] [FILE ...]
"""

import argparse
import io
import json
import pathlib
import random
import sys
import time
import traceback
import zipfile
from collections import Counter

from lxml import etree

from word_merge import (
    TemplateError,
    compile_html,
    compile_template,
    merge_text,
    to_html,
)

from .documents import unpack
from .fuzzing_damage import Damage
from .fuzzing_seeds import HTML, make_seeds
from .fuzzing_values import Values

FOLDER = pathlib.Path(__file__).parents[1]
# More seconds of CPU time than this for one small document are a finding too.
SLOW = 5
# One of so many cases is an e-mail.
EMAILS = 6
HTML_PIECES = (
    *("<", ">", "&", '"', "{{Name}}", "«Name»", "{{", "}}", "<tr>", "</tr>", "<table>"),
    *("</table>", "<script>", "<!--", "-->", "<svg:a x:href='{{Name}}'>", "\0"),
    *("<a href='{{Name}}'>", "<p style='color:{{Name}}'>", "<td>", "<!DOCTYPE html>"),
    *("<html>", "<body>", "<?xml version='1.0'?>", "{{Orders.Item}}", "<div>" * 50),
    *(
        "<img src=«Logo»>",
        "\u200b",
        "<select>",
        "<frameset>",
        "<b {{Name}}='{{Name}}'>",
    ),
    *("&#0;", "&#xD800;", "&{{Name}};", "<![CDATA[", "<title>", "<textarea>"),
    "\ud800",
)


class Finding(Exception):
    """What came of a document and must not."""


def keep_picture(_content, _content_type):
    return "https://example.com/x"


class Fuzzer:
    """Tries one document after the other and counts what came of it.

    :param int seed: the same seed is the same documents
    :param seeds: parts of sound documents, more than those of the tests
    """

    def __init__(self, seed, seeds=()):
        self.seed = seed
        self.seeds = [*make_seeds(), *seeds]
        self.counts = Counter()
        # number, document and traceback, by what was raised where
        self.findings = {}

    def run(self, count=None, seconds=None):
        """Try so many documents, or for so many seconds of CPU time."""
        begin, number = time.process_time(), 0
        while number != count:
            if seconds is not None and time.process_time() - begin > seconds:
                break
            self.try_one(number)
            number += 1
        return self

    def try_one(self, number):
        """Try the document of a number."""
        rng = random.Random(f"{self.seed}/{number}")
        if number % EMAILS == EMAILS - 1:
            data, use = make_html(rng), use_html
        else:
            data, use = Damage(rng).make(rng.choice(self.seeds)), use_document
        start = time.process_time()
        try:
            self.counts[use(data, Values(rng))] += 1
        # whatever it is, it is what is looked for
        except Exception as error:
            self._keep(error, number, data)
        if time.process_time() - start > SLOW:
            self._keep(Finding("slow"), number, data)

    def _keep(self, error, number, data):
        frames = traceback.extract_tb(error.__traceback__)
        files = [(pathlib.Path(frame.filename), frame.name) for frame in frames]
        own = [f"{path.name} {name}" for path, name in files if path.parent == FOLDER]
        key = f"{type(error).__name__} {''.join(own[-1:])} {str(error)[:60]}"
        trace = "".join(traceback.format_exception(error))
        self.counts["found"] += 1
        self.findings.setdefault(key, (number, data, trace))


def use_document(data, values):
    """Compile and render a document; return what came of it."""
    try:
        to_html(data, keep_picture)
    except TemplateError as error:
        check_sentence(error)
    try:
        template = compile_template(data)
    except TemplateError as error:
        check_sentence(error)
        return "refused"
    rows = [values.make() for _row in range(3)]
    outcome = "rendered"
    for make in (
        lambda: [template.render({}), template.render(rows[0])],
        lambda: template.render_many(rows),
        lambda: [template.render_combined([{}])],
        lambda: [template.render_combined(rows)],
    ):
        try:
            for result in make():
                check_result(result, template)
        except TemplateError as error:
            check_sentence(error)
            outcome = "rendered, values refused"
    return outcome


def check_sentence(error):
    """Stop if an error is not said in a sentence."""
    text = str(error)
    if not (text[:1].isupper() and text.endswith(".") and len(text) < 1000):
        raise Finding(f"no sentence: {text[:80]}")


def check_result(result, template):
    """Stop if a part that was written is no XML, or one is there twice."""
    written = {"[Content_Types].xml"}
    for part in template.parts:
        written |= {part.name, part.relations.name}
    with zipfile.ZipFile(io.BytesIO(result)) as archive:
        names = archive.namelist()
        if len(names) != len(set(names)):
            raise Finding("a part is there twice")
        for name in names:
            if name in written or "_letter" in name:
                etree.fromstring(archive.read(name))


def make_html(rng):
    """Return the HTML of an e-mail, damaged."""
    text = rng.choice(HTML)
    for _change in range(rng.randint(0, 6)):
        place = rng.randrange(len(text) + 1)
        end = place + rng.choice((0, 0, 1, 10, 50))
        text = text[:place] + rng.choice(HTML_PIECES) + text[end:]
    return text


def use_html(text, values):
    """Compile and render the HTML of an e-mail; return what came of it."""
    try:
        merge_text(text, values.make())
        template = compile_html(text)
    except TemplateError as error:
        check_sentence(error)
        return "e-mail refused"
    outcome = "e-mail rendered"
    for keep in (None, keep_picture):
        try:
            template.render(values.make(), keep)
        except TemplateError as error:
            check_sentence(error)
            outcome = "e-mail rendered, values refused"
    return outcome


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", metavar="FILE", help="more documents")
    parser.add_argument("--minutes", type=float, default=10, help="of CPU time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path, help="where finds are written")
    arguments = parser.parse_args()
    seeds = [unpack(pathlib.Path(name).read_bytes()) for name in arguments.files]
    fuzzer = Fuzzer(arguments.seed, seeds).run(seconds=arguments.minutes * 60)
    for place, (key, found) in enumerate(fuzzer.findings.items()):
        number, data, trace = found
        sys.stderr.write(f"document {number}: {key}\n{trace}\n")
        if arguments.keep:
            data = data if isinstance(data, bytes) else data.encode(errors="replace")
            (arguments.keep / f"find{place}").write_bytes(data)
    sys.stdout.write(json.dumps(fuzzer.counts) + "\n")


if __name__ == "__main__":
    main()
