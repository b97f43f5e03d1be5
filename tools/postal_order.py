# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The order in which post is taken to the counter: by country and postal code."""

from odoo.tools import SQL

# What the order depends on.
CONTACT_FIELDS = ("complete_name", "street", "zip", "city", "country_id")
COUNTRY_FIELDS = ("name", "code")


def get_postal_order(company, contact, address, country):
    """Return the SQL of the order by address, without a last tie-breaker.

    The country of the company comes first, because its post goes to another counter
    than that of others. Contacts without a country are taken to live there, as their
    letters name none either.

    :param company: whose post it is
    :param str contact: the alias of the contact in the query
    :param str address: the alias of the contact whose address counts
    :param str country: the alias of the address's country, which may be missing
    :rtype: SQL
    """
    _flush(company.env)
    home = company.country_id
    is_abroad = SQL(
        "COALESCE(%(country)s, %(home)s) IS DISTINCT FROM %(home)s",
        country=SQL.identifier(address, "country_id"),
        home=SQL("%s::int", home.id or None),
    )
    return SQL(
        "%(is_abroad)s, CASE WHEN %(is_abroad)s THEN %(country_name)s END, "
        "CASE WHEN %(is_abroad)s THEN %(country_id)s END, "
        '%(zip)s COLLATE "C" NULLS LAST, '
        "LOWER(%(city)s), LOWER(%(street)s), LOWER(%(name)s)",
        is_abroad=is_abroad,
        country_name=_get_country_name(company, country),
        country_id=SQL.identifier(address, "country_id"),
        zip=_get_zip_key(address, country, home),
        city=SQL.identifier(address, "city"),
        street=SQL.identifier(address, "street"),
        name=SQL.identifier(contact, "complete_name"),
    )


def _flush(env):
    env["res.partner"].flush_model(CONTACT_FIELDS)
    env["res.country"].flush_model(COUNTRY_FIELDS)


def _get_country_name(company, country):
    """Return the SQL of the name in the language of the company.

    That of the user would give colleagues files in different orders.
    """
    names = SQL.identifier(country, "name")
    return SQL(
        "COALESCE(%s->>%s, %s->>'en_US')",
        names,
        company.partner_id.lang or "en_US",
        names,
    )


def _get_zip_key(address, country, home):
    """Return the SQL of a text that sorts as people sort postal codes.

    Numbers count by their value ("900" before "1000"); blanks, hyphens and the letters
    of the country ("NL-1012 AB", "B 1000") do not count. NULL where there is none.
    """
    code = SQL(
        "COALESCE(SUBSTRING(COALESCE(%s, %s) FROM '^[A-Za-z]+$') || '|', '')",
        SQL.identifier(country, "code"),
        home.code or None,
    )
    return SQL(
        r"""(
            SELECT STRING_AGG(
                CASE WHEN piece[1] ~ '^[0-9]'
                    THEN LPAD(piece[1], GREATEST(LENGTH(piece[1]), 12), '0')
                    ELSE piece[1] END,
                '' ORDER BY place
            )
            FROM REGEXP_MATCHES(
                UPPER(REGEXP_REPLACE(
                    %s, '^\s*(' || %s || '[a-z])[\s-]+(?=[0-9])', '', 'i'
                )),
                '[0-9]+|[^0-9[:space:][:punct:]]+',
                'g'
            ) WITH ORDINALITY AS pieces (piece, place)
        )""",
        SQL.identifier(address, "zip"),
        code,
    )
