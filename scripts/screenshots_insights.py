"""The pictures of insights: overlap, differences, similar contacts, proposals.

A part of scripts/screenshots.py.
"""

from screenshots_letters import call

NAMES = ("Season's greetings", "Spring showroom days", "Letter to all buyers")


def shoot_insights(camera):
    """Compare segments in the list, then look into one of them."""
    camera.open("segments", ".o_data_row")
    for name in NAMES:
        row = camera.page.locator(".o_data_row", has_text=name).first
        row.locator(".o_list_record_selector input").check(force=True)
    camera.click(".o_cp_action_menus button:has-text('Actions')")
    camera.click(".o-dropdown-item:has-text('Overlap')", ".o_segment_overlap")
    camera.shoot("insights-overlap")
    [segment] = call(camera, "contact.segment", "search", [["name", "=", NAMES[0]]])
    camera.open(f"segments/{segment}", ".o_segment_picture summary")
    camera.click(".o_segment_picture summary", ".o_segment_insights_link")
    camera.click(".o_segment_insights_link", ".o_insight_row")
    camera.shoot("insights-differences")
    camera.click("[data-tab=suggest]", "[data-outcome=reacted]")
    camera.click("[data-outcome=reacted]", ".o_insight_proposal")
    camera.shoot("insights-suggest")
    camera.click("[data-tab=similar]", "#o_insight_count")
    camera.page.fill("#o_insight_count", "20")
    camera.click(".o_insight_find", ".o_segment_lines td[name=similarity]")
    camera.shoot("insights-similar")
    # the pictures that follow are those of the sample data
    made = call(camera, "contact.segment", "search", [["similar_to_id", "=", segment]])
    call(camera, "contact.segment", "unlink", made)
