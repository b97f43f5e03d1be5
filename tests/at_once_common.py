# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import threading
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying

from .connections_common import ConnectionsCommon

PATIENCE = 60  # seconds; more is a deadlock


class AtOnceCommon(ConnectionsCommon):
    """Several users at once: what each does is tried again as remote calls are."""

    segment_id = 0

    def setUp(self):
        super().setUp()
        for patcher in (
            patch("odoo.service.model.time.sleep"),
            # held by the thread that loads the registry and runs the tests meanwhile
            patch.object(Registry, "_lock", DummyRLock()),
        ):
            patcher.start()
            self.addCleanup(patcher.stop)

    @classmethod
    def _create_people(cls, env, name, functions, count):
        """Create a template for calls, and contacts whose functions go round."""
        template = env["contact.interaction.template"].create(
            {"name": name, "channel": "phone"}
        )
        people = env["res.partner"].create(
            [
                {
                    "name": f"{name} {number}",
                    "function": functions[number % len(functions)],
                }
                for number in range(count)
            ]
        )
        cls.template_ids, cls.partner_ids = template.ids, people.ids

    def _create_segment(self, env):
        """Create the segment of the test; return it."""
        segment = env["contact.segment"].create(
            {"name": "Race", "template_id": self.template_ids[0]}
        )
        self.segment_id = segment.id
        return segment

    def _segment(self, env):
        return env["contact.segment"].browse(self.segment_id)

    def _call_as_rpc(self, function, uid=SUPERUSER_ID):
        """Run a function the way remote calls and the browser do.

        It gets the segment of the test; without one, the environment.
        """
        with self._connect(uid) as env:
            subject = self._segment(env) if self.segment_id else env

            def call():
                self._report_deadlocks(env.cr)
                return function(subject)

            return retrying(call, env)

    def _run_at_once(self, functions, uids=()):
        """Call functions as remote calls, all at once and each as the next user.

        :param uids: ids of users; empty for those of the class
        :return: what each returned or raised
        :rtype: list
        """
        uids = uids or self.uids or [SUPERUSER_ID]
        return self._run_in_threads(
            [
                partial(self._call_as_rpc, function, uids[number % len(uids)])
                for number, function in enumerate(functions)
            ]
        )

    def _run_in_threads(self, functions):
        """Run functions in threads; return what each returned or raised."""
        barrier, results = threading.Barrier(len(functions)), {}

        def run(number, function):
            barrier.wait(PATIENCE)
            try:
                results[number] = function()
            except Exception as error:  # the test looks at it
                results[number] = error

        threads = [
            threading.Thread(target=run, args=pair, daemon=True)
            for pair in enumerate(functions)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual(sorted(results), list(range(len(functions))))
        return [results[number] for number in range(len(functions))]
