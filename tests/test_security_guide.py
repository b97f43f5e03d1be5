# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.contact.ir_rule import HIDDEN_WITH_CONTACT
from .common import SegmentCommon

GUIDE = Path(__file__).parent.parent / "docs" / "security.md"
MODULE = "contact_segment"
OPERATIONS = ("read", "write", "create", "unlink")
GROUPS = (
    "contact_segment.group_user",
    "contact_segment.group_user_all",
    "contact_segment.group_manager",
    "base.group_system",
)


def read_table(heading):
    """Return the rows of the first table under a heading of the guide.

    :rtype: list[list[str]]
    """
    text = GUIDE.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in text.splitlines() if line.startswith("|")]
    cells = [re.split(r"(?<!\\)\|", row.strip()[1:-1]) for row in rows[2:]]
    return [[cell.strip().replace("\\|", "|") for cell in row] for row in cells]


def make_row(*cells):
    """Return a row as it must stand in the guide."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


@tagged("post_install", "-at_install")
class TestSecurityGuide(SegmentCommon):
    """docs/security.md says who may do what, as it is."""

    def setUp(self):
        super().setUp()
        self.models = sorted(
            name
            for name in self.env.registry
            if self.env[name]._original_module == MODULE
            and not self.env[name]._abstract
        )

    def _get_own(self, model):
        """Return the records of a model that this addon brings."""
        data = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", model)]
        )
        return self.env[model].browse(data.mapped("res_id")).exists()

    def _get_rights(self, access):
        """Return what access rights allow, in words."""
        allowed = [name for name in OPERATIONS if any(access.mapped(f"perm_{name}"))]
        if len(allowed) == len(OPERATIONS):
            return "everything"
        return ", ".join(allowed) or "–"

    def _get_right_rows(self):
        """Return the rows of access rights: a model, and what each group may."""
        every = self.env["ir.model.access"].search([("active", "=", True)])
        own = every & self._get_own("ir.model.access")
        others = set(own.model_id.mapped("model")) - set(self.models)
        rows = {}
        for name in [*self.models, *sorted(others)]:
            rights = (own if name in others else every).filtered(
                lambda access, name=name: access.model_id.model == name
            )
            cells = []
            for xmlid in GROUPS:
                group = self.env.ref(xmlid)
                mine = group | group.all_implied_ids
                cells.append(
                    self._get_rights(
                        rights.filtered(
                            lambda access, mine=mine: (
                                not access.group_id or access.group_id in mine
                            )
                        )
                    )
                )
            rows[name] = make_row(f"`{name}`", *cells)
        return rows

    def _get_rule_rows(self):
        """Return the rows of record rules: model, for whom, when, which records."""
        rules = self.env["ir.rule"].search([("model_id.model", "in", self.models)])
        rules |= self._get_own("ir.rule").filtered("active")
        groups = {self.env.ref(xmlid): xmlid for xmlid in GROUPS}
        rows = []
        for rule in rules:
            names = [
                group.name if group in groups else group.full_name
                for group in rule.groups
            ]
            operations = [name for name in OPERATIONS if rule[f"perm_{name}"]]
            is_all = len(operations) == len(OPERATIONS)
            domain = " ".join((rule.domain_force or "[]").split())
            rows.append(
                make_row(
                    f"`{rule.model_id.model}`",
                    ", ".join(sorted(names)) or "everybody",
                    "everything" if is_all else ", ".join(operations),
                    f"`{domain}`",
                )
            )
        return sorted(rows)

    def _assert_rows(self, found, expected):
        """Compare rows of the guide with those that are right, and show the latter."""
        missing = [row for row in expected if row not in found]
        wrong = [row for row in found if row not in expected]
        self.assertFalse(missing + wrong, self._describe(missing, wrong))
        self.assertEqual(len(found), len(expected), "a row stands there twice")

    def _describe(self, missing, wrong):
        return "\n".join(
            ["docs/security.md lacks:", *missing, "and has what is not so:", *wrong]
        )

    def test_access_rights(self):
        rows = [make_row(row[0], *row[2:]) for row in read_table("Access rights")]
        self._assert_rows(rows, list(self._get_right_rows().values()))

    def test_every_model_is_explained(self):
        for model, meaning, *_rights in read_table("Access rights"):
            with self.subTest(model=model):
                self.assertGreater(len(meaning), 3)

    def test_record_rules(self):
        rows = [make_row(*row) for row in read_table("Record rules")]
        self._assert_rows(rows, self._get_rule_rows())

    def test_hidden_contacts(self):
        told = {model.strip("`"): way for model, way in read_table("Hidden contacts")}
        self.assertEqual(told.keys(), HIDDEN_WITH_CONTACT.keys())
        ways = {None: "its contact", "line_id": "its line", "interaction_ids": "its"}
        for model, link in HIDDEN_WITH_CONTACT.items():
            self.assertTrue(told[model].startswith(ways[link]), model)

    def _get_field_rows(self):
        """Return the rows of fields that only one group sees."""
        found = {}
        for name, model in self.env.registry.items():
            for field in model._fields.values():
                # inherited ones are told where they come from
                if field._module == MODULE and field.groups and not field.inherited:
                    found.setdefault((name, field.groups), set()).add(field.name)
        return [
            make_row(
                f"`{model}`", f"`{groups}`", ", ".join(f"`{n}`" for n in sorted(names))
            )
            for (model, groups), names in sorted(found.items())
        ]

    def test_restricted_fields(self):
        rows = [make_row(*row) for row in read_table("Restricted fields")]
        self._assert_rows(rows, self._get_field_rows())

    def test_no_other_groups_have_access(self):
        every = self.env["ir.model.access"].search(
            [("active", "=", True), ("model_id.model", "in", self.models)]
        )
        groups = [self.env.ref(xmlid) for xmlid in GROUPS]
        for access in every:
            with self.subTest(access=access.name):
                self.assertIn(access.group_id, groups)

    def test_scheduled_actions(self):
        expected = []
        for cron in self._get_own("ir.cron"):
            every = f"{cron.interval_number} {cron.interval_type}"
            expected.append(make_row(cron.name, f"`{cron.code.strip()}`", every))
            self.assertTrue(cron.user_id._is_superuser(), cron.name)
        rows = [make_row(*row[:3]) for row in read_table("Scheduled actions")]
        self._assert_rows(rows, expected)

    def test_every_dialog_belongs_to_its_user(self):
        rules = self.env["ir.rule"].search([("groups", "=", False)])
        own = "[('create_uid', '=', user.id)]"
        for name in self.models:
            if self.env[name]._transient:
                with self.subTest(model=name):
                    domains = rules.filtered(
                        lambda rule, name=name: rule.model_id.model == name
                    ).mapped("domain_force")
                    self.assertIn(own, domains)

    def test_dialogs_of_others_are_closed(self):
        segment = self._create_segment()
        dialog = self.env["contact.segment.step.wizard"].with_user(self.user)
        dialog = dialog.create({"segment_id": segment.id, "domain": "[]"})
        foreign = dialog.with_user(self.manager)
        for call in (
            lambda: foreign.read(["domain"]),
            lambda: foreign.write({"domain": "[('id', '=', 1)]"}),
            foreign.action_apply,
            foreign.unlink,
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(dialog.read(["domain"])[0]["domain"], "[]")

    def test_links_lead_somewhere(self):
        text = GUIDE.read_text()
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
            self.assertTrue((GUIDE.parent / target).exists(), target)
