# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The contacts and the segments that are measured; made once, then used again."""

from database import TABLES

from odoo.api import SUPERUSER_ID

REF = "benchmark"
PEOPLE_PER_COMPANY = 10

# Every other person works for a company; half of them live in Belgium.
INSERT = """
    INSERT INTO res_partner (
        ref, name, complete_name, is_company, parent_id, commercial_partner_id,
        email, email_normalized, street, zip, city, country_id, lang, type, active,
        partner_share, color, create_uid, create_date, write_uid, write_date
    ) SELECT %(ref)s, name, CONCAT(company || ', ', name), is_company, parent_id,
        parent_id, email, email, 'Street ' || number %% 200,
        (1000 + number %% 9000)::text, 'City ' || number %% 500,
        CASE WHEN number %% 4 < 2 THEN %(be)s ELSE %(nl)s END, 'en_US', 'contact',
        TRUE, TRUE, 0, 1, now(), 1, now()
    FROM (%(people)s) AS person
    ORDER BY number
"""
COMPANIES = """
    SELECT number, 'Company ' || number AS name, NULL AS company, TRUE AS is_company,
        NULL::integer AS parent_id, 'info@company' || number || '.example' AS email
    FROM generate_series(%(first)s, %(last)s) AS number
"""
PEOPLE = """
    SELECT number, 'Person ' || number AS name, company.name AS company,
        FALSE AS is_company, company.id AS parent_id,
        'person' || number || '@example.com' AS email
    FROM generate_series(%(first)s, %(last)s) AS number
    LEFT JOIN res_partner company ON number %% 2 = 0 AND company.is_company
        AND company.ref = %(ref)s AND company.name = 'Company ' || number / 10
"""


class Contacts:
    """So many people, and companies they work for."""

    def __init__(self, database, size):
        self.database = database
        self.size = size
        self._fill()
        # Also where there are no more: segments stay, and a larger run adds contacts.
        last = self._get_last_id(size)
        self.domain = [
            ("is_company", "=", False),
            ("ref", "=", REF),
            ("id", "<=", last),
        ]
        self.where = f"is_company IS NOT TRUE AND ref = '{REF}' AND id <= {last}"
        with database.transaction(SUPERUSER_ID) as env:
            self.belgium = env.ref("base.be").id
            self.count = env["res.partner"].search_count(self.domain)
        self.half = [("country_id", "=", self.belgium)]
        self.half_where = f"country_id = {self.belgium}"

    def get_domain(self, size):
        """Return a domain that only the first people match."""
        return [*self.domain, ("id", "<=", self._get_last_id(size))]

    def _fill(self):
        """Add the people who are missing."""
        present = self._count()
        if present < self.size:
            with self.database.transaction(SUPERUSER_ID, commit=True) as env:
                first = present // PEOPLE_PER_COMPANY
                self._insert(env, COMPANIES, first + 1, self.size // PEOPLE_PER_COMPANY)
                self._insert(env, PEOPLE, present + 1, self.size)
                env.cr.execute(
                    "UPDATE res_partner SET commercial_partner_id = id "
                    "WHERE commercial_partner_id IS NULL"
                )
            self.database.vacuum(*TABLES)

    def _insert(self, env, select, first, last):
        statement = INSERT.replace("%(people)s", select)
        values = {"ref": REF, "first": first, "last": last}
        values.update(be=env.ref("base.be").id, nl=env.ref("base.nl").id)
        env.cr.execute(statement, values)

    def _count(self):
        ((count,),) = self.database.execute(
            "SELECT COUNT(*) FROM res_partner "
            f"WHERE is_company IS NOT TRUE AND ref = '{REF}'"
        )
        return count

    def _get_last_id(self, size):
        ((last,),) = self.database.execute(
            "SELECT id FROM res_partner WHERE is_company IS NOT TRUE "
            f"AND ref = '{REF}' ORDER BY id OFFSET {size - 1} LIMIT 1"
        )
        return last
