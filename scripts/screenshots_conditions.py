"""The pictures of the twelve questions of the guide, each with its condition.

A part of scripts/screenshots.py. The questions about orders need Sales in the database:

    APPS=sale_management scripts/screenshots conditions
"""

import sys
from pathlib import Path

from screenshots_letters import call

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from condition_questions import (  # noqa: E402
    MEASURES,
    QUESTIONS,
    SALE_QUESTIONS,
    fill,
)

ROWS = ".o_field_widget[name=step_ids] .o_data_row"
DIALOG = ".modal .modal-content"


def shoot_conditions(camera):
    """Save all questions as criteria, and open one step after the other."""
    questions = dict(QUESTIONS)
    if call(
        camera,
        "ir.module.module",
        "search",
        [["name", "=", "sale"], ["state", "=", "installed"]],
    ):
        questions |= SALE_QUESTIONS
    ids = find_ids(camera, questions)
    steps = [
        [0, 0, {"action": "add", "domain": repr(fill(domain, ids))}]
        for domain in questions.values()
    ]
    values = {"name": "Twelve questions", "step_ids": steps}
    criteria = call(camera, "contact.criteria", "create", values)
    shoot_steps(camera, criteria, questions)
    call(camera, "contact.criteria", "unlink", criteria)


def shoot_steps(camera, criteria, questions):
    camera.open(f"saved-criteria/{criteria}", ROWS)
    for number, key in enumerate(questions):
        camera.page.locator(ROWS).nth(number).locator("td.o_data_cell").last.click()
        camera.wait(f"{DIALOG} .o_condition_estimate")
        camera.page.mouse.move(2, 990)
        name = f"condition-{key.replace('_', '-')}"
        camera.shoot_part(name, f"{DIALOG} .o_field_widget[name=domain]")
        camera.click(".modal .btn-close")
        camera.page.wait_for_selector(".modal", state="detached")


def find_ids(camera, questions):
    """Return what the names in the conditions stand for in the sample data."""
    text = repr(questions)
    measures = call(
        camera, "contact.measure", "search_read", [["key", "!=", False]], ["key"]
    )
    ids = {f"@{one['key']}": one["id"] for one in measures}
    for name, values in MEASURES.items():
        if name in text:
            ids[name] = call(camera, "contact.measure", "create", values)
    countries = call(
        camera, "res.country", "search_read", [["code", "in", ["BE", "NL"]]], ["code"]
    )
    codes = {one["code"]: one["id"] for one in countries}
    ids |= {"@belgium": codes["BE"], "@netherlands": codes["NL"]}
    spring, autumn = call(
        camera, "contact.segment", "search", [["line_count", ">", 0]], limit=2
    )
    ids |= {"@spring": spring, "@autumn": autumn}
    desk, chair = call(
        camera, "product.product", "search", [["sale_ok", "=", True]], limit=2
    )
    return ids | {"@product_a": desk, "@product_b": chair}
