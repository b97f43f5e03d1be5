# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Random calls of all public methods of the addon, the way RPC makes them.

What comes out may be a result of JSON types or a refusal (UserError and its kinds).
What code of Odoo makes of wrong values of its own methods (create, read, …) is Odoo's;
everything else is found, with the call that repeats it.
"""

import contextlib
import inspect
import linecache
import random
import traceback
from pathlib import Path

from odoo.exceptions import RedirectWarning, UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tools import mute_logger

import odoo.addons

from .fuzz_records import FuzzRecords

TESTS = Path(__file__).resolve().parent
ADDON = TESTS.parent
ODOO = [Path(path).resolve() for path in (*odoo.__path__, *odoo.addons.__path__)]
PREFIX = "odoo.addons.contact_segment."
# Methods of Odoo that are called on the models of the addon too.
GENERIC = (
    "copy copy_data create default_get name_create name_search onchange read "
    "search search_count search_read unlink web_read web_save web_search_read write"
).split()
ALLOWED = (UserError, RedirectWarning)
# Odoo tells of what it refuses.
MUTED = "odoo.addons odoo.domains odoo.models odoo.orm odoo.sql_db".split()
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
    "template_id": "contact.interaction.template",
    "user_id": "res.users",
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


class Found:
    """Something that must not come out of a call."""

    def __init__(self, call, problem, place):
        self.call = call
        self.problem = problem
        self.place = place
        self.count = 1

    def __str__(self):
        times = f" ({self.count} times)" if self.count > 1 else ""
        return f"{self.problem}{times}\n  at {self.place}\n  {self.call}"


class FuzzCalls:
    """Calls methods with random arguments; every call is rolled back.

    :param env: of a superuser; users and records are made in its transaction
    :param int seed: the same seed makes the same calls
    """

    def __init__(self, env, seed):
        self.env = env
        self.random = random.Random(seed)
        self.users = FuzzRecords(env).users
        env.flush_all()
        self.pools = self._make_pools(list_methods(env))
        self.ids = {}
        self.found = {}
        self.refused = self.answered = 0

    def _make_pools(self, methods):
        """Return methods of the addon with arguments, without, and those of Odoo."""
        pools = {}
        for model_name, name in methods:
            model = self.env[model_name]
            parameters = inspect.signature(getattr(type(model), name)).parameters
            kind = "odoo" if is_of_odoo(model, name) else len(parameters) > 1
            pools.setdefault(kind, []).append((model_name, name))
        return list(pools.values())

    def run(self, count):
        """Make so many calls; return what was found.

        :rtype: list[Found]
        """
        with mute_logger(*MUTED):
            for _number in range(count):
                self._call_any()
        return list(self.found.values())

    def _call_any(self):
        model_name, name = self.random.choice(self.random.choice(self.pools))
        user = self.random.choice(self.users)
        model = self.env[model_name].with_user(user).with_context(lang="en_US")
        model = model.with_env(model.env(context=self._make_context(model)))
        method = get_public_method(model, name)
        args, kwargs = self._make_arguments(model, name, method)
        has_ids = not getattr(method, "_api_model", False)
        ids = self._make_self_ids(model, user) if has_ids else None
        if has_ids:
            args = [ids, *args]
        # Odoo reads the ids of records, before a method is there
        is_reached = not any(ids is bad for bad in BAD_IDS)
        call = f"{user.login}: {model_name}.{name}(*{args!r}, **{kwargs!r})"
        if model.env.context:
            call += f" with context {model.env.context!r}"
        self.call(model, name, args, kwargs, call, is_reached)

    def call(self, model, name, args, kwargs, call, is_reached):
        """Make a call and judge what comes out of it."""
        is_own = not is_of_odoo(model, name)
        try:
            with self._rolled_back():
                result = call_kw(model, name, args, kwargs)
                self.env.flush_all()
        except ALLOWED:
            self.refused += 1
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            self._judge(error, call, is_own and is_reached, is_reached)
        else:
            self.answered += 1
            if is_own and is_reached and not is_plain(result):
                self._add(call, f"returned {result!r:.200}", f"{model._name}.{name}")

    @contextlib.contextmanager
    def _rolled_back(self):
        """Undo everything that is done, in the database and in memory."""
        cr = self.env.cr
        savepoint = cr.savepoint(flush=False)
        try:
            yield
        finally:
            self.env.transaction.clear()
            savepoint.close(rollback=True)
            for hooks in (cr.precommit, cr.postcommit):
                hooks.clear()

    def _judge(self, error, call, is_own, is_reached):
        """Remember an exception that is the addon's."""
        frames = [
            (frame, origin)
            for frame in traceback.extract_tb(error.__traceback__)
            if (origin := get_origin(frame.filename))
        ]
        ours = [frame for frame, origin in frames if origin == "addon"]
        if is_own or frames and frames[-1][1] == "addon":
            guilty = ours
        elif is_reached:
            # what Odoo refuses after an override has only passed it on is Odoo's
            guilty = [frame for frame in ours if not is_passing_on(frame)]
        else:
            guilty = []
        if guilty:
            frame = guilty[-1]
            place = f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
            self._add(call, f"{type(error).__name__}: {error!s:.200}", place)

    def _add(self, call, problem, place):
        key = (problem.split(":")[0], place)
        if key in self.found:
            self.found[key].count += 1
        else:
            self.found[key] = Found(call, problem, place)

    # --- arguments ---

    def _make_arguments(self, model, name, method):
        """Return arguments for a method, most of them by name."""
        maker = getattr(self, f"_make_{name}_arguments", None)
        if maker and is_of_odoo(model, name):
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

    def _make_context(self, model):
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

    def _make_self_ids(self, model, user):
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
        names = self.random.sample(sorted(model._fields), 3)
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


