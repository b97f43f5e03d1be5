# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The segments that are measured; made once by the addon, then used again."""

from odoo.api import SUPERUSER_ID

TEMPLATE = "Benchmark letter"


class Segments:
    """Makes segments of so many lines, or finds those of an earlier run."""

    def __init__(self, database, contacts):
        self.database = database
        self.contacts = contacts
        self.template_id = self._get_template_id()

    def create(self, env, name):
        """Return a new segment without lines."""
        return env["contact.segment"].create(
            {"name": name, "template_id": self.template_id}
        )

    def get(self, name, lines, fill):
        """Return the id of a segment, which is made unless an earlier run made it.

        :param str name: what the segment is for
        :param int lines: how many it has
        :param fill: called with a new segment, to fill it
        """
        name = f"Benchmark: {name} {lines}"
        with self.database.transaction(commit=True) as env:
            segment = env["contact.segment"].search([("name", "=", name)], limit=1)
            if segment and segment.line_count == lines:
                return segment.id
            segment = self.create(env, name)
            fill(segment)
            if segment.line_count != lines:
                raise SystemExit(f"{name} has {segment.line_count} lines")
            result = segment.id
        self.database.vacuum()
        return result

    def get_added(self):
        """Return the id of a segment whose one step added everybody."""
        return self.get(
            "added",
            self.contacts.count,
            lambda segment: segment.add_contacts(self.contacts.domain),
        )

    def get_reduced(self):
        """Return the id of a segment of which half was removed again."""

        def fill(segment):
            segment.add_contacts(self.contacts.domain)
            segment.reduce_contacts(self.contacts.half)

        return self.get("reduced", self.contacts.count // 2, fill)

    def get_repeated(self, name, lines):
        """Return the id of a segment with more lines than there are contacts."""

        def fill(segment):
            missing = lines
            while missing:
                count = min(missing, self.contacts.count)
                domain = self.contacts.get_domain(count)
                segment.add_contacts(domain, allow_existing=True)
                missing -= count

        return self.get(name, lines, fill)

    def _get_template_id(self):
        """Return a template with a document for every language."""
        with self.database.transaction(SUPERUSER_ID, commit=True) as env:
            templates = env["contact.interaction.template"]
            template = templates.search([("name", "=", TEMPLATE)], limit=1)
            if not template:
                document = {"kind": "html", "subject": "News", "filename": "news.html"}
                template = templates.create(
                    {
                        "name": TEMPLATE,
                        "channel": "letter",
                        "direction": "outbound",
                        "initiated_by": "us",
                        "unit_cost": 1.5,
                        "unit_duration": 5.0,
                        "document_ids": [(0, 0, document)],
                    }
                )
            return template.id
