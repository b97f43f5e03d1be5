# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Random arguments: what programs send by mistake, mixed with what is right."""

import inspect

NESTED = [[[[[[["x"], {}], None]]]]]
JUNK = [
    *(None, False, True, 0, -1, 1, 2, 7, 2**31 - 1, 2**31, 2**63, 10**30),
    *(float("inf"), float("nan"), 1.5, -0.1, 1e308),
    *("", " ", "x", "\x00", "\ud800", "2026-02-30", "2026-01-01", "0001-01-01"),
    *("9999-12-31 23:59:59", "2026-01-01 10:00:00", "x" * 3000, "1", "%s", "é€"),
    *([], [[]], [-1], ["x"], [None], [2**63], [1, 1], {}, {"a": 1}, {"x": {}}),
    *([("id", "=", 1)], [["name", "=", "x"]], "[('id', '=', 1)]", NESTED),
    *([[6, 0, [1]]], [[0, 0, {"x": 1}]], [[5]], [[4, "x"]], [0, 1]),
]
BAD_IDS = (["x"], [2**63], [-1], [None], "x", [[]], [1.5], None, {"a": 1})
NOWHERE = 2**31 - 1
# What reaches deeper code, by the name of an argument.
CHOICES = {
    "action": ["add", "reduce", "refine"],
    "channel": ["letter", "email", ""],
    "count": [1, 5, 100],
    "code": ["contacts", "sent", "orders", "opportunities", "evaluation_neutral"],
    "contact_via": ["", "+32 2 290 34 90"],
    "custom": ["", "As you said"],
    "date": ["", False, "2026-11-20", "2026-11-20 10:00:00"],
    "date_deadline": [False, "2026-11-20"],
    "delimiter": ["", ";", "\t"],
    "domain": [
        *([], [["name", "like", "n"]], "[('name', '!=', 'Don')]", "[]"),
        *([["color", "=", "blue"]], "[('create_date', '>', 'one day')]"),
        *([["name", "=", "\x00"]], [["credit_limit", "<=", 1e308]], "[('id', '=', 1)"),
        *([["id", "=", 2**63]], [["name", "any", 1]], [["parent_id", "any", [[]]]]),
    ],
    "duration": [0, 1, 2.5],
    "evaluation": ["", "positive", "very_negative"],
    "fields": [[], ["cost"], ["partner_id.name", "channel"], ["name", "id"]],
    "fields_list": [["name"], ["segment_id", "line_ids"]],
    "flag": ["", "yes", "no"],
    "follow_up": [{}, {"date_deadline": "2030-01-01", "summary": "Call"}],
    "include": ["all", "positive", "failed", "targets", "responded"],
    "key": ["", "key"],
    "limit": [0, 1, 80],
    "location": ["", "Room 1"],
    "max_score": [False, 0.5],
    "min_score": [False, 0.1],
    "model_name": ["contact.segment", "res.partner"],
    "name": ["Fuzz", "Other"],
    "note": ["", "Hello"],
    "options": [{}, {"entire_companies": True}, {"include_companies": 1}],
    "order": ["segment", "country", "name"],
    "outcome": ["reached", "no_answer", "failed"],
    "outcome_domain": [[["name", "like", "n"]], "[('id', '=', 1)", [["id", ">", 9]]],
    "output": ["docx", "csv", "xlsx", "pdf"],
    "per": ["contact", "address"],
    "plan_date": [False, "2026-11-20"],
    "remarks": [[], ["please_call"]],
    "retry_on": ["", "tomorrow", "2030-01-01"],
    "size": ["37x70", "36x105"],
    "start": [1, 3, "2026-11-20 10:00:00"],
    "summary": ["", "Call"],
    "text": ["", "Hello"],
    "top_percent": [0, 10, 50.5],
    "until": ["hour", "tomorrow", "next_week", "2030-01-01 10:00:00"],
}
# The model whose ids an argument takes, by its name.
MODELS = {
    "activity_type_id": "mail.activity.type",
    "criteria_id": "contact.criteria",
    "line_id": "contact.segment.line",
    "line_ids": "contact.segment.line",
    "log_template_id": "contact.interaction.template",
    "partner_id": "res.partner",
    "partner_ids": "res.partner",
    "plan_id": "mail.activity.plan",
    "product_ids": "product.product",
    "segment_id": "contact.segment",
    "segment_ids": "contact.segment",
    "template_id": "contact.interaction.template",
    "user_id": "res.users",
    "without_ids": "contact.segment",
}
VALUES = {
    "binary": ["eA==", "UEsDBA=="],
    "boolean": [True, False],
    "char": ["Text", ""],
    "date": ["2026-11-20", False],
    "datetime": ["2026-11-20 10:00:00", False],
    "float": [0, 1.5],
    "html": ["<p>Text</p>"],
    "integer": [0, 1, 5],
    "json": [{}, [], {"a": 1}],
    "monetary": [0, 1.5],
    "text": ["[]", "Text"],
}


