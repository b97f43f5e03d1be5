# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A server process that delivers, and may be killed at a given point.

Started by tests: ``delivery_worker.py OPTIONS``, where the options are JSON: the
configuration of Odoo, the database, what to do, at which call of which method to die,
and the file that stands for the mail server. ``file_limit`` is how large a file of the
file store may become, where no small disk can be mounted; ``program`` stands for
LibreOffice; ``limits`` are those of Odoo's workers. The work ``cron`` is the delivery
as Odoo's scheduler runs it.
"""

import json
import os
import signal
import sys
from unittest.mock import patch


def die_at(owner, name, number, after=False):
    """Kill this process at the n-th call of a method."""
    original = getattr(owner, name)
    calls = []

    def method(*args, **kwargs):
        calls.append(1)
        if len(calls) == number and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **kwargs)
        if len(calls) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    patch.object(owner, name, method).start()


def find_owner(env, point):
    """Return what has the method at which to die."""
    from odoo.sql_db import Cursor

    if point["owner"] == "cursor":
        return Cursor
    return type(env[point["owner"]])


def limit_files(env, size):
    """Let no file of the file store grow beyond a size."""
    from odoo.addons.contact_segment.tests.small_disk import limited_files

    owner = type(env["ir.attachment"])
    original = owner._file_write

    def write(*args):
        with limited_files(size):
            return original(*args)

    patch.object(owner, "_file_write", write).start()


def send_texts(env, path):
    """Run Odoo's SMS queue, with a gateway that writes numbers into a file."""
    from odoo.addons.sms.tools.sms_api import SmsApi

    def send(gateway, messages, delivery_reports_url=False):
        numbers = [number for message in messages for number in message["numbers"]]
        with open(path, "a") as texts:
            texts.writelines(f"{number['number']}\n" for number in numbers)
        return [{"uuid": number["uuid"], "state": "success"} for number in numbers]

    patch.object(SmsApi, "_send_sms_batch", send).start()
    queue = env["sms.sms"]
    while queue.search_count([("state", "=", "outgoing")]):
        queue._process_queue()


def main():
    options = json.loads(sys.argv[1])
    from odoo import SUPERUSER_ID, api
    from odoo.tools import config

    config.parse_config([])
    limits = options.get("limits", {})
    for name, value in {**options["config"], **limits}.items():
        config[name] = value
    from odoo.modules.registry import Registry

    from odoo.addons.base.models.ir_cron import IrCron
    from odoo.addons.base.models.ir_mail_server import IrMail_Server

    registry = Registry(options["database"])

    def send_email(server, message, *args, **kwargs):
        with open(options["mails"], "a") as mails:
            mails.write(f"{message['To']}\n")
        return message["Message-Id"]

    patch.object(IrMail_Server, "_connect__", lambda *args, **kwargs: None).start()
    patch.object(IrMail_Server, "send_email", send_email).start()
    queue = "odoo.addons.contact_segment.models.delivery.contact_interaction_queue"
    size = options["batch_size"]
    patch(f"{queue}.SMALLER_BATCHES", (size, size, 1, 1)).start()
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        if options["point"]:
            point = options["point"]
            die_at(
                find_owner(env, point),
                point["name"],
                point["number"],
                point.get("after", False),
            )
        if options.get("file_limit"):
            limit_files(env, options["file_limit"])
        if options.get("program"):
            patch.object(
                type(env["contact.interaction"]),
                "_get_libreoffice",
                lambda records: options["program"],
            ).start()
        if options["work"] == "mails":
            env["mail.mail"].process_email_queue()
        elif options["work"] == "texts":
            send_texts(env, options["mails"])
        elif options["work"] == "scheduled":
            # as Odoo's scheduler does, which counts who dies
            IrCron._process_jobs_loop(
                cr, job_ids=env.ref("contact_segment.ir_cron_deliver").ids
            )
        elif options["work"] == "cron":
            env.ref("contact_segment.ir_cron_deliver").method_direct_trigger()
        elif options["work"] == "predict":
            cron = env.ref("contact_segment.ir_cron_predict")
            cron._process_jobs_loop(cr, job_ids=cron.ids)
        else:
            env["contact.interaction"]._cron_deliver()


if __name__ == "__main__":
    main()
