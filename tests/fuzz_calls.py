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
from unittest.mock import patch

from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from odoo.exceptions import RedirectWarning, UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tools import mute_logger

import odoo.addons

from .fuzz_arguments import BAD_IDS, FuzzArguments
from .fuzz_records import FuzzRecords

TESTS = Path(__file__).resolve().parent
ADDON = TESTS.parent
TOOLS = ADDON / ".odoo"
PREFIX = "odoo.addons.contact_segment."
ODOO = [Path(path).resolve() for path in (*odoo.__path__, *odoo.addons.__path__)]
# Methods of Odoo that are called on the models of the addon too.
GENERIC = (
    "copy copy_data create default_get name_create name_search onchange read "
    "search search_count search_read unlink web_read web_save web_search_read write"
).split()
ALLOWED = (UserError, RedirectWarning)
# Odoo tells of what it refuses.
MUTED = (
    "odoo.addons odoo.domains odoo.models odoo.orm odoo.sql_db odoo.tools.mail".split()
)


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
        self.arguments = FuzzArguments(self.random)
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
        model = model.with_env(model.env(context=self.arguments.make_context(model)))
        method = get_public_method(model, name)
        is_own = not is_of_odoo(model, name)
        args, kwargs = self.arguments.make(model, name, method, is_own)
        has_ids = not getattr(method, "_api_model", False)
        ids = self.arguments.make_self_ids(model) if has_ids else None
        if has_ids:
            args = [ids, *args]
        # Odoo reads the ids of records, before a method is there
        is_reached = not has_ids or not any(ids is bad for bad in BAD_IDS)
        call = f"{user.login}: {model_name}.{name}(*{args!r}, **{kwargs!r})"
        if model.env.context:
            call += f" with context {model.env.context!r}"
        self._call(model, name, args, kwargs, call, is_own, is_reached)
        if (
            self.env.cr.connection.get_transaction_status()
            == TRANSACTION_STATUS_INERROR
        ):
            raise RuntimeError(f"What it did could not be undone: {call}")

    def _call(self, model, name, args, kwargs, call, is_own, is_reached):
        """Make a call and judge what comes out of it."""
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
            with patch.object(cr, "commit", self._refuse_commit):
                yield
        finally:
            self.env.transaction.clear()
            savepoint.close(rollback=True)
            for hooks in (cr.precommit, cr.postcommit):
                hooks.clear()

    def _refuse_commit(self):
        """Find who commits what somebody asked for before all of it is done."""
        raise AssertionError("It commits within a call.")

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


def list_methods(env):
    """Return the model and the name of all methods to call, each once."""
    found = []
    for model_name, model in sorted(env.registry.items()):
        is_own = model._original_module == "contact_segment"
        names = set()
        # what others inherit of the addon is called on one of them
        for definition in model.mro() if is_own else model._base_classes__:
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
        is_other = path.is_relative_to(TESTS) or path.is_relative_to(TOOLS)
        return "" if is_other else "addon"
    return "odoo" if nearest else ""


def is_passing_on(frame):
    """Whether a line of an override only calls what it overrides."""
    return "super(" in linecache.getline(frame.filename, frame.lineno)
