# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from itertools import combinations

from odoo import api, models
from odoo.exceptions import MissingError, UserError
from odoo.tools import SQL

from ...tools import arguments
from ...tools.circles import find_labels, place_circles
from ...tools.numbers import show_count

# Of more segments, only pairs are told: there are too many parts to look at.
MOST_PARTS = 5
MOST_SEGMENTS = 50


class ContactSegment(models.Model):
    """How far segments have the same contacts."""

    _inherit = "contact.segment"

    @api.model
    def get_overlap(self, segment_ids):
        """Count the contacts that segments have in common.

        Only contacts on active lines that the user may see are counted, each once.

        :param list[int] segment_ids: two segments or more, at most 50
        :return: for up to five segments every combination of them, for more every
            segment and every pair: ``segment_ids``, ``size`` (contacts on all of these)
            and ``share`` (of the contacts on any of these, from 0 to 1); for up to
            five also ``only`` (contacts on all of these and on none of the others)
        :rtype: list[dict]
        :raise UserError: these are fewer than two segments, or more than 50; it was
            stopped
        :raise AccessError: the user may not read one of them
        """
        segments = self._read_overlapping(segment_ids)
        with self._within_time(flush=False):
            if len(segments) <= MOST_PARTS:
                return self._make_parts(segments, self._count_parts(segments))
            return self._make_pairs(segments, self._count_pairs(segments))

    @api.model
    def get_overlap_picture(self, segment_ids):
        """Tell what the dialog of overlaps shows.

        :param list[int] segment_ids: two segments or more, at most 50
        :return: ``segments`` (``id``, ``name`` and ``size``), ``parts`` (what
            ``get_overlap`` returns), and for two and three ``circles`` (``x``, ``y``
            and ``r``, their areas and those each two share as large as the numbers)
            and ``labels`` (``segment_ids``, ``x`` and ``y`` of the parts one can see);
            empty for more
        :rtype: dict
        :raise UserError: these are fewer than two segments, or more than 50
        :raise AccessError: the user may not read one of them
        """
        segments = self._read_overlapping(segment_ids)
        parts = self.get_overlap(segments.ids)
        sizes = {tuple(part["segment_ids"]): part["size"] for part in parts}
        circles, labels = self._draw_overlap(segments, sizes)
        return {
            "segments": [
                {"id": one.id, "name": one.display_name, "size": sizes[one.id,]}
                for one in segments
            ],
            "parts": parts,
            "circles": circles,
            "labels": labels,
        }

    @api.model
    def create_from_overlap(self, segment_ids, without_ids=()):
        """Make a draft segment of those who are on some segments, and not on others.

        Its one step is a condition on the segments of a contact, so who replays it
        gets who is on them then.

        :param list[int] segment_ids: on all of these
        :param list[int] without_ids: and on none of these
        :return: the id of the new segment
        :rtype: int
        :raise UserError: none is given, or one stands on both sides
        :raise AccessError: the user may not read one of them
        """
        segments = self._read_segments("segment_ids", segment_ids)
        others = self._read_segments("without_ids", without_ids)
        if not segments or segments & others:
            raise UserError(
                self.env._(
                    "A segment from an overlap needs the segments its contacts are on, "
                    "and none of these among those they are not on."
                )
            )
        domain = [("segment_ids", "in", [one.id]) for one in segments]
        domain += [("segment_ids", "not in", [one.id]) for one in others]
        segment = self.create(
            {
                "name": self._name_overlap(segments, others),
                "company_id": segments[:1].company_id.id,
            }
        )
        segment.add_contacts(domain)
        return segment.id

    def action_overlap(self):
        """Open the picture of what these segments have in common.

        :return: a client action
        :rtype: dict
        :raise UserError: these are fewer than two segments, or more than 50
        """
        segments = self._read_overlapping(self.ids)
        return {
            "type": "ir.actions.client",
            "tag": "contact_segment.overlap",
            "name": self.env._("Overlap"),
            "target": "new",
            "context": {"dialog_size": "extra-large"},
            "params": {"segment_ids": segments.ids},
        }

    def _read_overlapping(self, segment_ids):
        """Return segments that can be compared, in the order given."""
        segments = self._read_segments("segment_ids", segment_ids)
        if not 2 <= len(segments) <= MOST_SEGMENTS:
            raise UserError(
                self.env._(
                    "An overlap is of 2 to %(most)s segments, not of %(count)s; choose "
                    "others.",
                    most=show_count(self.env, MOST_SEGMENTS),
                    count=show_count(self.env, len(segments)),
                )
            )
        return segments

    @api.model
    def _read_segments(self, argument, ids):
        """Return segments that are there and may be read."""
        segments = self.browse(arguments.read_ids(self.env, argument, ids))
        if missing := segments - segments.exists():
            raise MissingError(
                self.env._(
                    "%(argument)s: there is no segment with the id %(id)s.",
                    argument=argument,
                    id=str(missing[:1].id),
                )
            )
        segments.check_access("read")
        return segments

    def _name_overlap(self, segments, others):
        """Return the description of a segment made of an overlap."""
        both = f" {self.env._('and')} "
        names = both.join(segments.mapped("name"))
        if not others:
            return names
        return self.env._(
            "%(segments)s without %(others)s",
            segments=names,
            others=both.join(others.mapped("name")),
        )

    # --------------------------------------------------------------------------------
    # Counting: one statement over the lines.
    # --------------------------------------------------------------------------------

    def _select_members(self, segments):
        """Select who is on these segments: ``contact`` and ``place`` of the segment."""
        query = segments._query_lines()
        query.order = None
        place = SQL(
            "array_position(%s::int[], %s)", segments.ids, query.column("segment_id")
        )
        return query.select(
            SQL("DISTINCT %s AS contact", query.column("partner_id")),
            SQL("%s AS place", place),
        )

    def _count_parts(self, segments):
        """Count contacts by the segments they are on.

        :return: by a sum of 1, 2, 4, … for the first, second, third, … segment
        :rtype: dict[int, int]
        """
        statement = SQL(
            """SELECT part, COUNT(*) FROM (
                SELECT SUM(1 << (place - 1)) AS part FROM (%s) member GROUP BY contact
            ) parts GROUP BY part""",
            self._select_members(segments),
        )
        with self._planned_for_many():
            return dict(self._execute_bounded(statement))

    def _count_pairs(self, segments):
        """Count the contacts that each two segments share.

        :return: by two places, the lower one first; twice the same for a segment
        :rtype: dict[tuple[int, int], int]
        """
        statement = SQL(
            """WITH member AS MATERIALIZED (%s)
            SELECT one.place - 1, other.place - 1, COUNT(*)
            FROM member one JOIN member other
                ON other.contact = one.contact AND one.place <= other.place
            GROUP BY one.place, other.place""",
            self._select_members(segments),
        )
        with self._planned_for_many():
            rows = self._execute_bounded(statement)
        return {(one, other): count for one, other, count in rows}

    def _make_parts(self, segments, counts):
        """Return every combination of a few segments."""
        places, ids, parts = range(len(segments)), segments.ids, []
        for number in range(1, len(segments) + 1):
            for chosen in combinations(places, number):
                mask = sum(1 << place for place in chosen)
                on_all = sum(
                    count for part, count in counts.items() if part & mask == mask
                )
                on_any = sum(count for part, count in counts.items() if part & mask)
                parts.append(
                    {
                        "segment_ids": [ids[place] for place in chosen],
                        "size": on_all,
                        "share": on_all / on_any if on_any else 0.0,
                        "only": counts.get(mask, 0),
                    }
                )
        return parts

    def _make_pairs(self, segments, counts):
        """Return every segment and every pair of many segments."""
        ids, parts = segments.ids, []
        sizes = [counts.get((place, place), 0) for place in range(len(ids))]
        chosen = [(place,) for place in range(len(ids))]
        for places in [*chosen, *combinations(range(len(ids)), 2)]:
            size = counts.get((places[0], places[-1]), 0)
            on_any = sum(sizes[place] for place in places)
            on_any -= size * (len(places) - 1)
            parts.append(
                {
                    "segment_ids": [ids[place] for place in places],
                    "size": size,
                    "share": size / on_any if on_any else 0.0,
                }
            )
        return parts

    def _draw_overlap(self, segments, sizes):
        """Return circles of two or three segments, and where their numbers stand."""
        ids = segments.ids
        if len(ids) > 3 or not all(sizes[one,] for one in ids):
            return [], []
        shared = {
            (one, other): sizes[ids[one], ids[other]]
            for one, other in combinations(range(len(ids)), 2)
        }
        circles = place_circles([sizes[one,] for one in ids], shared)
        labels = [
            {"segment_ids": [ids[place] for place in part], "x": x, "y": y}
            for part, (x, y) in sorted(find_labels(circles).items())
        ]
        return [dict(zip("xyr", circle, strict=True)) for circle in circles], labels
