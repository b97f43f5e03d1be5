# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def migrate(cr, version):
    """Tell saved criteria apart whose names differ in capitals or blanks only.

    The first one keeps its name; the index is unique whatever the case.
    """
    cr.execute(
        """UPDATE contact_criteria criteria
        SET name = CONCAT(criteria.name, ' (', criteria.id, ')')
        FROM (
            SELECT id, ROW_NUMBER() OVER (
                PARTITION BY company_id, LOWER(TRIM(name)) ORDER BY id
            ) AS place FROM contact_criteria
        ) twin
        WHERE twin.id = criteria.id AND twin.place > 1"""
    )
