# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import arguments
from ..contact.res_partner_figures import REACHED
from ..prediction.feature.reader import read_arrays
from ..segment.contact_segment_quick import CHOICES, OPEN
from .feature import (
    ColumnFeature,
    CreatedFeature,
    JoinedAgeFeature,
    JoinedFeature,
    LinkFeature,
    SelectionFeature,
    TagFeature,
    YesNoFeature,
)

LINKS = ("country_id", "state_id", "industry_id", "user_id")
SELECTIONS = ("lang", "preferred_channel")
NUMBERS = ("customer_rank", "supplier_rank")
# Each is one more aggregate over what it is of.
MOST_MEASURES = 12
MOST_PREDICTIONS = 8
# What is told is rather there than by chance: of twenty, one may not be.
SIGNIFICANT = 0.05


class KnownContacts:
    """All contacts that the user may see, and what is known of them.

    :param ids: array of their ids
    :param marks: by name, arrays of booleans: what was asked besides
    :param list[Factor] factors: what is known, as choices
    """

    def __init__(self, ids, marks, factors):
        self.ids = ids
        self.marks = marks
        self.factors = factors

    def iter_choices(self):
        """Yield each choice that some have made: its factor and its place."""
        for factor in self.factors:
            for code in range(len(factor.choices)):
                yield factor, code

    def count(self, mark):
        """Return how many made each choice, and how many of these have a mark.

        :rtype: tuple
        """
        import numpy as np

        counts, marked = [], []
        for factor in self.factors:
            size, known = len(factor.choices), factor.codes >= 0
            counts.append(np.bincount(factor.codes[known], minlength=size))
            known &= mark
            marked.append(np.bincount(factor.codes[known], minlength=size))
        empty = [np.zeros(0, dtype=int)]
        return np.concatenate(counts or empty), np.concatenate(marked or empty)


