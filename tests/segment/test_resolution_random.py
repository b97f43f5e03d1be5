# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter
from datetime import date
from random import Random

from odoo import Command

from ...models.segment.contact_segment_line import OVERRIDABLE
from ..common import SegmentCommon

LANGUAGES = [False, "en_US", "nl_NL", "fr_FR"]
CHANNELS = [False, "letter", "email", "phone"]
PLAIN = {
    "name": "name",
    "cost": "unit_cost",
    "duration": "unit_duration",
    "direction": "direction",
    "initiated_by": "initiated_by",
    "campaign_target": "campaign_target",
    "campaign_response": "campaign_response",
}
KEPT_EMPTY = ("cost", "duration", "campaign_target", "campaign_response")
SORTED = [name for name in OVERRIDABLE if not name.endswith("_id")]


def resolve(line, overrides):
    """Resolve a line as the table says, without any code of the addon.

    :param overrides: what the test has written on the line
    :return: the values by name of field
    """
    header, partner = line.segment_id, line.partner_id
    template = overrides.get("template_id") or header.template_id
    own = template != header.template_id
    values = {
        name: overrides[name]
        if name in overrides
        else (template[source] if own else header[source])
        for name, source in PLAIN.items()
    }
    company = partner.commercial_partner_id
    values["template_id"] = template
    values["date"] = overrides.get("date") or header.date
    values["user_id"] = (
        overrides.get("user_id") or header.user_id or partner.user_id or company.user_id
    )
    values["campaign_id"] = (
        overrides.get("campaign_id") or header.campaign_id or template.campaign_id
    )
    values["channel"] = (
        overrides.get("channel")
        or (header.ignore_contact_channel and header.channel)
        or (template.ignore_contact_channel and template.channel)
        or partner.preferred_channel
        or header.channel
        or template.channel
    )
    personal = {doc.lang: doc for doc in line.document_ids}
    inherited = [] if own else [{doc.lang: doc for doc in header.document_ids}]
    inherited.append({doc.lang: doc for doc in template.document_ids})
    served = [personal] if personal else inherited
    speaks = any(partner.lang in docs or False in docs for docs in served)
    values["lang"] = (
        overrides.get("lang")
        or (speaks and partner.lang)
        or header.lang
        or template.lang
    )
    document = next(iter(line.document_ids.sorted("id")), None)
    for docs in [personal, *([] if personal else inherited)]:
        found = docs.get(values["lang"]) or docs.get(False)
        if found:
            document = found
            break
    state = "personal" if personal else "inherited" if document else False
    values["document_state"] = state
    values["subject"] = (
        overrides.get("subject") or (document and document.subject) or header.subject
    )
    return {name: value or False for name, value in values.items()}


