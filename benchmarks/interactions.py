# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Opening the log, its analysis and a contact's card, beside a short log's."""

import ast

from interactions_data import InteractionLog
from lxml import etree
from measure import Pairs, stopwatch
from opening import OpeningBenchmark

AIM = 2
# interactions and contacts, of the long log and of the short one
SPREAD = ((2_000_000, 200_000), (20_000, 20_000))
CROWDED = ((2_000_000, 2000), (20_000, 2000))
PAGE = {"limit": 80, "count_limit": 10001}
ACTION = "contact_segment.contact_interaction_action"


class InteractionsBenchmark(OpeningBenchmark):
    """What the web client asks for when a user opens the log or a contact."""

    name = "interactions"

    def run(self):
        for sizes in (SPREAD, CROWDED):
            logs = self._make_logs(sizes)
            for work, open_screen in {
                "Open the log": self._open_list,
                "Open its analysis": self._open_pivot,
                "Open the card of a company": self._open_card,
            }.items():
                yield self._compare_logs(work, open_screen, logs)
            for log in logs:
                log.drop()

    def _make_logs(self, sizes):
        share = self.bench.size / self.bench.full_size
        return [
            InteractionLog(self.bench, name, *(int(share * number) for number in size))
            for name, size in zip(("long", "short"), sizes, strict=True)
        ]

    def _compare_logs(self, work, open_screen, logs):
        long, short = logs
        pairs = Pairs(self.bench.pairs * 3)
        pairs.time(
            lambda: self._time(open_screen, long),
            lambda: self._time(open_screen, short),
        )
        return pairs.as_result(
            f"{work}, {long.size:,} interactions with {long.owners:,} contacts "
            f"(reference: {short.size:,} with {short.owners:,})",
            AIM,
        )

    def _time(self, open_screen, log):
        """Return the seconds to open a screen."""
        with log.transaction() as env:
            # what the web client knows already: the views
            request = open_screen(env, log)
            env.invalidate_all()
            return stopwatch(request)

    def _open_list(self, env, log):
        interactions = env["contact.interaction"]
        fields = self._get_specification(interactions, "list")
        domain = self._get_domain(interactions, ACTION)
        return lambda: interactions.web_search_read(domain, fields, **PAGE)

    def _open_pivot(self, env, log):
        interactions = env["contact.interaction"]
        domain = self._get_domain(interactions, f"{ACTION}_analysis")
        arch = etree.fromstring(
            interactions.get_views([(False, "pivot")])["views"]["pivot"]["arch"]
        )
        rows, columns, measures = (
            [node.get("name") for node in arch.iterfind(f"field[@type='{kind}']")]
            for kind in ("row", "col", "measure")
        )
        sets = [[], rows, columns, rows + columns]
        aggregates = ["__count"]
        for name in measures:
            aggregates.append(f"{name}:sum")
            field = interactions._fields[name]
            if field.type == "monetary":
                currency = field.get_currency_field(interactions)
                aggregates.append(f"{currency}:array_agg_distinct")
                aggregates.append(f"{name}:sum_currency")
        return lambda: interactions.formatted_read_grouping_sets(
            domain, sets, aggregates
        )

    def _open_card(self, env, log):
        partner = env["res.partner"].browse(log.partner_id)
        fields = self._get_specification(partner, "form")
        return lambda: partner.web_read(fields)

    def _get_domain(self, model, action):
        """Return the domain of the filters that an action opens with."""
        action = model.env["ir.actions.act_window"]._for_xml_id(action)
        names = [
            name.removeprefix("search_default_")
            for name in ast.literal_eval(action["context"])
        ]
        views = model.get_views([(False, "search")])
        arch = etree.fromstring(views["views"]["search"]["arch"])
        return [
            condition
            for name in names
            for condition in ast.literal_eval(
                arch.find(f".//filter[@name='{name}']").get("domain")
            )
        ]
