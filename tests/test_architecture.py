# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether the house is as docs/architecture.md says."""

import ast
import re
from collections import Counter, defaultdict
from pathlib import Path

from odoo.tests import BaseCase

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "models"
GUIDE = ROOT / "docs" / "architecture.md"
CODE = ("models", "wizards", "tools", "report", "controllers")
# Where else than in its own file a kind of prediction is named, and why.
NAMED_KINDS = {
    # a new prediction has to begin as one of them
    ("models/prediction/contact_prediction.py", "lifetime_value"),
}
STOP = re.compile(r"`([\w/]+\.(?:py|xml))`(?: `(\w+)`)?")
# How many files one opens at most to follow the walks.
WALKS = {
    "A condition to its lines": 7,
    "A contact to its delivered letter": 15,
    "An order to a score to a segment": 15,
}


def read_name(node):
    """Return the model of a class, and whether the class defines it.

    :rtype: tuple
    """
    values = {
        target.id: ast.literal_eval(statement.value)
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name) and target.id in ("_name", "_inherit")
    }
    inherited = values.get("_inherit", [])
    inherited = [inherited] if isinstance(inherited, str) else inherited
    name = values.get("_name") or next(iter(inherited), None)
    return name, name not in inherited


class TestArchitecture(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rooms = cls._read_rooms()
        cls.files = [
            (path, room, ast.parse(path.read_text(encoding="utf-8")))
            for path, room in cls._iter_files()
        ]
        cls.classes = [
            (path, room, *read_name(node), node)
            for path, room, tree in cls.files
            for node in tree.body
            if isinstance(node, ast.ClassDef) and read_name(node)[0]
        ]

    @classmethod
    def _read_rooms(cls):
        """Return the rooms in the order in which they are loaded."""
        tree = ast.parse((MODELS / "__init__.py").read_text(encoding="utf-8"))
        names = [alias.name for node in tree.body[1:] for alias in node.names]
        return [name for name in names if (MODELS / name).is_dir()]

    @classmethod
    def _iter_files(cls):
        """Yield the files of models, and the room of each; some have none."""
        for path in sorted(MODELS.rglob("*.py")):
            folders = path.relative_to(MODELS).parts[:-1]
            if path.name != "__init__.py":
                yield path, folders[0] if folders else ""

    def test_every_folder_is_a_room_of_the_guide(self):
        guide = GUIDE.read_text(encoding="utf-8")
        told = re.findall(r"^\| `models/(\w+)/`", guide, re.MULTILINE)
        self.assertEqual(told, self.rooms)
        folders = {path.parent for path in MODELS.rglob("*.py")} - {MODELS}
        for folder in folders:
            tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
            self.assertTrue(ast.get_docstring(tree), folder)

    def test_dialogs_and_tests_are_in_the_same_rooms(self):
        for name, others in (("wizards", set()), ("tests", {"chaos"})):
            folders = {path.parent.name for path in (ROOT / name).glob("*/*.py")}
            self.assertGreater(len(folders), 8, name)
            self.assertLessEqual(folders - others, set(self.rooms), name)

    def test_every_stop_exists(self):
        for name, function in STOP.findall(GUIDE.read_text(encoding="utf-8")):
            self.assertTrue((ROOT / name).is_file(), name)
            text = (ROOT / name).read_text(encoding="utf-8")
            if function:
                self.assertRegex(text, rf"def {function}\(", f"{function} in {name}")

    def test_walks_are_short(self):
        for title, most in WALKS.items():
            walk = GUIDE.read_text(encoding="utf-8").partition(f"## {title}\n")[2]
            walk = walk.partition("\n## ")[0]
            files = {name for name, _function in STOP.findall(walk)}
            self.assertGreater(len(files), 4, title)
            self.assertLessEqual(len(files), most, title)

    def test_rooms_build_on_earlier_ones(self):
        for path, room, tree in self.files:
            for node in ast.walk(tree):
                if not (isinstance(node, ast.ImportFrom) and node.level):
                    continue
                folder = path.parents[node.level - 1]
                target = (folder / (node.module or "").replace(".", "/")).resolve()
                if not room or MODELS not in target.parents:
                    continue
                other = target.relative_to(MODELS).parts[0]
                if other in self.rooms:
                    self.assertLessEqual(
                        self.rooms.index(other), self.rooms.index(room), path
                    )

    def test_tools_and_algorithms_call_no_model(self):
        for folder in ("word_merge", "forecasting", "tools"):
            for path in (ROOT / folder).rglob("*.py"):
                if "tests" not in path.parts:
                    text = path.read_text(encoding="utf-8")
                    self.assertNotRegex(text, r"from \.+models|_inherit = ", path)
                    if folder != "tools":
                        self.assertNotRegex(text, r"(?:from|import) odoo\b", path)

    def test_foreign_models_are_extended_in_a_file_of_their_name(self):
        homes = {name: room for _p, room, name, defines, _n in self.classes if defines}
        files = defaultdict(set)
        for path, room, name, _defines, _node in self.classes:
            if homes.get(name) != room:
                stem = name.replace(".", "_")
                self.assertTrue(path.stem.startswith(stem) or not room, path)
                files[room, name].add(path.stem)
        self.assertGreater(len(files), 25)

    def test_changes_are_defined_once_in_a_room(self):
        counts = Counter(
            (name, room, function.name)
            for _path, room, name, _defines, node in self.classes
            for function in node.body
            if isinstance(function, ast.FunctionDef)
            and function.name in ("create", "write", "unlink")
        )
        self.assertGreater(len(counts), 25)
        self.assertEqual({key: n for key, n in counts.items() if n > 1}, {})

    def test_kinds_of_predictions_are_named_by_their_own_file_only(self):
        homes = {
            code: path
            for path in (MODELS / "prediction" / "kind").glob("*.py")
            for code in re.findall(r'"(\w+)": "cascade"', path.read_text())
        }
        self.assertGreater(len(homes), 3)
        named = set()
        for folder in (*CODE, "views", "static/src"):
            for path in (ROOT / folder).rglob("*.*"):
                if path.suffix not in (".py", ".xml", ".js"):
                    continue
                text = path.read_text(encoding="utf-8")
                named |= {
                    (path.relative_to(ROOT).as_posix(), code)
                    for code, home in homes.items()
                    if path != home and re.search(rf"""["']{code}["']""", text)
                }
        self.assertEqual(named, NAMED_KINDS)