class ContactSegment(models.Model):
    """What is known of contacts, read in one statement with the rights of the user."""

    _inherit = "contact.segment"

    @api.model
    def _check_insight_libraries(self):
        missing = self.env["contact.prediction"]._get_missing_libraries()
        if missing:
            raise UserError(
                self.env._(
                    "Insights need %(names)s; ask your administrator to run "
                    "pip install numpy scipy scikit-learn.",
                    names=", ".join(missing),
                )
            )

    def _start_insight(self):
        """Check that the caller may ask about this one segment, and that it works."""
        arguments.check_one(self)
        self.check_access("read")
        self._check_insight_libraries()

    def _read_known_contacts(self, marks, without=()):
        """Read everybody the user may see, and what is known of them.

        :param marks: called with the query, returns the SQL of conditions by name
        :param without: fields of contacts; what is about them is left out
        :rtype: KnownContacts
        """
        contacts = self.env["res.partner"]
        features = [
            feature
            for feature in self._get_features()
            if feature.roots.isdisjoint(without)
        ]
        query = contacts._search([])
        query.order = None
        marks = marks(query)
        columns = {"contact_id": "int32"} | dict.fromkeys(marks, "int32")
        selected = [SQL("%s AS contact_id", SQL.identifier(query.table, "id"))]
        selected += [
            SQL("CASE WHEN %s THEN 1 ELSE 0 END AS %s", condition, SQL.identifier(name))
            for name, condition in marks.items()
        ]
        for feature in features:
            columns[feature.name] = feature.kind
            column = feature.select(query)
            selected.append(SQL("%s AS %s", column, SQL.identifier(feature.name)))
        with self._planned_for_many():
            arrays = read_arrays(self.env, query.select(*selected), columns)
        ids = arrays.pop("contact_id")
        marked = {name: arrays.pop(name) == 1 for name in marks}
        factors = [
            factor
            for feature in features
            for factor in feature.make_factors(arrays.pop(feature.name))
            # what is the same for everybody tells nothing
            if len(ids) and factor.codes.min() != factor.codes.max()
        ]
        return KnownContacts(ids, marked, factors)

    def _mark_members(self, query):
        """Return the condition that a contact is on this segment."""
        members = self._query_lines()
        return SQL(
            "%s IN %s",
            SQL.identifier(query.table, "id"),
            members.subselect(members.column("partner_id")),
        )

    # --------------------------------------------------------------------------------
    # Which features there are: those that the user may read.
    # --------------------------------------------------------------------------------

    @api.model
    def _get_features(self):
        """Return what may be known of contacts.

        :rtype: list[Feature]
        """
        return [
            *self._get_field_features(),
            *self._get_interaction_features(),
            *self._get_opportunity_features(),
            *self._get_measure_features(),
            *self._get_score_features(),
        ]

    @api.model
    def _get_field_features(self):
        """Return features that are fields of contacts."""
        env, features = self.env, []
        for names, make in (
            (LINKS, LinkFeature),
            (SELECTIONS, SelectionFeature),
            (("category_id",), TagFeature),
            (NUMBERS, ColumnFeature),
        ):
            fields = map(self._find_readable_field, names)
            features += [make(env, field) for field in filter(None, fields)]
        if field := self._find_readable_field("is_company"):
            features.append(
                YesNoFeature(
                    env,
                    field.name,
                    env._("Kind"),
                    [("is_company", "=", True)],
                    [("is_company", "=", False)],
                    (env._("company"), env._("person")),
                )
            )
        return [*features, CreatedFeature(env)]

    @api.model
    def _find_readable_field(self, name):
        """Return a field of contacts, if there is one that the user may read."""
        contacts = self.env["res.partner"]
        field = contacts._fields.get(name)
        if field is None or not contacts._has_field_access(field, "read"):
            return None
        related = field.comodel_name and self.env[field.comodel_name]
        if related is not None and not related.has_access("read"):
            return None
        return field

    @api.model
    def _get_interaction_features(self):
        """Return when the last interaction was, and how many there were."""
        env, interactions = self.env, self.env["contact.interaction"]
        contacts = env["res.partner"]
        roots = {"interaction_ids", "last_interaction_date", "interaction_count"}
        last = interactions._search(REACHED)
        contact = SQL.identifier(last.table, "partner_id")
        last.order, last.groupby = None, contact
        date = SQL.identifier(last.table, "date")
        done = interactions._search([("state", "=", "done")])
        done.order = None
        # as a company counts those of its people
        counts = SQL(
            """WITH RECURSIVE of (contact, item) AS (
                %s
                UNION
                SELECT below.parent_id, of.item
                FROM of JOIN res_partner below ON below.id = of.contact
                WHERE below.parent_id IS NOT NULL
            ) SELECT contact, COUNT(*) AS value FROM of GROUP BY contact""",
            done.select(
                SQL.identifier(done.table, "partner_id"),
                SQL.identifier(done.table, "id"),
            ),
        )

        def get_label(name):
            return contacts._fields[name]._description_string(env)

        return [
            JoinedAgeFeature(
                env,
                "last_interaction_date",
                get_label("last_interaction_date"),
                roots,
                lambda terms: [
                    ("last_interaction_date", *term)
                    for term in terms or [("!=", False)]
                ],
                absent=[("last_interaction_date", "=", False)],
                table=last.select(
                    SQL("%s AS contact", contact),
                    SQL("EXTRACT(EPOCH FROM MAX(%s)) AS value", date),
                ),
            ),
            JoinedFeature(
                env,
                "interaction_count",
                get_label("interaction_count"),
                roots,
                lambda terms: [
                    ("interaction_count", sign, int(number)) for sign, number in terms
                ],
                table=counts,
                zero=0,
            ),
        ]

    @api.model
    def _get_opportunity_features(self):
        """Return whether there are open opportunities, and won ones."""
        env = self.env
        field = self._find_readable_field("opportunity_ids")
        if field is None:
            return []
        _field, operator, _open = CHOICES["open_opportunity"]["without"]
        words = (env._("with"), env._("without"))
        return [
            YesNoFeature(
                env,
                name,
                label,
                [(field.name, "any", domain)],
                [(field.name, operator, domain)],
                words,
                roots={field.name, "opportunity_count"},
            )
            for name, label, domain in (
                ("open_opportunity", env._("Open Opportunity"), OPEN),
                (
                    "won_opportunity",
                    env._("Won Opportunity"),
                    [("won_status", "=", "won")],
                ),
            )
        ]

    @api.model
    def _get_measure_features(self):
        """Return the measures that the user may use, the first ones."""
        features = []
        measures = self.env["contact.measure"].search(
            [("company_id", "in", [False, *self.env.companies.ids])],
            limit=MOST_MEASURES,
        )
        for measure in measures:
            try:
                features.append(self._make_measure_feature(measure))
            except UserError:
                # the measure says what is wrong about it
                continue
        return features

    @api.model
    def _make_measure_feature(self, measure):
        """Return the figure of a measure as a feature.

        :raise UserError: it cannot be used
        """
        query = measure._make_query()
        kind = JoinedAgeFeature if query.is_date else JoinedFeature
        name = "date_value" if query.is_date else "value"
        query.query.groupby = query.owner
        value = query.value
        if query.is_date:
            value = SQL("EXTRACT(EPOCH FROM %s)", query.get_instant())
        is_zero = query.absent == 0

        def make(terms):
            leaves = [(name, *term) for term in terms or [("!=", False)]]
            leaves.insert(0, ("measure_id", "=", measure.id))
            return [("measure_value_ids", "any", leaves)]

        return kind(
            self.env,
            f"measure_{measure.id}",
            measure.name,
            {"measure_value_ids"},
            make,
            absent=None if is_zero else make([("=", False)]),
            table=query.query.select(
                SQL("%s AS contact", query.owner), SQL("%s AS value", value)
            ),
            zero=0 if is_zero else None,
            column="commercial_partner_id" if measure.by_company else "id",
        )

    @api.model
    def _get_score_features(self):
        """Return the predictions with one score for each contact, the latest ones."""
        scores = self.env["contact.prediction.score"]
        predictions = self.env["contact.prediction"].search(
            [("score_count", ">", 0)], order="scored_on desc, id desc"
        )
        usual = predictions.filtered(
            lambda one: scores.search_count(
                [("prediction_id", "=", one.id), ("product_id", "=", False)], limit=1
            )
        )
        return [self._make_score_feature(one) for one in usual[:MOST_PREDICTIONS]]

    @api.model
    def _make_score_feature(self, prediction):
        """Return the score of a prediction as a feature."""
        scores = self.env["contact.prediction.score"]
        of_prediction = ("prediction_id", "=", prediction.id)
        query = scores._search([of_prediction])
        contact = SQL.identifier(query.table, "partner_id")
        query.order, query.groupby = None, contact

        def make(terms):
            leaves = [("score", *term) for term in terms]
            return [("prediction_score_ids", "any", [of_prediction, *leaves])]

        return JoinedFeature(
            self.env,
            f"score_{prediction.id}",
            prediction.name,
            {"prediction_score_ids"},
            make,
            absent=[("prediction_score_ids", "not any", [of_prediction])],
            table=query.select(
                SQL("%s AS contact", contact),
                SQL("MAX(%s) AS value", SQL.identifier(query.table, "score")),
            ),
        )
