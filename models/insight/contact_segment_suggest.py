# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.numbers import show_count
from .contact_segment_features import SIGNIFICANT

# So many conditions are proposed, and one choice is in as many of them at most.
SHOWN = 20
REPEATED = 3
# A condition that finds fewer, or fewer with the outcome, is no proposal.
LEAST_FOUND = 20
LEAST_HITS = 5
LEAST_OUTCOMES = 10
# Two choices must raise the share so much above that of the better one alone.
LEAST_GAIN = 1.1


class Proposal:
    """One choice, or two of different kinds.

    :param choices: of each its factor and its place
    :param int hits: how many that have them have the outcome
    :param int size: how many have them
    """

    def __init__(self, choices, hits, size, chance):
        self.choices = choices
        self.hits = hits
        self.size = size
        self.chance = chance

    @property
    def share(self):
        return self.hits / self.size

    def get_domain(self):
        """Return the condition, as a list."""
        return sum((factor.choices[code][1] for factor, code in self.choices), [])


class ContactSegment(models.Model):
    """Conditions to try: who of all contacts does rather what one hopes for."""

    _inherit = "contact.segment"

    def suggest(self, outcome_domain):
        """Propose conditions that find contacts who rather have an outcome.

        Everybody the user may see is looked at, whether on this segment or not. A
        proposal is one choice, or two that together do better than each. It finds at
        least 20 contacts, five of them with the outcome, and more of these than by
        chance: the probabilities are corrected for the number of comparisons by the
        rule of Benjamini & Hochberg. The fields that the outcome is about are left out.

        :param outcome_domain: a domain on contacts, as a list or as its text: those
            with the outcome, who answered positively, for instance
        :return: at most 20 proposals; for each ``domain``, ``label``, ``size`` (those
            it finds), ``hits`` (of these with the outcome), ``share`` (the one by the
            other) and ``lift`` (that share by the share of all)
        :rtype: list[dict]
        :raise ValidationError: the domain is no literal or names what does not exist
        :raise UserError: fewer than 10 contacts have the outcome, or all; a library is
            missing; it was stopped
        """
        self._start_insight()
        partners = self.env["res.partner"]
        _text, outcome = partners._parse_segment_domain(outcome_domain)
        with self._within_time(flush=False):
            known = self._read_outcome(outcome)
        has_outcome = known.marks["has_outcome"]
        self._check_outcomes(int(has_outcome.sum()), len(has_outcome))
        base = float(has_outcome.mean())
        return [
            {
                "domain": proposal.get_domain(),
                "label": ", ".join(
                    factor.get_label(code) for factor, code in proposal.choices
                ),
                "size": proposal.size,
                "hits": proposal.hits,
                "share": proposal.share,
                "lift": proposal.share / base,
            }
            for proposal in self._choose_proposals(known, has_outcome)
        ]

    def _read_outcome(self, outcome):
        """Read everybody, with whether they have the outcome."""

        def mark(query):
            found = self.env["res.partner"]._search(outcome)
            contact = SQL.identifier(query.table, "id")
            return {"has_outcome": SQL("%s IN %s", contact, found.subselect())}

        without = set(_find_fields(outcome))
        if any(name.startswith("interaction") for name in without):
            # who was never asked has not answered
            without.add("interaction_ids")
        return self._read_known_contacts(mark, without)

    def _check_outcomes(self, count, total):
        if count < LEAST_OUTCOMES:
            raise UserError(
                self.env._(
                    "Too few contacts have this outcome: %(count)s. To propose "
                    "conditions %(least)s are needed; choose an outcome that more "
                    "have.",
                    count=show_count(self.env, count),
                    least=show_count(self.env, LEAST_OUTCOMES),
                )
            )
        if count == total:
            raise UserError(
                self.env._(
                    "All contacts have this outcome, so no condition finds more of "
                    "them; choose an outcome that only some have."
                )
            )

    def _choose_proposals(self, known, has_outcome):
        """Return what finds the outcome rather than chance, the best first."""
        import numpy as np

        from ...forecasting import contrast

        found = self._find_single(known, has_outcome)
        found += self._find_pairs(known, has_outcome, found)
        if not found:
            return []
        chance = contrast.adjust([proposal.chance for proposal in found])
        least = contrast.get_least_shares(
            [proposal.hits for proposal in found], [proposal.size for proposal in found]
        )
        base = has_outcome.mean()
        chosen, used = [], {}
        for place in np.argsort(-least, kind="stable"):
            proposal = found[place]
            keys = [(id(factor), code) for factor, code in proposal.choices]
            if (
                chance[place] > SIGNIFICANT
                or proposal.share <= base
                or proposal.size < LEAST_FOUND
                or proposal.hits < LEAST_HITS
                or any(used.get(key, 0) >= REPEATED for key in keys)
            ):
                continue
            for key in keys:
                used[key] = used.get(key, 0) + 1
            chosen.append(proposal)
        return chosen[:SHOWN]

    def _find_single(self, known, has_outcome):
        """Return every choice, with how likely its share is by chance."""
        from ...forecasting import contrast

        sizes, hits = known.count(has_outcome)
        total, outcomes = len(has_outcome), int(has_outcome.sum())
        _chi, chance = contrast.compare(hits, sizes, outcomes - hits, total - sizes)
        return [
            Proposal([choice], int(hits[place]), int(sizes[place]), chance[place])
            for place, choice in enumerate(known.iter_choices())
        ]

    def _find_pairs(self, known, has_outcome, singles):
        """Return pairs that do better than each of the two, and how likely by chance.

        That is asked of those who have the better one of the two: whether the other
        one makes a difference among them.
        """
        import numpy as np

        from ...forecasting import contrast

        better, rows = [], []
        base = has_outcome.mean()
        by_factor = {}
        for single in singles:
            [(factor, _code)] = single.choices
            by_factor.setdefault(id(factor), (factor, []))[1].append(single)
        kinds = list(by_factor.values())
        for place, (one, ones) in enumerate(kinds):
            for other, others in kinds[place + 1 :]:
                if one.feature is other.feature:
                    continue
                sizes, hits = _cross(one, other, has_outcome)
                wanted = (sizes >= LEAST_FOUND) & (hits >= LEAST_HITS)
                for left, right in np.argwhere(wanted):
                    pair = ones[left], others[right]
                    best = max(pair, key=lambda single: single.share)
                    size, hit = int(sizes[left, right]), int(hits[left, right])
                    if hit / size < LEAST_GAIN * max(best.share, base):
                        continue
                    choices = [*pair[0].choices, *pair[1].choices]
                    better.append(Proposal(choices, hit, size, 1.0))
                    rows.append((hit, size, best.hits - hit, best.size - size))
        if rows:
            _chi, chance = contrast.compare(*np.array(rows).T)
            for proposal, one in zip(better, chance, strict=True):
                proposal.chance = one
        return better


def _cross(one, other, mark):
    """Count those who made each of two choices, and how many of them have a mark."""
    import numpy as np

    shape = len(one.choices), len(other.choices)
    known = (one.codes >= 0) & (other.codes >= 0)
    codes = one.codes * shape[1] + other.codes
    return tuple(
        np.bincount(codes[rows], minlength=shape[0] * shape[1]).reshape(shape)
        for rows in (known, known & mark)
    )


def _find_fields(domain):
    """Yield the fields of contacts that a condition is about."""
    for condition in domain.iter_conditions():
        if isinstance(condition.field_expr, str):
            yield condition.field_expr.partition(".")[0]
