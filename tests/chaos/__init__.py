# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Breaking deliveries on purpose, and checking what came of them from outside.

``checker`` judges by what lies in the database, in the filestore, at the mail server
and on the machine, and asks the addon nothing. The rest makes segments, breaks their
delivery and lets Odoo go on: see docs/chaos.md.
"""
