# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from functools import partial

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..at_once_common import AtOnceCommon

EMAIL = "unsubscribe.at.once@example.com"
PRESSED = 4


@tagged("post_install", "-at_install")
class TestUnsubscribeAtOnce(AtOnceCommon):
    """A link that a mail program and its reader press at the same moment."""

    @classmethod
    def _create_data(cls, env):
        cls.partner_ids = env["res.partner"].create({"name": "At once"}).ids
        cls.topic_id = env["contact.topic"].create({"name": "At once"}).id
        template = env["contact.interaction.template"].create(
            {"name": "At once", "topic_id": cls.topic_id}
        )
        cls.template_ids = template.ids
        cls.interaction_id = (
            env["contact.interaction"]
            .create({"partner_id": cls.partner_ids[0], "template_id": template.id})
            .id
        )
        cls.addClassCleanup(cls._delete_left)

    @classmethod
    def _delete_left(cls):
        with cls._connect() as env:
            every = env["mail.blacklist"].with_context(active_test=False)
            every.search([("email", "=", EMAIL)]).unlink()
            env["contact.topic"].browse(cls.topic_id).unlink()

    def _press(self, only_topic, env):
        interaction = env["contact.interaction"].browse(self.interaction_id)
        interaction._unsubscribe([EMAIL], only_topic)
        return True

    @mute_logger("odoo.sql_db")
    def test_it_is_done_once(self):
        for only_topic in (True, False):
            presses = [partial(self._press, only_topic)] * PRESSED
            self.assertEqual(self._run_at_once(presses), [True] * PRESSED)
        with self._connect() as env:
            self.assertEqual(
                env["mail.blacklist"].search_count([("email", "=", EMAIL)]), 1
            )
            self.assertEqual(
                env["contact.topic.opt.out"].search_count([("email", "=", EMAIL)]), 1
            )
            interaction = env["contact.interaction"].browse(self.interaction_id)
            self.assertEqual(interaction.unsubscribed_from, "Everything")
