# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from ...tools import arguments
from ...tools.numbers import show_count

LEAST_MEMBERS = 20
# As many ids as a condition may name.
MOST_FOUND = 100_000


class ContactSegment(models.Model):
    """Contacts that are like those of a segment, and are not on it."""

    _inherit = "contact.segment"

    similar_to_id = fields.Many2one(
        comodel_name="contact.segment",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
        help="The segment whose contacts those of this one are like.",
    )
    similarity_auc = fields.Float(
        string="Quality of Similarity",
        digits=(3, 2),
        copy=False,
        readonly=True,
        help="How often the model puts a member before somebody else; 0.5: as often as "
        "by tossing a coin.",
    )
    similarity_text = fields.Char(
        string="Found As Similar",
        compute="_compute_similarity_text",
        compute_sudo=False,
    )

    @api.depends("similar_to_id", "similarity_auc")
    @api.depends_context("lang", "uid")
    def _compute_similarity_text(self):
        for segment in self:
            segment.similarity_text = (
                segment._tell_similarity() if segment.similarity_auc else False
            )

    def _tell_similarity(self):
        """Return what these contacts are like, and how well that could be told."""
        share = formatLang(self.env, 100 * self.similarity_auc, digits=0)
        # sudo: whether there is one; its name is told to those who may read it
        similar_to = self.sudo().similar_to_id
        if not similar_to:
            return self.env._(
                "Similar to the contacts of a segment that was deleted. Of 100 pairs "
                "of a member and somebody else, the model puts the member first in "
                "%(share)s.",
                share=share,
            )
        return self.env._(
            "Similar to the contacts of %(segment)s. Of 100 pairs of a member and "
            "somebody else, the model puts the member first in %(share)s.",
            segment=self._tell_name(similar_to),
            share=share,
        )

    def find_similar(self, count):
        """Make a draft segment of contacts that are like those of this one.

        A regularised logistic regression learns what the members have in common that
        others have not, of everything that ``get_differences`` compares. All others
        that may enter a segment are ranked by it; of equal ones, the lower id comes
        first. Each line has its ``similarity``; ``similarity_auc`` of the new segment
        says how well the model tells members apart.

        :param int count: how many contacts, from 1 to 100,000
        :return: the id of the new segment
        :rtype: int
        :raise UserError: the segment has fewer than 20 contacts, the model is no
            better than chance, nobody is left, a library is missing, or it was stopped
        """
        self._start_insight()
        count = arguments.read_integer(self.env, "count", count, 1, MOST_FOUND)
        with self._within_time():
            known = self._read_known_contacts(self._mark_candidates)
            model = self._learn_similarity(known)
            ids, scores = self._rank_candidates(known, model, count)
            segment = self.create(
                {
                    "name": self.env._("Similar to %s", self.name),
                    "company_id": self.company_id.id,
                }
            )
            segment._write_header(
                {"similar_to_id": self.id, "similarity_auc": model.auc}
            )
            segment._take_step("add", [("id", "in", ids)], {}, source="similar")
            segment._write_similarity(ids, scores)
        return segment.id

    def action_find_similar(self, count):
        """Make a segment of similar contacts and open it.

        :param int count: how many contacts
        :return: the action that opens the segment
        :rtype: dict
        """
        return self.browse(self.find_similar(count))._get_form_action()

    def _mark_candidates(self, query):
        """Return the conditions of who is a member, and who may become one."""
        contacts = self.env["res.partner"]
        of_company = Domain(contacts._check_company_domain(self.company_id))
        of_company = of_company.optimize_full(contacts)
        gate = contacts._get_gate_conditions(query.table)
        may_enter = [SQL("NOT COALESCE(%s, FALSE)", why) for why in gate.values()]
        may_enter.append(of_company._to_sql(contacts, query.table, query))
        return {
            "is_member": self._mark_members(query),
            "may_enter": SQL(" AND ").join(SQL("(%s)", one) for one in may_enter),
        }

    def _learn_similarity(self, known):
        """Return a model of who is a member.

        :raise UserError: there are too few members, or it is no better than chance
        """
        from ...forecasting import lookalike

        is_member = known.marks["is_member"]
        members = int(is_member.sum())
        if members < LEAST_MEMBERS:
            raise UserError(
                self.env._(
                    "Segment %(segment)s has too few contacts that you may see: "
                    "%(count)s. To find similar ones %(least)s are needed; add more "
                    "first.",
                    segment=self.display_name,
                    count=show_count(self.env, members),
                    least=show_count(self.env, LEAST_MEMBERS),
                )
            )
        if not (known.marks["may_enter"] & ~is_member).any():
            self._refuse_alone()
        model = None
        if known.factors and len(is_member) - members >= LEAST_MEMBERS:
            columns = [factor.codes for factor in known.factors]
            model = lookalike.fit(columns, is_member)
        if model is None or not model.is_better_than_chance:
            raise UserError(
                self.env._(
                    "Nothing that is known of the contacts of segment %(segment)s sets "
                    "them apart from others better than chance, so no similar ones can "
                    "be found.",
                    segment=self.display_name,
                )
            )
        return model

    def _refuse_alone(self):
        raise UserError(
            self.env._(
                "Everybody who may enter a segment is on segment %(segment)s already; "
                "there is nobody else to find.",
                segment=self.display_name,
            )
        )

    def _rank_candidates(self, known, model, count):
        """Return the ids of the most similar contacts, and their similarity."""
        import numpy as np

        rows = np.flatnonzero(known.marks["may_enter"] & ~known.marks["is_member"])
        scores = model.predict([factor.codes[rows] for factor in known.factors])
        ids = known.ids[rows]
        best = np.lexsort((ids, -scores))[:count]
        return ids[best].tolist(), scores[best].tolist()

    def _write_similarity(self, ids, scores):
        """Write down how similar the contacts of a new segment are."""
        self.env["contact.segment.line"].flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE contact_segment_line line SET similarity = found.score
                FROM UNNEST(%s::int[], %s::float8[]) AS found (partner_id, score)
                WHERE line.segment_id = %s AND line.partner_id = found.partner_id""",
                ids,
                scores,
                self.id,
            )
        )
        self.env["contact.segment.line"].invalidate_model(["similarity"])
