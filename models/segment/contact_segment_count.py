# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import math
import random
import time
from functools import lru_cache

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.arrays import as_array
from ...tools.conditions import switch_shared
from ...tools.literals import read_domain
from ...tools.numbers import show_count
from ..contact.res_partner_condition import CONDITIONS_SHOWN
from ..measure.measure_query import looking_at

# Up to so many contacts all are counted.
FEW = 20_000
# So many ids of all are drawn, the same each time, so that nothing changes by itself.
SAMPLE = 3_000
# From so many contacts that are found in the sample on, their share tells something.
FOUND = 25
# How many milliseconds the statements of one estimate may take.
PATIENCE = 220
# What looks at other contacts than those that are counted.
ELSEWHERE = ("measure_", "criteria_ids")


@lru_cache(maxsize=4)
def draw(first, last, count):
    """Return some numbers of a range, always the same.

    :rtype: list[int]
    """
    return random.Random(first).sample(range(first, last + 1), count)


def round_figure(number, digits=2):
    """Return a whole number with so many digits that tell something."""
    if number < 10:
        return round(number)
    return int(round(number, digits - 1 - math.floor(math.log10(number))))


class ContactSegment(models.Model):
    """How many contacts a condition finds, while somebody writes it.

    An estimate looks at a sample of the contacts with the rights of the user, as the
    count does. What the planner of the database expects would be faster still, but it
    knows of all rows, and would tell which values are frequent among contacts that the
    user may not read.
    """

    _inherit = "contact.segment"

    @api.model
    def estimate_count(self, domain):
        """Tell at once about how many contacts meet a condition, and the condition.

        It takes 0.3 seconds at most, whatever the condition. Up to 20,000 contacts are
        counted; of more, a sample is looked at, always the same.

        :param domain: a condition on contacts, as a list or its text
        :return: ``count``; ``kind``: ``exact``, ``about``, ``below`` (fewer than
            ``count``), ``unknown`` (it takes longer than that; ``count`` is 0) or
            ``unfinished`` (a rule has no value yet; ``text`` names it); ``text``: both
            as people read it; ``condition``: the condition as a sentence; ``choices``:
            conditions on several records of one kind, each with ``field``, ``same``
            (whether one record has to meet them all), ``text``, and ``domain``, the
            condition with the other choice
        :rtype: dict
        :raise UserError: the condition cannot be used; the sentence says why
        """
        self.browse().check_access("read")
        partners = self.env["res.partner"]
        text, parsed = partners._parse_segment_domain(domain)
        try:
            partners._check_condition_finished(text)
        except ValidationError as error:
            # somebody is about to, so that is no error
            kind, count, told = "unfinished", 0, str(error)
        else:
            kind, count = self._estimate(parsed)
            told = self._describe_count(kind, count)
        return {
            "count": count,
            "kind": kind,
            "text": told,
            "condition": partners._describe_segment_domain(text),
            "choices": self._get_shared_choices(read_domain(text)),
        }

    @api.model
    def count_conditions(self, domain):
        """Count the contacts that meet a condition, and each condition in it alone.

        Who calls this with ``contact_segment_token`` in the context can stop it by
        ``cancel_step``; it stops by itself after the time that steps may take.

        :param domain: a condition on contacts, as a list or its text
        :return: ``count`` and ``seconds`` of the whole, and ``conditions``: each one
            with ``condition`` (as a sentence), ``domain``, ``count`` and ``seconds``
        :rtype: dict
        :raise UserError: the condition cannot be used, has more than 50 conditions, or
            takes longer than steps may take
        """
        self.browse().check_access("read")
        partners = self.env["res.partner"].with_context(condition_in_short=True)
        text, parsed = partners._parse_segment_domain(domain)
        partners._check_condition_finished(text)
        terms = self._get_single_conditions(read_domain(text))
        with self._within_time(flush=False):
            count, seconds = self._count_timed(parsed)
            single = [self._count_timed(Domain([term])) for term in terms]
        return {
            "count": count,
            "seconds": seconds,
            "conditions": [
                {
                    "condition": partners._describe_segment_domain(repr([term])),
                    "domain": [term],
                    "count": count,
                    "seconds": seconds,
                }
                for term, (count, seconds) in zip(terms, single, strict=True)
            ],
        }

    @api.model
    def _get_single_conditions(self, literal):
        """Return the conditions in a domain, each once.

        :raise UserError: there are more than anybody reads
        """
        found = {repr(term): term for term in literal if isinstance(term, list | tuple)}
        if len(found) > CONDITIONS_SHOWN:
            raise UserError(
                self.env._(
                    "There are %(count)s conditions; up to %(limit)s can be counted "
                    "one by one.",
                    count=show_count(self.env, len(found)),
                    limit=show_count(self.env, CONDITIONS_SHOWN),
                )
            )
        return list(found.values())

    @api.model
    def _count_timed(self, domain):
        """Count the contacts that meet a condition; return how long that took, too.

        :rtype: tuple[int, float]
        """
        start = time.perf_counter()
        # what is left of the time of all
        [count] = self._count_contacts(domain)
        return count, round(time.perf_counter() - start, 3)

    # --------------------------------------------------------------------------------
    # The estimate
    # --------------------------------------------------------------------------------

    @api.model
    def _estimate(self, domain):
        """Return how sure the number of contacts that meet a condition is, and it.

        :rtype: tuple[str, int]
        """
        start = time.perf_counter()
        first, last = self._get_range()
        size = last - first + 1
        if size <= FEW:
            count = self._count_briefly(domain, PATIENCE)
            return ("unknown", 0) if count is None else ("exact", count)
        ids = draw(first, last, min(SAMPLE, size))
        # the rest of the time is for what an index finds at once
        found = self._count_briefly(domain, PATIENCE * 3 // 4, ids)
        if found is not None and found >= FOUND:
            return "about", round_figure(found * size / len(ids))
        spent = math.ceil((time.perf_counter() - start) * 1000)
        count = self._count_briefly(domain, max(PATIENCE - spent, PATIENCE // 4))
        if count is not None:
            return "exact", count
        if found is None:
            return "unknown", 0
        # with 97.5 % certainty there are no more, by the distribution of Poisson
        most = found + 2 * math.sqrt(found) + 3.7
        return "below", round_figure(most * size / len(ids), 1)

    @api.model
    def _get_range(self):
        """Return the lowest and the highest id of a contact.

        :rtype: tuple[int, int]
        """
        ((first, last),) = self.env.execute_query(
            SQL("SELECT MIN(id), MAX(id) FROM res_partner")
        )
        return first, last

    @api.model
    def _count_briefly(self, domain, milliseconds, ids=None):
        """Count the contacts that meet a condition; None if that takes too long.

        :param Domain domain: the condition
        :param int milliseconds: how long it may take
        :param list ids: look at no other contacts; None: at all
        :rtype: int
        """
        narrow = ids if ids and not self._looks_elsewhere(domain) else None
        partners = self.env["res.partner"]
        before = self._get_brief_settings()
        try:
            with self.env.cr.savepoint(flush=False), looking_at(self.env, narrow):
                self._set_local({"statement_timeout": str(milliseconds), "jit": "off"})
                query = partners._search(domain)
                if ids:
                    contact = SQL.identifier(query.table, "id")
                    query.add_where(SQL("%s = ANY(%s)", contact, as_array(ids)))
                ((count,),) = self._execute_bounded(query.select(SQL("COUNT(*)")))
                # not in a finally: after an error the rollback does it
                self._set_local(before)
                return count
        except psycopg2.errors.QueryCanceled:
            return None

    @api.model
    def _get_brief_settings(self):
        names = ("statement_timeout", "jit")
        [values] = self.env.execute_query(
            SQL("SELECT current_setting(%s), current_setting(%s)", *names)
        )
        return dict(zip(names, values, strict=True))

    @api.model
    def _looks_elsewhere(self, domain):
        """Whether a condition asks for figures of others than the contacts it finds."""
        return any(
            name in text
            for one in domain.iter_conditions()
            for text in (
                "" if one.field_expr == "measure_value_ids" else one.field_expr,
                "" if one.field_expr == "measure_value_ids" else repr(one.value),
            )
            for name in ELSEWHERE
        )

    @api.model
    def _describe_count(self, kind, count):
        """Return a number of contacts as people read it."""
        if kind == "exact" and count == 1:
            return self.env._("1 contact")
        pattern = {
            "exact": self.env._("%(count)s contacts"),
            "about": self.env._("about %(count)s contacts"),
            "below": self.env._("fewer than %(count)s contacts"),
            "unknown": self.env._("not known at once how many"),
        }[kind]
        return pattern % {"count": show_count(self.env, count)}

    # --------------------------------------------------------------------------------
    # The same record, or any
    # --------------------------------------------------------------------------------

    @api.model
    def _get_shared_choices(self, literal):
        """Return where conditions may be met by one record or by several.

        :param list literal: a condition on contacts
        :rtype: list[dict]
        """
        partners = self.env["res.partner"]
        names = [
            name
            for name, field in partners._fields.items()
            if field.type in ("one2many", "many2many") and name != "measure_value_ids"
        ]
        choices = []
        for name, is_same, domain in switch_shared(literal, names):
            label = partners._get_condition_field(partners, name)[0]
            pattern = (
                self.env._("One and the same of %(field)s meets all of these.")
                if is_same
                else self.env._("Different ones of %(field)s may meet these.")
            )
            choices.append(
                {
                    "field": name,
                    "same": is_same,
                    "text": pattern % {"field": label},
                    "domain": repr(domain),
                }
            )
        return choices