class TestResolutionRandom(SegmentCommon):
    """Reading, searching, grouping and sorting agree with the table, at random."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("nl_NL", "fr_FR"):
            cls.env["res.lang"]._activate_lang(code)
        cls.campaigns = cls.env["utm.campaign"].create(
            [{"name": "Spring"}, {"name": "Autumn"}]
        )
        cls.Line = cls.env["contact.segment.line"]

    def _pick(self, records):
        return self.random.choice([False, *records.ids])

    def _random_values(self):
        """Return values for a header or a template, many of them empty."""
        choice = self.random.choice
        return {
            "unit_cost": choice([0, 1.25, 2, 10]),
            "unit_duration": choice([0, 0.5, 15, 60]),
            "direction": choice([False, "inbound", "outbound"]),
            "initiated_by": choice([False, "us", "them"]),
            "channel": choice(CHANNELS),
            "ignore_contact_channel": choice([False, True]),
            "lang": choice(LANGUAGES),
            "campaign_id": self._pick(self.campaigns),
            "campaign_target": choice([False, True]),
            "campaign_response": choice([False, True]),
            "document_ids": self._random_documents(),
        }

    def _random_documents(self):
        languages = self.random.sample(LANGUAGES, self.random.choice([0, 0, 1, 2]))
        return [
            Command.create(
                {
                    "lang": lang,
                    "kind": "html",
                    "subject": self.random.choice(["", "One", "Two"]),
                }
            )
            for lang in languages
        ]

    def _random_overrides(self):
        """Return what a line says itself, some values being empty ones."""
        choice = self.random.choice
        values = {
            "name": choice(["Mine", "Yours"]),
            "date": date(2026, 1, choice([1, 2, 3])),
            "user_id": self._pick(self.users),
            "campaign_id": self._pick(self.campaigns),
            "template_id": self._pick(self.templates),
            "channel": choice(CHANNELS),
            "lang": choice(LANGUAGES),
            "subject": choice(["", "Mine"]),
            "cost": choice([0, 2, 7.5]),
            "duration": choice([0, 3.5]),
            "direction": choice([False, "inbound"]),
            "initiated_by": choice([False, "them"]),
            "campaign_target": choice([False, True]),
            "campaign_response": choice([False, True]),
        }
        names = self.random.sample(list(values), choice([0, 0, 1, 3]))
        return {name: values[name] for name in names}

    def _random_lines(self, seed):
        """Create contacts, templates, headers and lines; return what is expected."""
        self.random = Random(seed)
        choice = self.random.choice
        self.users = self.user | self.colleague | self.manager
        self.templates = self.env["contact.interaction.template"].create(
            [dict(self._random_values(), name=f"Template {i}") for i in range(3)]
        )
        companies = self.Partner.create(
            [
                {"name": f"Company {i}", "is_company": True, "user_id": user}
                for i, user in enumerate([False, self.user_all.id])
            ]
        )
        partners = companies | self.Partner.create(
            [
                {
                    "name": f"Person {i}",
                    "parent_id": self._pick(companies),
                    "lang": choice(LANGUAGES),
                    "preferred_channel": choice(CHANNELS),
                    "user_id": self._pick(self.users),
                }
                for i in range(9)
            ]
        )
        expected = {}
        for number in range(3):
            segment = self._create_segment(
                self.env.user,
                name=f"Segment {number}",
                template_id=self._pick(self.templates),
                user_id=self._pick(self.users),
                date=choice([False, "2026-01-02", "2026-02-03"]),
                subject=choice([False, "", "Header"]),
                **self._random_values(),
            )
            self._fill(segment, partners)
            for line in segment.line_ids:
                overrides = self._random_overrides()
                line.write(
                    {**overrides, "document_ids": choice([[], *[self._few()]])}
                    if choice([0, 1])
                    else overrides
                )
                expected[line] = resolve(line, self._normalise(overrides))
        self.env.invalidate_all()
        return expected

    def _few(self):
        return self._random_documents()[:1]

    def _normalise(self, overrides):
        """Return overrides as records, without those that say nothing."""
        return {
            name: self.Line[name].browse(value) if name.endswith("_id") else value
            for name, value in overrides.items()
            if value or name in KEPT_EMPTY
        }

    def _check_search(self, name, expected):
        mine = [("id", "in", [line.id for line in expected])]
        for value in {values[name] for values in expected.values()}:
            raw = value.id if value and name.endswith("_id") else value
            same = {line for line in expected if expected[line][name] == value}
            numeric = name in ("cost", "duration")
            raw = 0 if numeric and not raw else raw
            for operator, lines in (("=", same), ("!=", set(expected) - same)):
                found = self.Line.search([*mine, (name, operator, raw)])
                self.assertEqual(set(found), lines, f"{name} {operator} {raw}")
            if numeric:
                found = self.Line.search([*mine, (name, ">", raw)])
                above = {line for line in expected if expected[line][name] > raw}
                self.assertEqual(set(found), above, f"{name} > {raw}")

    def _check_groups(self, name, expected):
        mine = [("id", "in", [line.id for line in expected])]
        counts = Counter(values[name] for values in expected.values())
        by = f"{name}:day" if name == "date" else name
        groups = self.Line._read_group(mine, [by], ["__count"])
        self.assertEqual({key or False: count for key, count in groups}, dict(counts))
        formatted = self.Line.formatted_read_group(mine, [by], ["__count"])
        sizes = [group["__count"] for group in formatted]
        self.assertEqual(sorted(sizes), sorted(counts.values()))

    def _check_order(self, name, expected):
        mine = [("id", "in", [line.id for line in expected])]
        lines = self.Line.search(mine, order=f"{name}, id")
        self.assertEqual(len(lines), len(expected))
        if name in SORTED:
            found = [expected[line][name] for line in lines]
            filled = [value for value in found if value]
            if name in KEPT_EMPTY:
                self.assertEqual(found, sorted(found), name)
            elif name != "subject":  # an empty text sorts before, no text after
                empty = [False] * (len(found) - len(filled))
                self.assertEqual(found, sorted(filled) + empty, name)

    def test_all_ways_to_a_value_agree_with_the_table(self):
        for seed in range(5):
            with self.subTest(seed=seed):
                expected = self._random_lines(seed)
                self.assertEqual(len(expected), 33)
                for line, values in expected.items():
                    read = {name: line[name] or False for name in values}
                    self.assertEqual(read, values)
                for name in [*OVERRIDABLE, "document_state"]:
                    self._check_search(name, expected)
                    self._check_groups(name, expected)
                    self._check_order(name, expected)

    def test_totals_agree_with_the_table(self):
        expected = self._random_lines(99)
        for segment in {line.segment_id for line in expected}:
            cost = sum(expected[line]["cost"] for line in segment.line_ids)
            duration = sum(expected[line]["duration"] for line in segment.line_ids)
            self.assertAlmostEqual(segment.cost, cost)
            self.assertAlmostEqual(segment.duration, duration)
            ((total,),) = self.Line._read_group(
                [("segment_id", "=", segment.id)], [], ["cost:sum"]
            )
            self.assertAlmostEqual(total, cost)

    def test_many2one_can_be_followed_in_a_search(self):
        expected = self._random_lines(7)
        for name in ("user_id", "campaign_id", "template_id"):
            text = next(v[name].name for v in expected.values() if v[name])
            found = self.Line.search(
                [
                    ("id", "in", [line.id for line in expected]),
                    (f"{name}.name", "=", text),
                ]
            )
            lines = {
                li for li, v in expected.items() if v[name] and v[name].name == text
            }
            self.assertEqual(set(found), lines)
