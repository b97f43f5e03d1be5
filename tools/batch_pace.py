# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How large batches of work may be that have to end in some time."""

import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

# What a unit takes is not known before some were done.
FIRST = 50


class BatchPace:
    """What the units of each kind of work take, measured while they are done."""

    def __init__(self, seconds: float, most: int):
        """Say how long a batch may take.

        :param seconds: its time; 0: it has no limit
        :param most: how many units a batch has at most, however quick they are
        """
        self.seconds = seconds
        self.most = most
        self._costs: dict[Hashable, float] = {}

    def get_size(self, kind: Hashable) -> int:
        """Return how many units the next batch may have, at least one.

        :param kind: what units have in common that take about as long as each other
        """
        if not self.seconds:
            return self.most
        if kind not in self._costs:
            return min(FIRST, self.most)
        size = self.seconds / self._costs[kind] if self._costs[kind] else self.most
        return int(max(1, min(size, self.most)))

    @contextmanager
    def measure(self, kind: Hashable, count: int) -> Iterator[None]:
        """Measure what a batch takes.

        :param kind: its kind
        :param count: how many units it has
        """
        start = time.monotonic()
        yield
        self._costs[kind] = (time.monotonic() - start) / count
