# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ...tools import arguments
from ...tools.actions import notify, open_dialog
from ...tools.numbers import show_count
from ..contact.res_partner_condition import PLAIN_IDS

# More of them are counted in a question, not named.
NAMED = 10


class ContactUseMixin(models.AbstractModel):
    """What depends on a record: it is told before the record goes, and when one asks.

    What depends on it in another way is added by extending ``_find_uses`` and
    ``_get_use_labels``.
    """

    _name = "contact.use.mixin"
    _description = "Where a Record Is Used"

    def where_used(self):
        """Return what depends on this record.

        :return: uses, a list with model, id, name and how of what the user may read;
            hidden, how many more there are. How is follow_up (a follow-up on it),
            reused (a step has its contacts), condition (a condition names it) or
            applied (a step comes of these criteria)
        :rtype: dict
        """
        arguments.check_one(self)
        uses, hidden = self._read_uses()
        return {
            "uses": [
                {
                    "model": record._name,
                    "id": record.id,
                    "name": record.display_name,
                    "how": how,
                }
                for record, how in uses
            ],
            "hidden": hidden,
        }

    def describe_uses(self):
        """Return what depends on these records, to ask before they go.

        :return: a text for people; an empty one, if nothing depends on them
        :rtype: str
        """
        uses, hidden = self._read_uses()
        if not uses and not hidden:
            return ""
        labels = self._get_use_labels()
        lines = [f"{record.display_name} ({labels[how]})" for record, how in uses]
        more = len(lines[NAMED:]) + hidden
        lines = lines[:NAMED]
        if more:
            lines.append(self.env._("%(count)s more", count=show_count(self.env, more)))
        return self.env._("This is used elsewhere: %(uses)s.", uses=", ".join(lines))

    def action_view_uses(self):
        """Show what depends on this record.

        :return: a dialog, or a note that nothing does
        :rtype: dict
        """
        arguments.check_one(self)
        uses, hidden = self._read_uses()
        if not uses and not hidden:
            return notify(
                self.env._("%(record)s is used nowhere.", record=self.display_name),
                type="info",
            )
        labels = self._get_use_labels()
        lines = [
            {
                "res_model": record._name,
                "res_id": record.id,
                "name": record.display_name,
                "kind": record._description,
                "how": labels[how],
            }
            for record, how in uses
        ]
        if hidden:
            more = self.env._(
                "%(count)s more that you may not see",
                count=show_count(self.env, hidden),
            )
            lines.append({"name": more})
        lines = self.env["contact.segment.use"].create(lines)
        return open_dialog(
            lines._name,
            self.env._("Where %(record)s Is Used", record=self.display_name),
            views=[(False, "list")],
            domain=[("id", "in", lines.ids)],
        )

    def _read_uses(self):
        """Return what depends on these records and how, and how much one may not read.

        :return: records with a key of ``_get_use_labels``, and a number
        :rtype: tuple[list, int]
        """
        self.check_access("read")
        uses, hidden = {}, set()
        for how, records in self._find_uses():
            records = records.with_env(self.env).exists()
            if records._name == self._name:
                records -= self
            readable = records._filtered_access("read")
            hidden.update((one._name, one.id) for one in records - readable)
            for record in readable:
                # one of several ways is enough
                uses.setdefault(record, how)
        return list(uses.items()), len(hidden)

    def _find_uses(self):
        """Find what depends on these records, whoever may read it.

        :return: for every way a key of ``_get_use_labels``, and records
        :rtype: list[tuple]
        """
        steps = self._find_naming("contact.segment.step").filtered("active")
        reused = steps.filtered(lambda step: step.source == "logged_segment")
        saved = self._find_naming("contact.criteria.step")
        return [
            ("reused", reused.segment_id),
            ("condition", (steps - reused).segment_id),
            ("condition", saved.criteria_id),
        ]

    @api.model
    def _get_use_labels(self):
        """Return how a record can be used, in the language of the user.

        :rtype: dict[str, str]
        """
        return {
            "follow_up": self.env._("follows up on it"),
            "reused": self.env._("has its contacts"),
            "condition": self.env._("has it in a condition"),
            "applied": self.env._("was filled by it"),
        }

    def _find_naming(self, model_name):
        """Return the records whose ``domain`` on contacts names one of these records.

        :param str model_name: a model with such a field
        :return: as sudo, archived ones too
        """
        records = self.env[model_name].sudo().with_context(active_test=False)
        records.flush_model(["domain"])
        # the database leaves few to read; lists of ids are about contacts
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE domain ~ %s AND domain !~ %s",
                SQL.identifier(records._table),
                rf"\m({'|'.join(map(str, self.ids)) or 0})\M",
                f"^{PLAIN_IDS.pattern}$",
            )
        )
        ids = set(self.ids)
        partners = self.env["res.partner"]
        return records.browse([row[0] for row in rows]).filtered(
            lambda one: ids & partners._find_in_domain(one.domain, self._name)
        )
