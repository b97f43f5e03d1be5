# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def migrate(cr, version):
    """Drop the samples from the statistics of predictions: scores, open to all.

    They are read from the scores that the reader may see now.
    """
    cr.execute(
        """UPDATE contact_prediction SET statistics = (
            SELECT JSONB_AGG(row) FROM JSONB_ARRAY_ELEMENTS(statistics) row
            WHERE row->>'name' <> 'samples'
        )
        WHERE JSONB_TYPEOF(statistics) = 'array'
          AND statistics @> '[{"name": "samples"}]'"""
    )
