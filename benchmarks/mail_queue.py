# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""E-mails of a logged segment on their way to the mail server, beside a mailing.

Both are written for the same contacts, from the same text, and handed to the same
stand-in for a mail server, in the database where Odoo's Email Marketing is installed.
"""

import base64
from itertools import count
from unittest.mock import patch

from apart import run_apart
from dynamic_list import ENVIRONMENT, DynamicListBenchmark
from measure import Result, format_seconds, median, stopwatch

from odoo.api import SUPERUSER_ID

from odoo.addons.base.models.ir_mail_server import IrMail_Server

SIZE, FULL_SIZE, WARM_UP = 500, 300_000, 20
LINES = 40
TEXT = "<p>Dear {name},</p>" + "<p>Our offers of this spring.</p>" * LINES


class MailQueueBenchmark:
    """From what waits to what the mail server has, all of it committed."""

    name = "mail_queue"
    suffix = "_peers"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        DynamicListBenchmark(self.bench).install()
        size = max(WARM_UP, SIZE * self.bench.size // self.bench.full_size)
        seconds = run_apart(
            self.name, size, self.bench.pairs, measured=size, env=ENVIRONMENT
        )
        yield Result(
            f"Hand {size:,} e-mails to the mail server (reference: a mailing of Odoo)",
            format_seconds(median(ours for ours, _theirs in seconds)),
            format_seconds(median(theirs for _ours, theirs in seconds)),
            median(ours / theirs for ours, theirs in seconds),
            1,
        )

    def measure(self, size):
        """Return pairs of seconds: ours and theirs."""
        self.handed = count()
        self.number = count(1)
        self.template_id = self._make_template()

        def send_email(_server, message, *_args, **_options):
            next(self.handed)
            return message["Message-Id"]

        with (
            patch.object(IrMail_Server, "_connect__", lambda *_args, **_named: None),
            patch.object(IrMail_Server, "send_email", send_email),
        ):
            self._send_segment(WARM_UP)
            self._send_mailing(WARM_UP)
            return [
                (self._send_segment(size), self._send_mailing(size))
                for _number in range(self.bench.pairs)
            ]

    def _make_template(self):
        text = TEXT.format(name="{{Contact_Name}}")
        document = {
            "kind": "html",
            "filename": "spring.html",
            "content": base64.b64encode(text.encode()),
        }
        with self._open() as env:
            return (
                env["contact.interaction.template"]
                .create(
                    {
                        "name": "Benchmark",
                        "channel": "email",
                        "ignore_contact_channel": True,
                        "document_ids": [(0, 0, document)],
                    }
                )
                .id
            )

    def _open(self):
        return self.bench.database.transaction(SUPERUSER_ID, commit=True)

    def _make_contacts(self, env, size):
        run = next(self.number)
        # the database is used again
        mark = env.cr.now().strftime("%Y%m%d%H%M%S%f")
        return env["res.partner"].create(
            [
                {"name": f"Reader {one}", "email": f"r{one}.{run}.{mark}@example.com"}
                for one in range(size)
            ]
        )

    def _send_segment(self, size):
        with self._open() as env:
            segment = env["contact.segment"].create(
                {"name": "Benchmark: e-mails", "template_id": self.template_id}
            )
            contacts = self._make_contacts(env, size)
            segment.add_contacts([("id", "in", contacts.ids)])
            segment.log()
        with self._open() as env:
            interactions, mails = env["contact.interaction"], env["mail.mail"]
            seconds = stopwatch(
                lambda: (interactions._cron_deliver(), mails.process_email_queue())
            )
            sent = env["contact.segment"].browse(segment.id).delivery_sent_count
        self._check_count(sent, size)
        return seconds

    def _send_mailing(self, size):
        with self._open() as env:
            contacts = self._make_contacts(env, size)
            mailing = env["mailing.mailing"].create(
                {
                    "subject": "Our offer",
                    "mailing_model_id": env["ir.model"]._get_id("res.partner"),
                    "mailing_domain": repr([("id", "in", contacts.ids)]),
                    "body_html": TEXT.format(name='<t t-out="object.name"/>'),
                }
            )
        before = next(self.handed)
        with self._open() as env:
            mailing = env["mailing.mailing"].browse(mailing.id)
            mails = env["mail.mail"]
            # a few go out at once, many by the queue
            seconds = stopwatch(
                lambda: (
                    mailing.action_send_mail(),
                    env.cr.commit(),
                    mails.process_email_queue(),
                )
            )
        self._check_count(next(self.handed) - before - 1, size)
        return seconds

    def _check_count(self, found, expected):
        if found != expected:
            raise SystemExit(f"{found} e-mails instead of {expected}")
