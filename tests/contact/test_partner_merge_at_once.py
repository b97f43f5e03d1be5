# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import threading
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..at_once_common import AtOnceCommon
from ..lockstep import Lockstep

PAIRS = 3


@tagged("post_install", "-at_install")
class TestPartnerMergeAtOnce(AtOnceCommon):
    """Contacts are merged while somebody works on their segments."""

    @classmethod
    def _create_data(cls, env):
        groups = "contact_segment.group_manager,base.group_partner_manager"
        cls._create_users(env, ["merge_worker"], groups)
        template = env["contact.interaction.template"].create({"name": "Merge"})
        cls.template_ids = template.ids

    def setUp(self):
        super().setUp()
        for patcher in (
            # no other server on this database is to be woken up
            patch.object(self.registry["ir.cron"], "_notifydb", lambda model: 0),
            # somebody who works without a pause would always be faster
            patch("odoo.service.model.time.sleep", self._sleep_less),
        ):
            patcher.start()
            self.addCleanup(patcher.stop)
        self._create_twins()

    @staticmethod
    def _sleep_less(seconds):
        threading.Event().wait(seconds / 10)

    def _create_twins(self):
        """Create contacts that are there twice, on a segment of the test."""
        with self._connect() as env:
            contacts = env["res.partner"].create(
                [
                    {"name": f"Twin {i}", "email": f"twin{i // 2}@example.com"}
                    for i in range(2 * PAIRS)
                ]
            )
            type(self).partner_ids += contacts.ids
            # Odoo moves them to the contact that is left, and forgets errors with them
            user = env["res.users"].browse(self.uids[0])
            contacts.message_subscribe(user.partner_id.ids)
            self.twins = [contacts[i : i + 2].ids for i in range(0, 2 * PAIRS, 2)]
        with self._connect(self.uids[0]) as env:
            segment = self._create_segment(env)
            segment.add_contacts([("id", "in", contacts.ids)])

    def _contacts(self):
        """Return the domain of the contacts of the test."""
        ids = [id_ for twins in self.twins for id_ in twins]
        return [("id", "in", ids)]

    def _merge(self, twins, segment):
        wizard = segment.env["base.partner.merge.automatic.wizard"]
        wizard._merge(twins, segment.env["res.partner"].browse(twins[0]))

    def _merge_all(self):
        """Merge all twins, one pair after the other, as remote calls."""
        for twins in self.twins:
            self._call_as_rpc(partial(self._merge, twins))

    def _work(self, function, times):
        """Do something again and again; return the results, and what was refused."""
        results = []
        for _time in range(times):
            try:
                results.append(self._call_as_rpc(function, self.uids[0]))
            except UserError as error:
                results.append(str(error))
        return results

    def _run_meanwhile(self, function, times=6):
        with mute_logger("odoo.sql_db"):
            merged, results = self._run_in_threads(
                [self._merge_all, partial(self._work, function, times)]
            )
        self.assertIsNone(merged)
        self.assertIsInstance(results, list)
        return results

    def assertMerged(self):
        """Every contact that is left is on the segment once, and counted once."""
        with self._connect() as env:
            segment = self._segment(env)
            kept = sorted(twins[0] for twins in self.twins)
            lines = segment.line_ids
            self.assertEqual(sorted(lines.partner_id.ids), kept)
            self.assertEqual((len(lines), segment.line_count), (PAIRS, PAIRS))
            gone = env["res.partner"].browse(twins[1] for twins in self.twins)
            self.assertFalse(gone.exists())

    def test_steps_are_taken_meanwhile(self):
        self._run_meanwhile(self._reduce_and_go_back)
        self.assertMerged()

    def test_interactions_are_written_meanwhile(self):
        results = self._work(self._talk, 1) + self._run_meanwhile(self._talk)
        self.assertMerged()
        with self._connect() as env:
            interactions = env["contact.interaction"].search(
                [("name", "=", f"Talk {self.segment_id}")]
            )
            self.assertEqual(
                sorted(interactions.ids), sorted(id_ for id_ in results if id_)
            )
            self.assertEqual(interactions.partner_id.ids, self.twins[0][:1])

    def test_the_segment_is_logged_meanwhile(self):
        self._run_meanwhile(self._log)
        # whoever was told to try again does so
        self._work(self._log, 1)
        self.assertMerged()
        with self._connect() as env:
            segment = self._segment(env)
            interactions = segment.interaction_ids
            self.assertEqual(interactions.segment_line_id, segment.line_ids)
            self.assertEqual(segment.interaction_count, len(interactions))

    def test_statement_by_statement(self):
        for meanwhile in (
            self._reduce_and_go_back,
            self._talk,
            self._add_to_another,
            self._change_lines,
            self._change_contact,
            self._change_header,
            self._log,
        ):
            with self.subTest(meanwhile=meanwhile.__name__):
                self._create_twins()
                for twins in self.twins:
                    merged, done = self._run_in_turns(
                        partial(self._merge, twins), meanwhile
                    )
                    self.assertIsNone(merged)
                    if done is not None:
                        self.assertIsInstance(done, UserError)
                self.assertMerged()

    def _run_in_turns(self, merge, meanwhile):
        lockstep = Lockstep(2)

        def run(function, segment):
            with lockstep.taking_part():
                function(segment)
                segment.env.flush_all()

        with lockstep.patched(), mute_logger("odoo.sql_db"):
            return self._run_at_once(
                [partial(run, function) for function in (merge, meanwhile)],
                [SUPERUSER_ID, self.uids[0]],
            )

    def _reduce_and_go_back(self, segment):
        segment.reduce_contacts(self._contacts())
        segment.go_back()

    def _talk(self, segment):
        partner = segment.env["res.partner"].browse(self.twins[0][1]).exists()
        if not partner:
            return None
        interaction = segment.env["contact.interaction"].create(
            {"name": f"Talk {segment.id}", "partner_id": partner.id}
        )
        return interaction.id

    def _add_to_another(self, segment):
        another = segment.copy()
        another.add_contacts(self._contacts())

    def _log(self, segment):
        if segment.state == "draft":
            segment.log(send=False)

    def _change_lines(self, segment):
        segment.line_ids.write({"note": "A word"})

    def _change_header(self, segment):
        segment.write({"subject": "Another"})

    def _change_contact(self, segment):
        partner = segment.env["res.partner"].browse(self.twins[0][1]).exists()
        partner.write({"comment": "Changed"})
