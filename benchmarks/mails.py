# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Texts of e-mails, beside what Odoo's own mail templates make of the same text.

Both sides read the values from the database, with the rights of a user of segments; the
same contacts, the same text, and what they write is compared first.
"""

import base64
import re
from html import unescape
from pathlib import Path

from measure import Pairs, Result, format_seconds, median, stopwatch
from memory import get_peak

from odoo import fields

OURS, THEIRS = 1000, 100
BATCH = 500
STREAMED = 30_000
TEXT_SIZE = 60_000
# Each as a merge field and as an expression of a mail template.
VALUES = {
    "Contact_Name": "object.partner_id.name",
    "Contact_Street": "object.partner_id.street",
    "Contact_Zip": "object.partner_id.zip",
    "Contact_City": "object.partner_id.city",
    "Contact_Country": "object.partner_id.country_id.name",
    "Contact_Email": "object.partner_id.email",
    "Contact_Company": "object.partner_id.commercial_company_name",
    "Salesperson_Name": "object.user_id.name",
    "Company_Name": "object.company_id.name",
    "Company_Street": "object.company_id.street",
    "Interaction_Name": "object.name",
    "Subject": "object.subject",
}
CELL = (
    '<tr><td style="padding:12px 24px;font-family:Arial,sans-serif;font-size:14px;'
    'line-height:20px;color:#333333;border-bottom:1px solid #eeeeee">'
    '<p style="margin:0 0 12px 0">{text}</p></td></tr>'
)


class MailsBenchmark:
    """An e-mail of 60 kB with twelve merge fields."""

    name = "mails"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        with self.bench.database.transaction() as env:
            self._prepare(env)
            self._check_equal(env)
            yield self._get_faster(env)
            yield self._get_memory(env)

    def _prepare(self, env):
        """Write the template, and draft interactions with contacts."""
        env = env(su=True)
        versions = env["contact.document.version"]
        self.version = versions.create(
            {
                "kind": "html",
                "checksum": "benchmark",
                "content": base64.b64encode(write_text("{{{{{0}}}}}").encode()),
            }
        )
        self.template = env["mail.template"].create(
            {
                "name": "Benchmark",
                "model_id": env["ir.model"]._get_id("contact.interaction"),
                "body_html": write_text("<t t-out=\"{1} or ''\"/>"),
            }
        )
        people = env["res.partner"].search(self.bench.contacts.domain, limit=OURS)
        self.ids = [
            interaction.id
            for interaction in env["contact.interaction"].create(
                [
                    {
                        "name": "Spring",
                        "subject": "Our offer",
                        "partner_id": person.id,
                        "user_id": self.bench.database.uid,
                        "logged_by_id": self.bench.database.uid,
                        "date": fields.Datetime.now(),
                        "state": "draft",
                    }
                    for person in people
                ]
            )
        ]
        env.flush_all()

    def _make_ours(self, env, ids):
        """Yield our e-mails, of batches as the delivery takes them."""
        template = self.version.with_env(env).sudo()._get_template()
        for start in range(0, len(ids), BATCH):
            env.invalidate_all()
            batch = env["contact.interaction"].browse(ids[start : start + BATCH])
            for values in batch._get_merge_values(template.field_names):
                yield template.render(values)

    def _make_theirs(self, env, ids):
        """Yield the e-mails of a mail template, all at once as Odoo makes them."""
        env.invalidate_all()
        template = self.template.with_env(env)
        yield from template._render_field("body_html", ids).values()

    def _check_equal(self, env):
        ours, theirs = (
            get_text(next(iter(make(env, self.ids[:1]))))
            for make in (self._make_ours, self._make_theirs)
        )
        if ours != theirs:
            raise SystemExit(f"The e-mails differ:\n{ours[:2000]}\n{theirs[:2000]}")

    def _get_faster(self, env):
        pairs = Pairs(self.bench.pairs).time(
            lambda: self._time(self._make_ours(env, self.ids)) / OURS,
            lambda: self._time(self._make_theirs(env, self.ids[:THEIRS])) / THEIRS,
        )
        return Result(
            f"Make an e-mail of 60 kB, of {OURS:,} (reference: mail.template, of "
            f"{THEIRS})",
            format_seconds(median(pairs.ours)),
            format_seconds(median(pairs.reference)),
            1 / pairs.ratio,
            40,
            at_most=False,
        )

    def _time(self, mails):
        return stopwatch(lambda: [None for _mail in mails])

    def _get_memory(self, env):
        """Return by how much the process grows while many e-mails are made."""
        count = max(OURS, STREAMED * self.bench.size // self.bench.full_size)
        # forget the peak of loading Odoo, and of the mail templates
        Path("/proc/self/clear_refs").write_text("5")
        before = get_peak()
        for _round in range(count // OURS):
            self._time(self._make_ours(env, self.ids))
        megabytes = get_peak() - before
        return Result(
            f"Memory to make {count:,} e-mails of 60 kB (reference: none made)",
            f"{megabytes:.1f} MB",
            "0.0 MB",
            megabytes,
            20,
            unit="MB more",
        )


def write_text(pattern):
    """Return an e-mail of 60 kB.

    :param str pattern: of a value, with the name of the field and the expression
    :rtype: str
    """
    values = [pattern.format(name, VALUES[name]) for name in VALUES]
    filling = "You find our offer of this spring below, with the prices of the year. "
    rows = [CELL.format(text=f"{value} {filling}") for value in values]
    while len("".join(rows)) < TEXT_SIZE:
        rows.append(CELL.format(text=filling * 3))
    return f'<table width="600"><tbody>{"".join(rows)}</tbody></table>'


def get_text(mail):
    """Return what an e-mail says."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", str(mail))).split())
