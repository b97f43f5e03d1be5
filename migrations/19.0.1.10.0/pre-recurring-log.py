# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def migrate(cr, version):
    """Add the settings of the recurring log with their values, by one statement.

    Odoo would write all segments once for each of them. No recurring log is on.
    """
    cr.execute(
        """ALTER TABLE contact_segment
        ADD COLUMN IF NOT EXISTS recurring_unit VARCHAR DEFAULT 'week',
        ADD COLUMN IF NOT EXISTS recurring_interval INTEGER DEFAULT 1,
        ADD COLUMN IF NOT EXISTS recurring_weekday VARCHAR DEFAULT 'monday',
        ADD COLUMN IF NOT EXISTS recurring_month_day INTEGER DEFAULT 1,
        ADD COLUMN IF NOT EXISTS recurring_time DOUBLE PRECISION DEFAULT 8,
        ADD COLUMN IF NOT EXISTS recurring_only_new BOOLEAN DEFAULT TRUE,
        ADD COLUMN IF NOT EXISTS recurring_send BOOLEAN DEFAULT TRUE"""
    )
    cr.execute(
        """ALTER TABLE contact_segment
        ALTER COLUMN recurring_unit DROP DEFAULT,
        ALTER COLUMN recurring_interval DROP DEFAULT,
        ALTER COLUMN recurring_weekday DROP DEFAULT,
        ALTER COLUMN recurring_month_day DROP DEFAULT,
        ALTER COLUMN recurring_time DROP DEFAULT,
        ALTER COLUMN recurring_only_new DROP DEFAULT,
        ALTER COLUMN recurring_send DROP DEFAULT"""
    )
