# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""In which order creating, writing and deleting change and lock what is stored."""

import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import SQL

from .prediction_common import PredictionCommon

CHANGE = re.compile(r'\b(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?')
LOCK = re.compile(r'FROM "?(\w+)"?.* FOR (?:NO KEY )?UPDATE', re.DOTALL)
# Odoo writes more than that, and other modules make it more still.
OURS = re.compile(r"(contact_|mail_mail$|ir_attachment$)")


@tagged("post_install", "-at_install")
class TestOrderOfWork(PredictionCommon):
    @contextmanager
    def _assert_order(self, *expected):
        """Check which tables are locked and changed, and in which order."""
        self.env.flush_all()
        self.env.invalidate_all()
        seen, execute = [], Cursor.execute

        def watch(cursor, query, params=None, log_exceptions=True):
            code = query.code if isinstance(query, SQL) else query
            for lock in LOCK.findall(code):
                seen.append(f"lock {lock}")
            for verb, table in CHANGE.findall(code):
                seen.append(f"{verb.split()[0].lower()} {table}")
            return execute(cursor, query, params, log_exceptions)

        with patch.object(Cursor, "execute", watch):
            yield
            self.env.flush_all()
        seen = [one for one in seen if OURS.match(one.split()[1])]
        self.assertEqual(seen, [*expected])

    def _create_attachment(self, user=None):
        model = self.env["ir.attachment"].with_user(user or self.user)
        return model.create({"name": "Plan", "raw": b"A plan"})

    def test_segment(self):
        model = self.env["contact.segment"].with_user(self.user)
        with self._assert_order("insert contact_segment", "update contact_segment"):
            segment = model.create({"name": "Pinned", "template_id": self.template.id})
        with self._assert_order("update contact_segment"):
            segment.write({"name": "Renamed", "channel": "email"})
        self._fill(segment, self.contacts)
        segment.document_ids.create(
            {
                "segment_id": segment.id,
                "kind": "file",
                "content": "UGxhbg==",
                "filename": "plan.txt",
            }
        )
        with self._assert_order(
            "lock contact_segment",
            "lock contact_segment_line",
            "lock contact_print_file",
            "lock contact_interaction",
            "lock contact_interaction",
            "update contact_interaction",
            "delete contact_segment",
        ):
            segment.unlink()

    def test_line(self):
        segment = self._create_segment(template_id=self.template.id)
        model = self.env["contact.segment.line"].with_user(self.user)
        with self._assert_order(
            "lock contact_segment",
            "insert contact_segment_step",
            "insert contact_segment_line",
            "update contact_segment_step",
            "update contact_segment",
        ):
            line = model.create({"segment_id": segment.id, "partner_id": self.anna.id})
        with self._assert_order("update contact_segment_line"):
            line.write({"name": "Personal", "note": "Dear Anna"})
        with self._assert_order(
            "lock contact_segment",
            "insert contact_segment_step",
            "update contact_segment_line",
            "update contact_segment_step",
            "update contact_segment",
        ):
            line.unlink()

    def _create_interaction(self, segment, **values):
        model = self.env["contact.interaction"].with_user(self.user)
        return model.create(
            {
                "partner_id": self.anna.id,
                "segment_id": segment.id,
                "template_id": self.call.id,
                "external_key": "pinned-1",
                **values,
            }
        )

    def test_interaction(self):
        segment = self._create_segment(template_id=self.call.id)
        files = self._create_attachment()
        with self._assert_order(
            "lock contact_segment",
            "insert contact_interaction",
            "insert contact_interaction_ir_attachment_rel",
            "update ir_attachment",
            "update contact_interaction",
        ):
            interaction = self._create_interaction(
                segment, state="draft", attachment_ids=[Command.set(files.ids)]
            )
        with self._assert_order():
            self._create_interaction(segment)
        with self._assert_order("update contact_interaction"):
            interaction.write({"name": "Later"})
        other = self._create_attachment()
        with self._assert_order(
            "lock contact_segment",
            "lock contact_interaction",
            "insert contact_interaction_ir_attachment_rel",
            "update contact_interaction",
            "update ir_attachment",
            "update contact_segment",
        ):
            interaction.write(
                {
                    "state": "done",
                    "external_key": "pinned-2",
                    "attachment_ids": [Command.link(other.id)],
                }
            )
        interaction.write({"state": "cancelled"})
        with self._assert_order(
            "lock contact_segment",
            "lock contact_interaction",
            "delete contact_interaction",
            # those that still have one of the files
            "lock contact_interaction",
            "update contact_segment",
            "delete ir_attachment",
        ):
            interaction.with_user(self.manager).unlink()

    def test_interaction_with_mail(self):
        segment = self._create_segment(template_id=self.call.id)
        interaction = self._create_interaction(segment)
        mail = self.env["mail.mail"].create({"subject": "Pinned"})
        interaction.sudo().mail_mail_id = mail
        interaction.write({"state": "cancelled"})
        with self._assert_order(
            "lock contact_segment",
            "lock contact_interaction",
            "delete contact_interaction",
            "update contact_segment",
            "delete mail_mail",
        ):
            interaction.with_user(self.manager).unlink()

    def test_interaction_refusals(self):
        """Of several faults that is told which the caller must mend first."""
        segment = self._create_segment(template_id=self.call.id)
        interaction = self._create_interaction(segment)
        wrong = {"external_key": "event:1", "state": "cancelled"}
        with self._assert_refused(UserError, "begins with event:"):
            interaction.write({**wrong, "delivery_state": "sent"})
        with self.assertRaises(AccessError):
            interaction.write({"name": "Renamed", "delivery_state": "sent"})
        with self._assert_refused(UserError, "cannot be postponed"):
            interaction.write({**wrong, "state": "draft"})
        with self._assert_refused(UserError, "begins with event:"):
            interaction.write({**wrong, "state": "done"})
        with self._assert_refused(UserError, "begins with event:"):
            self._create_interaction(segment, external_key="event:1")

    def test_prediction(self):
        model = self.env["contact.prediction"].with_user(self.manager)
        with self._assert_order(
            "insert contact_prediction", "update contact_prediction"
        ):
            prediction = model.create(
                {
                    "name": "Pinned",
                    "kind": "lifetime_value",
                    "company_id": self.company.id,
                    "source_id": self.transactions.id,
                }
            )
        with self._assert_order("update contact_prediction"):
            prediction.write({"name": "Renamed", "horizon_days": 90})
        with self._assert_order("delete contact_prediction"):
            prediction.unlink()

    def test_source(self):
        self.transactions.unlink()
        with self._assert_order("insert contact_prediction_source"):
            source = self._create_source("import_transaction", self.manager)
        with self._assert_order("update contact_prediction_source"):
            source.write({"name": "Renamed"})
        with self._assert_order("delete contact_prediction_source"):
            source.unlink()
