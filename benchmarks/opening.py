# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Opening a very large segment, beside opening a small one."""

from lxml import etree
from measure import Pairs, stopwatch

AIM = 2
SMALL, LARGE = 1000, 1_000_000
PAGE = {"limit": 80, "count_limit": 10001}
STEPS_SHOWN = 40


class OpeningBenchmark:
    """What the web client asks for when a user opens a segment."""

    name = "opening"

    def __init__(self, bench):
        self.bench = bench

    def run(self):
        segments = self.bench.segments
        large = LARGE * self.bench.size // self.bench.full_size
        sizes = {"small": min(SMALL, large), "large": large}
        drafts = {key: segments.get_repeated("draft", sizes[key]) for key in sizes}
        yield self._compare("Open a segment", drafts, sizes)
        logged = {key: self._get_logged(sizes[key]) for key in sizes}
        yield self._compare("Open a logged segment", logged, sizes)

    def _get_logged(self, lines):
        """Return the id of a logged segment."""
        segment_id = self.bench.segments.get_repeated("logged", lines)
        with self.bench.database.transaction(commit=True) as env:
            segment = env["contact.segment"].browse(segment_id)
            if segment.state == "logged":
                return segment_id
            segment.log(send=False)
        self.bench.database.vacuum()
        return segment_id

    def _compare(self, work, segment_ids, sizes):
        pairs = Pairs(self.bench.pairs * 3)
        pairs.time(
            lambda: self._open(segment_ids["large"]),
            lambda: self._open(segment_ids["small"]),
        )
        return pairs.as_result(
            f"{work} with {sizes['large']:,} contacts (reference: {sizes['small']:,})",
            AIM,
        )

    def _open(self, segment_id):
        """Open the form and the first page of its contacts; return the seconds."""
        with self.bench.database.transaction() as env:
            form = self._get_specification(env["contact.segment"], "form")
            page = self._get_specification(env["contact.segment.line"], "list")
            env.invalidate_all()

            def open_segment():
                env["contact.segment"].browse(segment_id).web_read(form)
                env.invalidate_all()
                env["contact.segment.line"].web_search_read(
                    [("segment_id", "=", segment_id)], page, **PAGE
                )

            return stopwatch(open_segment)

    def _get_specification(self, model, view_type):
        """Return what the web client reads to show a view."""
        views = model.get_views([(False, view_type)])
        arch = etree.fromstring(views["views"][view_type]["arch"])
        names = {node.get("name") for node in self._get_nodes(arch)}
        specification = {name: self._get_part(model, name) for name in names}
        for node in self._get_nodes(arch):
            inner = node.find("list")
            if inner is not None:
                comodel = model[node.get("name")]
                fields = {
                    field.get("name"): self._get_part(comodel, field.get("name"))
                    for field in self._get_nodes(inner)
                }
                specification[node.get("name")] = {
                    "fields": fields,
                    "limit": STEPS_SHOWN,
                    "context": {"active_test": False},
                }
        return specification

    def _get_nodes(self, arch):
        """Return the fields of a view, without those of views inside it."""
        nodes = arch.iterdescendants("field")
        return [
            node
            for node in nodes
            if next(node.iterancestors("field"), None) in (None, arch.getparent())
        ]

    def _get_part(self, model, name):
        field = model._fields[name]
        return {"fields": {"display_name": {}}} if field.type == "many2one" else {}
