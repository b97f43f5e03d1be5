# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from difflib import get_close_matches

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import LazyTranslate

from ...tools.merge.format import UNFIT_TYPES
from ...tools.told import plain, tell
from .contact_merge_mixin import MAX_LINKS

_lt = LazyTranslate(__name__)

# No field: it stands in the documents that the installed templates begin with, where
# their text is to be written (scripts/starter_letter_texts.py).
PLACE_OF_TEXT = "Your_Text"


class ContactMergeMixin(models.AbstractModel):
    """What is wrong with the names of fields in a document, before it is used."""

    _inherit = "contact.merge.mixin"

    @api.model
    def _suggest_merge_field(self, name):
        """Return the known name nearest to an unknown one, or an empty text.

        :param str name: the name in the document
        :rtype: str
        """
        wanted = self._get_merge_key(name)
        names = {
            self._get_merge_key(known): known for known in self._list_merge_names()
        }
        endings = {}
        for key, known in names.items():
            endings.setdefault(key.partition("_")[2] or key, known)
        for known in (names, endings):
            if nearest := get_close_matches(wanted, known, 1, 0.7):
                return known[nearest[0]]
        return ""

    @api.model
    def _is_quotation(self, name, typed):
        """Whether a name in a document is just a text between quotation marks.

        Guillemets are both; names of fields that are none have a sign of one in them.

        :param str name: the name in the document
        :param str typed: what was typed for it, or an empty text
        """
        if not typed.startswith("«") or "_" in name or "." in name:
            return False
        return not self._is_merge_name(name)

    @api.model
    def _is_merge_name(self, name):
        """Whether a name is that of a merge field, or a path."""
        ((source, _columns),) = self._get_merge_sources([name]).values()
        return self._is_merge_source(source)

    @api.model
    def _list_merge_names(self):
        """Return everything that can be written in a document, but for paths."""
        names = []
        for field in self._get_merge_fields().values():
            names.append(field.name)
            names += [f"{field.name}.{column}" for column in field.columns]
        return names

    @api.model
    def _check_merge_fields(self, field_names):
        """Find the names that are unknown, or that the user may not read.

        :param list[str] field_names: the names as they are in the document
        :return: a sentence by name, for those with a problem
        :rtype: dict[str, str]
        """
        problems = self._find_merge_problems(field_names)
        return {name: plain(problem) for name, problem in problems.items()}

    @api.model
    def _find_merge_problems(self, field_names):
        """Return the same as `_check_merge_fields`, with sentences that are stored."""
        problems = {name: self._find_merge_problem(name) for name in field_names}
        return {name: problem for name, problem in problems.items() if problem}

    @api.model
    def _find_unknown_fields(self, field_names):
        """Find the names that are no merge fields and no paths.

        :param list[str] field_names: the names as they are in the document
        :return: a sentence for each
        :rtype: list[str]
        """
        unknown = [name for name in field_names if not self._is_merge_name(name)]
        return list(self._check_merge_fields(unknown).values())

    @api.model
    def _find_merge_problem(self, name):
        """Return what is wrong with one name, or an empty text."""
        ((source, columns),) = self._get_merge_sources([name]).values()
        if isinstance(source, str):
            return self._find_path_problem(self, source)
        if not source.is_list:
            return (
                "" if source.is_method else self._find_path_problem(self, source.source)
            )
        return self._find_list_problem(source, columns)

    @api.model
    def _find_path_problem(self, model, path, prefix=""):
        """Return the sentence about the first field of a path that is no good."""
        *links, last = path.split(".")
        if len(links) > MAX_LINKS:
            short = f"{path[:100]}…"
            return self._explain_unknown(prefix, short, model, links[0])
        for link in links:
            field = model._fields.get(link)
            if not field or not field.relational:
                return self._explain_unknown(prefix, path, model, link)
            if not self._may_read_merge_field(model, link):
                return self._explain_forbidden(prefix + path, model, link)
            model = self.env[field.comodel_name]
        field = model._fields.get(last)
        if not field or field.type in UNFIT_TYPES:
            return self._explain_unknown(prefix, path, model, last)
        if not self._may_read_merge_field(model, last):
            return self._explain_forbidden(prefix + path, model, last)
        return ""

    @api.model
    def _may_read_merge_field(self, model, name):
        """Whether the user may read a field, and what it links to, at all."""
        field = model._fields[name]
        try:
            self._check_merge_field(model.browse(), name)
            if field.relational:
                self.env[field.comodel_name].check_access("read")
        except AccessError:
            return False
        return True

    @api.model
    def _find_list_problem(self, merge_field, columns):
        """Return what is wrong with the columns of a list."""
        model = self.env[merge_field.model]
        paths = {name.casefold(): path for name, path in merge_field.columns.items()}
        problems = (
            self._find_path_problem(
                model, paths.get(column.casefold(), column), f"{merge_field.name}."
            )
            for column in columns
        )
        return next(filter(None, problems), "")

    @api.model
    def _is_place_of_text(self, name):
        """Whether a name in a document stands where its text is to be written."""
        return self._get_merge_key(name) == self._get_merge_key(PLACE_OF_TEXT)

    @api.model
    def _explain_unknown(self, prefix, path, model, wrong):
        """Return the sentence about a name that is not known, with the nearest one."""
        if self._is_place_of_text(path):
            sentence = _lt(
                "The text is still to be written; open the document and write it where "
                "%(place)s stands.",
                place=PLACE_OF_TEXT,
            )
            # documents keep it, from the installation on
            return tell(self.env, sentence)
        suggestion = self._suggest_merge_field(prefix + path)
        nearest = get_close_matches(wrong, model._fields, 1, 0.7)
        if "." in path and nearest and nearest[0] != wrong:
            names = [nearest[0] if name == wrong else name for name in path.split(".")]
            suggestion = prefix + ".".join(names)
        if suggestion:
            sentence = _lt(
                "%(name)s is not a merge field; did you mean %(suggestion)s?",
                name=prefix + path,
                suggestion=suggestion,
            )
        else:
            sentence = _lt(
                "%(name)s is not a merge field, so it shows nothing of the contact; "
                "choose one of the data source.",
                name=prefix + path,
            )
        return tell(self.env, sentence)

    @api.model
    def _explain_forbidden(self, path, model, name):
        """Return the sentence about a field that the user may not read."""
        sentence = _lt(
            "%(name)s cannot be merged by you: you may not read %(field)s of "
            "%(model)s; ask an administrator for the right or take the field out.",
            name=path,
            field=model._fields[name]._description_string(self.env) or name,
            model=self.env["ir.model"]._get(model._name).name,
        )
        return tell(self.env, sentence)
