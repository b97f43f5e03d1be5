# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

# Until the machine is looked at once more: somebody has to free some room.
PAUSE = timedelta(minutes=10)
NO_PAUSE = timedelta()


class DeliveryPaused(Exception):
    """Why the delivery stops now and goes on later; nobody's letter is at fault.

    :ivar batch: the interactions that were being delivered
    :ivar pause: how long to wait
    :ivar is_tried: whether a letter was begun that may be what takes too long
    """

    def __init__(self, message, batch, pause=PAUSE, is_tried=False):
        super().__init__(message)
        self.batch = batch
        self.pause = pause
        self.is_tried = is_tried