class FuzzArguments:
    """Makes arguments for methods.

    :param random.Random source: decides what comes next
    """

    def __init__(self, source):
        self.random = source
        self.ids = {}

    def make(self, model, name, method, is_own):
        """Return arguments for a method, most of them by name."""
        maker = getattr(self, f"_make_{name}_arguments", None)
        if maker and not is_own:
            args, kwargs = maker(model), {}
        else:
            args, kwargs = [], {}
            parameters = list(inspect.signature(method).parameters.values())[1:]
            for parameter in parameters:
                if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
                    continue
                is_optional = parameter.default is not parameter.empty
                if is_optional and self.random.random() < 0.5:
                    continue
                kwargs[parameter.name] = self._make_argument(model, parameter.name)
        chance = self.random.random()
        if chance < 0.01:
            kwargs["unknown"] = self._junk()
        elif chance < 0.02:
            args = [*args, self._junk(), self._junk()]
        return args, kwargs

    def _make_argument(self, model, name):
        chance = self.random.random()
        if chance < 0.45:
            return self._junk()
        if name in MODELS:
            ids = self._get_ids(model.env[MODELS[name]])
            return self._some(ids) if name.endswith("ids") else self._one(ids)
        if name in CHOICES:
            return self.random.choice(CHOICES[name])
        return self.random.choice([True, False])

    def make_context(self, model):
        """Return what programs say about the records that are selected."""
        if self.random.random() < 0.75:
            return {}
        context = {}
        for name in ("active_id", "active_ids", "active_domain"):
            if self.random.random() < 0.5:
                context[name] = self._junk()
        if self.random.random() < 0.7:
            name = self.random.choice(
                ["contact.interaction", "contact.segment", "res.partner", "crm.lead"]
            )
            context["active_model"] = name
            if self.random.random() < 0.5:
                context["active_ids"] = self._some(self._get_ids(model.env[name]))
        elif self.random.random() < 0.5:
            context["active_model"] = self._junk()
        return context

    def make_self_ids(self, model):
        """Return the records that a method is called on: mostly one."""
        chance = self.random.random()
        ids = self._get_ids(model)
        if chance < 0.8 and ids:
            return [self.random.choice(ids)]
        if chance < 0.9:
            return self._some(ids)
        if chance < 0.95:
            return [NOWHERE]
        return self.random.choice(BAD_IDS) if chance < 0.98 else []

    def _get_ids(self, model):
        """Return ids of a model: of transient ones, those of the user."""
        key = (model._name, model.env.uid if model._transient else 0)
        if key not in self.ids:
            records = model.sudo().with_context(active_test=False)
            domain = [("create_uid", "=", model.env.uid)] if model._transient else []
            if model._auto and not model._abstract:
                records = records.search(domain, order="id desc", limit=40)
            self.ids[key] = records.ids
        return self.ids[key]

    def _junk(self):
        return self.random.choice(JUNK)

    def _one(self, ids):
        return self.random.choice(ids) if ids else NOWHERE

    def _some(self, ids):
        return self.random.sample(ids, self.random.randint(0, min(3, len(ids))))

    def _make_vals(self, model, depth=0):
        """Return values for some fields, some of them wrong."""
        names = sorted(model._fields)
        required = [
            name
            for name, field in sorted(model._fields.items())
            if field.required and not field.default and not field.compute
        ]
        if self.random.random() < 0.2:
            required = []
        chosen = self.random.sample(names, min(len(names), self.random.randint(0, 4)))
        vals = {
            name: self._make_value(model, model._fields[name], depth)
            for name in dict.fromkeys([*required, *chosen])
        }
        if self.random.random() < 0.03:
            vals[self.random.choice(["x", "", "id"])] = self._junk()
        return vals

    def _make_value(self, model, field, depth):
        if self.random.random() < 0.25:
            return self._junk()
        if field.name == "domain":
            return self.random.choice(CHOICES["domain"])
        if field.type in VALUES:
            return self.random.choice(VALUES[field.type])
        if field.type == "selection":
            return self._one(field.get_values(model.env))
        if field.type in ("many2one", "one2many", "many2many"):
            comodel = model.env[field.comodel_name]
            ids = self._get_ids(comodel)
            if field.type == "many2one":
                return self._one(ids)
            if depth or self.random.random() < 0.5:
                return [[6, 0, self._some(ids)]]
            return [[0, 0, self._make_vals(comodel, depth + 1)]]
        return self.random.choice([False, 1, self._junk()])

    def _make_names(self, model):
        names = self._some(sorted(model._fields))
        return names if self.random.random() < 0.8 else self._junk()

    def _make_specification(self, model):
        if self.random.random() < 0.2:
            return self._junk()
        return {name: {} for name in self.random.sample(sorted(model._fields), 3)}

    def _make_domain(self, model):
        if self.random.random() < 0.2:
            return self._junk()
        name = self.random.choice(sorted(model._fields))
        operator = self.random.choice(["=", "!=", "in", "ilike", ">", "any"])
        return [(name, operator, self._junk())]

    def _make_create_arguments(self, model):
        if self.random.random() < 0.1:
            return [self._junk()]
        vals = self._make_vals(model)
        return [vals if self.random.random() < 0.5 else [vals]]

    def _make_write_arguments(self, model):
        if self.random.random() < 0.1:
            return [self._junk()]
        name = self.random.choice(sorted(model._fields))
        return [{name: self._make_value(model, model._fields[name], 0)}]

    def _make_web_save_arguments(self, model):
        return [self._make_vals(model), self._make_specification(model)]

    def _make_unlink_arguments(self, model):
        return []

    def _make_copy_arguments(self, model):
        return [self._make_vals(model)] if self.random.random() < 0.5 else []

    def _make_copy_data_arguments(self, model):
        return [self._junk()] if self.random.random() < 0.5 else []

    def _make_onchange_arguments(self, model):
        specification = self._make_specification(model)
        names = self.random.sample(sorted(model._fields), 1)
        if self.random.random() < 0.2:
            names = self.random.choice([[], ["x"], "x"])
        return [self._make_vals(model), names, specification]

    def _make_default_get_arguments(self, model):
        return [self._make_names(model)]

    def _make_read_arguments(self, model):
        return [self._make_names(model)]

    def _make_web_read_arguments(self, model):
        return [self._make_specification(model)]

    def _make_search_arguments(self, model):
        return [self._make_domain(model)]

    _make_search_count_arguments = _make_search_arguments

    def _make_search_read_arguments(self, model):
        return [self._make_domain(model), self._make_names(model)]

    def _make_web_search_read_arguments(self, model):
        return [self._make_domain(model), self._make_specification(model)]

    def _make_name_create_arguments(self, model):
        return [self._junk()]

    def _make_name_search_arguments(self, model):
        return [self.random.choice(["", "x", self._junk()]), self._make_domain(model)]
