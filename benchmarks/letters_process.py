# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A part of the benchmark of letters, run without Odoo; prints what it finds as JSON.

letters_process.py separate PEER LETTERS PAIRS
letters_process.py combined PEER LETTERS PAIRS
letters_process.py pdf PROCESSES LETTERS PAIRS
letters_process.py page_counts LETTERS PAIRS
letters_process.py memory LETTERS
"""

import io
import json
import sys
import zipfile
from collections import deque
from pathlib import Path

import docx
from letters_document import add_merge_field, make_contacts, make_letter
from measure import Pairs, stopwatch


def time_separate(peer, count, pairs):
    """Return the seconds for a document each: ours and theirs."""
    from letters_peers import SEPARATE, merge_separate

    rows = list(make_contacts(int(count)))
    theirs = SEPARATE[peer]
    check_equal(next(merge_separate(rows)), next(theirs(rows)))
    return time_pairs(
        pairs, lambda: exhaust(merge_separate(rows)), lambda: exhaust(theirs(rows))
    )


def exhaust(documents):
    """Take documents one after the other, and keep none."""
    deque(documents, maxlen=0)


def time_combined(_peer, count, pairs):
    """Return the seconds for one document with all letters: ours and theirs."""
    from letters_peers import combine_by_mailmerge, merge_combined

    rows = list(make_contacts(int(count)))
    check_equal(merge_combined(rows[:3]), combine_by_mailmerge(rows[:3]))
    return time_pairs(
        pairs, lambda: merge_combined(rows), lambda: combine_by_mailmerge(rows)
    )


def time_pdf(processes, count, pairs):
    """Return the seconds for one PDF, in chunks and by a process for each."""
    from letters_pdfs import LetterPdfs

    letters = LetterPdfs(int(count), int(processes))
    with letters:
        return time_pairs(pairs, letters.make_in_chunks, letters.make_one_by_one, True)


def time_page_counts(count, pairs):
    """Return the seconds for one PDF that shows its number of pages, and without."""
    from letters_pdfs import LetterPdfs

    letters = LetterPdfs(int(count), 0)
    return time_pairs(pairs, letters.make_with_counts, letters.make_in_chunks, True)


def measure_memory(count):
    """Return by how many MB this process grows while it writes letters into a zip."""
    from word_merge import compile_template

    template = compile_template(make_letter(add_merge_field))
    # forget the peak of making the letter
    Path("/proc/self/clear_refs").write_text("5")
    before = get_peak()
    with zipfile.ZipFile(Sink(), "w") as archive:
        letters = template.render_many(make_contacts(int(count)))
        for number, letter in enumerate(letters):
            # with a fixed date, so that the same letters are the same zip
            name = zipfile.ZipInfo(f"Letter {number:06}.docx")
            archive.writestr(name, letter)
    return get_peak() - before


class Sink(io.RawIOBase):
    """A file on a disk that is never full."""

    def writable(self):
        return True

    def write(self, data):
        return len(data)


def time_pairs(pairs, ours, reference, timed=False):
    """Time two functions in turns.

    :param bool timed: they return the seconds themselves
    """
    if not timed:
        functions = (ours, reference)
        ours, reference = (lambda f=f: stopwatch(f) for f in functions)
    found = Pairs(int(pairs)).time(ours, reference)
    return found.ours, found.reference


def check_equal(ours, theirs):
    """Stop if two documents do not say the same."""
    texts = [get_text(data) for data in (ours, theirs)]
    if texts[0] != texts[1]:
        raise SystemExit("The documents differ:\n{}\n{}".format(*texts))


def get_text(data):
    """Return the lines of a document that are not empty, with headers and footers."""
    document = docx.Document(io.BytesIO(data))
    places = [document.element.body]
    for section in document.sections:
        places += [section.header._element, section.footer._element]
    paragraphs = [node for place in places for node in place.iter("{*}p")]
    lines = ["".join(node.itertext("{*}t")) for node in paragraphs]
    return [line.strip() for line in lines if line.strip()]


def get_peak():
    """Return the peak of the memory of this process in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("the peak of the memory is only known on Linux")


PARTS = {
    "separate": time_separate,
    "combined": time_combined,
    "pdf": time_pdf,
    "page_counts": time_page_counts,
    "memory": measure_memory,
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(PARTS[sys.argv[1]](*sys.argv[2:])))
