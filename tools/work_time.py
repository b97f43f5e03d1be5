# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How much time Odoo allows the worker that runs this."""

import os
import threading
import time

from odoo.http import request
from odoo.service.server import SLEEP_INTERVAL
from odoo.tools import config

from odoo.addons.base.models.ir_cron import MIN_TIME_PER_JOB

from .deadline import Deadline

# What is kept to write down the results: a quarter, and more is never needed.
RESERVE = 30


def get_time_limit(env):
    """Return how many seconds Odoo allows this run; 0 where it sets no limit.

    :param Environment env: of a request or of a scheduled action
    :rtype: float
    """
    is_cron = bool(env.context.get("cron_id")) and not request
    return _get_limit(is_cron) if is_cron or request else 0


def get_deadline(env):
    """Return when the documents of this run must be made.

    :param Environment env: of a request or of a scheduled action
    :return: nothing where Odoo sets no limit
    :rtype: Deadline or None
    """
    is_cron = bool(env.context.get("cron_id")) and not request
    limit = get_time_limit(env)
    if not limit:
        return None
    limit = max(limit - _get_waited(is_cron), limit / 4)
    return Deadline(limit - min(RESERVE, limit / 4), _get_elapsed(env, is_cron))


def _get_limit(is_cron):
    """Return after how many seconds Odoo ends this worker; 0 for never."""
    limit, cron_limit = config["limit_time_real"], config["limit_time_real_cron"]
    if is_cron and cron_limit > 0:
        return cron_limit
    if is_cron and cron_limit == 0 and config["workers"]:
        # without workers, Odoo takes the general one
        return 0
    return limit


def _get_waited(is_cron):
    """Return how many seconds a worker may have waited for work before it began.

    Processes for scheduled actions report to their parent before they wait, and not
    after. So the limit counts that time, and nobody says how long it was.
    """
    if is_cron and config["workers"] and not _get_start():
        return SLEEP_INTERVAL + os.getpid() % 10
    return 0


def _get_start():
    """Return when this thread began a request, or all actions of a database."""
    return getattr(threading.current_thread(), "start_time", None)


def _get_elapsed(env, is_cron):
    """Return how many seconds of its limit this worker has used."""
    started = _get_start()
    if not started and not is_cron:
        started = getattr(threading.current_thread(), "perf_t0", None)
    if started:
        return time.time() - started
    # Worker processes do not say when they began; a scheduled action does.
    end = env.context.get("cron_end_time")
    return MIN_TIME_PER_JOB - (end - time.monotonic()) if end else 0
