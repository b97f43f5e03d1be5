# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A short run of ``fuzzing``; the long one is ``make bench ARGS=fuzz_word``."""

import pytest

from .fuzzing import Fuzzer

COUNT = 60


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("seed", range(4))
def test_nothing_but_sentences_comes_out(seed):
    fuzzer = Fuzzer(seed).run(COUNT)
    found = [
        f"document {number} of seed {seed}: {key}\n{trace}"
        for key, (number, _data, trace) in fuzzer.findings.items()
    ]
    assert not found, "\n".join(found)
    assert sum(fuzzer.counts.values()) == COUNT
    assert all(fuzzer.counts[key] for key in ("refused", "rendered", "e-mail rendered"))
