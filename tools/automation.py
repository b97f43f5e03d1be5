# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lets Odoo's automation rules see what statements write past the ORM.

Odoo looks at rules in ``create`` and ``write``. A statement that writes a hundred
thousand rows calls neither, so it is watched: what its records were before, what they
are after it. Without a rule for the model that is one small query, and nothing is read.

Rules can also be told later of what happened; then records are shown to them as they
were before.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from odoo.fields import Domain
from odoo.models import BaseModel
from odoo.tools import split_every

RULES = "base.automation"
BATCH_SIZE = 1000


@contextmanager
def watched(model: BaseModel, domain: list, names: list[str]) -> Iterator[None]:
    """Watch statements that create or write records of a model.

    :param model: the model, in the environment of the user who does it
    :param domain: the records that they may create or write, before and after
    :param names: the stored fields that they may write
    """
    of_new, of_changed = find_rules(model)
    rules = of_new | of_changed
    if not rules:
        yield
        return
    # sudo: rules are about every record, and look at them as the system
    records = model.with_env(rules.env).sudo().with_context(active_test=False)
    domain = Domain(domain)
    before = _read_values(records.search(domain), names)
    qualified = {
        rule: set(rule._filter_pre(records.browse(before)).ids) for rule in of_changed
    }
    yield
    records.invalidate_model()
    after = _read_values(records.search(domain), names)
    changed = {
        id_: values
        for id_, values in before.items()
        if id_ in after and after[id_] != values
    }
    records = records.sudo(model.env.su)
    for ids in split_every(BATCH_SIZE, [id_ for id_ in after if id_ not in before]):
        process_new(of_new, records.browse(ids))
    for ids in split_every(BATCH_SIZE, changed):
        _process_changed(of_changed, records.browse(ids), qualified, changed)


def find_rules(model: BaseModel) -> tuple[BaseModel, BaseModel]:
    """Return the rules about what is created, and about what is written, in a model.

    :param model: in the environment in which they are to work
    """
    if RULES not in model.env:
        return (model.browse(), model.browse())
    # only there when the module is
    from odoo.addons.base_automation.models.base_automation import (  # noqa: PLC0415
        CREATE_TRIGGERS,
        WRITE_TRIGGERS,
    )

    rules = model.env[RULES]._get_actions(model, CREATE_TRIGGERS + WRITE_TRIGGERS)
    return tuple(
        rules.filtered(lambda rule, names=names: rule.sudo().trigger in names)
        for names in (CREATE_TRIGGERS, WRITE_TRIGGERS)
    )


def _read_values(records, names):
    """Return the values of fields by the ids of records."""
    return {
        record.id: {name: record[name] for name in names}
        for ids in split_every(BATCH_SIZE, records.ids)
        for record in records.browse(ids)
    }


def process_new(rules: BaseModel, records: BaseModel) -> None:
    """Do what Odoo does after ``create``."""
    for rule in rules.with_context(old_values=None):
        rule._process(rule._filter_post(records, feedback=True))


def _process_changed(rules, records, qualified, old_values):
    """Do what Odoo does after ``write``."""
    for rule in rules.with_context(old_values=old_values):
        kept = records.filtered(lambda one, rule=rule: one.id in qualified[rule])
        kept, domain = rule._filter_post_export_domain(kept, feedback=True)
        rule._process(kept, domain_post=domain)


def process_changed_before(
    rules: BaseModel, records: BaseModel, old_values: dict
) -> None:
    """Do what Odoo does after ``write``, for records that were written before.

    :param rules: as found for what is written
    :param records: all of them were changed alike
    :param old_values: of the fields that were changed, what all of them had before
    """
    qualified = {
        rule: set(_filter_before(rule, records, old_values).ids) for rule in rules
    }
    changed = dict.fromkeys(records.ids, old_values)
    _process_changed(rules, records, qualified, changed)


def _filter_before(rule, records, old_values):
    """Return the records that met the condition of a rule before they were changed."""
    if not rule.sudo().filter_pre_domain:
        return records
    records.env.flush_all()
    records.invalidate_recordset(flush=False)
    for name, value in old_values.items():
        field = records._fields[name]
        field._update_cache(records, field.convert_to_cache(value, records))
    kept = rule._filter_pre(records)
    # what is in memory is not so any more
    records.invalidate_recordset(flush=False)
    return kept