def list_methods(env):
    """Return the model and the name of all methods to call, each once."""
    found = []
    for model_name, model in sorted(env.registry.items()):
        is_own = model._original_module == "contact_segment"
        names = set()
        for definition in model._base_classes__:
            if definition.__module__.startswith(PREFIX):
                names.update(vars(definition))
        if is_own and not model._abstract:
            names.update(GENERIC)
        for name in sorted(names):
            method = getattr(model, name)
            if name.startswith("_") or not inspect.isroutine(method):
                continue
            # there are no records of an abstract model
            if model._abstract and not getattr(method, "_api_model", False):
                continue
            # not what is api.private
            with contextlib.suppress(UserError):
                get_public_method(env[model_name], name)
                found.append((model_name, name))
    return found


def is_of_odoo(model, name):
    """Whether a method is Odoo's, maybe extended by the addon."""
    return any(
        name in vars(definition)
        for definition in type(model).mro()
        if definition.__module__.startswith("odoo.")
        and not definition.__module__.startswith(PREFIX)
    )


def is_plain(value):
    """Whether there are only JSON types in a value, and no None."""
    if isinstance(value, dict):
        return all(isinstance(key, str) for key in value) and all(
            map(is_plain, value.values())
        )
    if isinstance(value, list | tuple):
        return all(map(is_plain, value))
    return isinstance(value, str | int | float | bool)


def get_origin(filename):
    """Return whose code a file is: the addon's, Odoo's, or nobody's."""
    path = Path(filename).resolve()
    # Odoo may lie in a folder of the checkout, and the addon in one of Odoo's
    folders = [folder for folder in (ADDON, *ODOO) if path.is_relative_to(folder)]
    nearest = max(folders, key=lambda folder: len(folder.parts), default=None)
    if nearest == ADDON:
        return "" if path.is_relative_to(TESTS) else "addon"
    return "odoo" if nearest else ""


def is_passing_on(frame):
    """Whether a line of an override only calls what it overrides."""
    return "super(" in linecache.getline(frame.filename, frame.lineno)
