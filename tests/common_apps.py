# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest import SkipTest

from odoo.tests import tagged

from .common import SegmentCommon


@tagged("-standard", "-at_install", "post_install", "apps")
class AppsCommon(SegmentCommon):
    """What needs apps that the addon does not depend on: sales, invoices, mailings.

    A class that inherits from this one has the tag "apps", so it does not run with the
    others but in a database of its own, in which ``scripts/test`` installs the apps:

        TAGS=apps/contact_segment:TestName scripts/test

    Of several base classes this one comes first, or the tags are those of another; an
    ``HttpCase`` takes the four tags itself. Such test modules are named
    ``test_*_apps.py`` and stand in ``tests/__init__.py`` as all others.
    """

    APPS = ("sale", "account", "mass_mailing")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        modules = cls.env["ir.module.module"].sudo()
        missing = set(cls.APPS) - set(modules._installed())
        if missing:
            raise SkipTest(f"not installed: {', '.join(sorted(missing))}")

    @classmethod
    def _give_group(cls, user, *groups):
        """Give a user of the tests groups of the apps, by their external ids."""
        user.sudo().group_ids |= cls.env["res.groups"].browse(
            cls.env.ref(group).id for group in groups
        )
