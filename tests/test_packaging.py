# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import inspect
import re
from pathlib import Path

from odoo.modules.module import Manifest
from odoo.tests import TransactionCase

MODULE = "contact_segment"
ROOT = Path(__file__).resolve().parent.parent
MAX_LINES = 600


class TestPackaging(TransactionCase):
    """The parts of the repository agree with each other."""

    def _get_models(self):
        """Return the models that this addon brings."""
        data = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "ir.model")]
        )
        names = self.env["ir.model"].browse(data.mapped("res_id")).mapped("model")
        return [self.env[name] for name in names if name in self.env.registry]

    def _get_python_files(self):
        for path in ROOT.rglob("*.py"):
            parts = path.relative_to(ROOT).parts
            if not any(part.startswith(".") for part in parts):
                yield path

    def test_version_is_the_same_everywhere(self):
        version = Manifest.for_addon(MODULE)["version"]
        self.assertRegex(version, r"^19\.0\.\d+\.\d+\.\d+$")
        project = ROOT / "pyproject.toml"
        if not project.exists():
            self.skipTest("an installed package has no pyproject.toml")
        text = project.read_text(encoding="utf-8")
        self.assertEqual(re.search(r'^version = "(.+?)"', text, re.M)[1], version)

    def test_files_of_the_manifest_exist(self):
        manifest = Manifest.for_addon(MODULE)
        for name in [*manifest["data"], *manifest["demo"]]:
            self.assertTrue((ROOT / name).is_file(), name)

    def test_every_model_has_access_rules(self):
        models = [model for model in self._get_models() if not model._abstract]
        models = [model for model in models if model._original_module == MODULE]
        self.assertGreater(len(models), 9)
        for model in models:
            access = self.env["ir.model.access"].search(
                [("model_id.model", "=", model._name)]
            )
            self.assertTrue(access, model._name)
            for rule in access:
                self.assertTrue(rule.group_id, f"{model._name} is open to everybody")

    def test_every_model_with_a_company_has_a_company_rule(self):
        for model in self._get_models():
            if model._abstract or model._transient or "company_id" not in model._fields:
                continue
            if model._name == "ir.attachment":
                # whoever may read the record it belongs to may read it
                continue
            rules = self.env["ir.rule"].search([("model_id.model", "=", model._name)])
            shared = rules.filtered(lambda rule: not rule.groups)
            self.assertTrue(
                any("company_ids" in rule.domain_force for rule in shared), model._name
            )

    def test_every_public_method_has_a_docstring(self):
        inherited = ("create", "write", "unlink", "copy", "copy_data")
        methods = 0
        for name in self.env.registry:
            for cls in type(self.env[name]).__mro__:
                if not cls.__module__.startswith(f"odoo.addons.{MODULE}."):
                    continue
                for method_name, method in vars(cls).items():
                    if method_name.startswith("_") or not inspect.isfunction(method):
                        continue
                    if method_name in inherited:
                        continue
                    methods += 1
                    self.assertTrue(method.__doc__, f"{name}.{method_name}")
        self.assertGreater(methods, 20)

    def test_methods_of_the_contract_document_what_they_return(self):
        segment = self.env["contact.segment"]
        for name in (
            "add_contacts reduce_contacts refine_contacts preview_step go_back redo "
            "save_criteria apply_criteria reuse_logged check_log log cancel_logged "
            "uncancel_logged create_follow_up explain"
        ).split():
            method = getattr(type(segment), name)
            text = inspect.getdoc(method)
            self.assertIn(":return:", text, name)
            for parameter in list(inspect.signature(method).parameters)[1:]:
                self.assertRegex(text, rf":param [\w\[\]]* ?{parameter}:", name)

    def test_python_files_are_short_and_name_the_licence(self):
        files = list(self._get_python_files())
        self.assertGreater(len(files), 30)
        for path in files:
            lines = path.read_text(encoding="utf-8").splitlines()
            self.assertLess(len(lines), MAX_LINES, path.name)
            room = path.relative_to(ROOT).parts[0]
            is_test = path.stem.startswith("test_")
            if lines and (is_test or room in ("models", "wizards", "tools")):
                self.assertIn("Copyright", lines[0], path.name)
                self.assertIn("LGPL-3.0", lines[1], path.name)

    def test_every_test_module_is_imported(self):
        folder = ROOT / "tests"
        imports = (folder / "__init__.py").read_text(encoding="utf-8")
        paths = list(folder.rglob("test_*.py"))
        self.assertGreater(len(paths), 100)
        for path in paths:
            room = (path.parent / "__init__.py").read_text(encoding="utf-8")
            self.assertIn(f" {path.stem},", room)
            if path.parent != folder:
                self.assertIn(f"from .{path.parent.name} import *", imports)
