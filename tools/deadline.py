# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A limit of time that several pieces of work share."""

import time


class Deadline:
    """When the work of a run must be done, of whatever length its parts are."""

    def __init__(self, seconds: float, elapsed: float = 0):
        """Say how long the work may take.

        :param seconds: its length
        :param elapsed: how many seconds of it are over
        """
        self.seconds = seconds
        self.end = time.monotonic() + seconds - elapsed

    def shorten(self, limit: float) -> float:
        """Return a limit of time that ends before this does.

        :param limit: the seconds that something may take
        :return: seconds; 0 when it should not begin any more
        """
        left = self.end - time.monotonic()
        # What has less than half of the time might not be at fault when it does not
        # finish.
        return min(limit, left) if left >= min(limit, self.seconds / 2) else 0
