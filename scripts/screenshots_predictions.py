"""The pictures of predictions: tiles, settings, the results of each kind, a contact.

A part of scripts/screenshots.py. It trains the predictions of the sample data.
"""

from screenshots_letters import call

PREDICTIONS = "predictions"
# Which prediction is shown under which name.
RESULTS = {
    "Value of our customers next year": "prediction-value",
    "Customers who stop buying": "prediction-churn",
    "Care plans that end": "prediction-subscription",
    "What to offer next": "prediction-products",
    "Classes of our customers": "prediction-classes",
    "When customers come back": "prediction-next",
}
# All phases of each, one a call, and some to spare.
MOST_CALLS = 50


def shoot_predictions(camera):
    """Follow predictions from the tiles to a segment."""
    camera.open(PREDICTIONS, ".o_prediction_tabs")
    camera.click("button[data-tab=create]", ".o_prediction_tile")
    camera.shoot("prediction-tiles")
    open_prediction(camera, "Customers who stop buying", "[name=churn_days]")
    camera.shoot("prediction-form")
    train(camera)
    camera.open(PREDICTIONS, ".o_prediction_tabs")
    show_mine(camera)
    camera.shoot("predictions")
    for name, image in RESULTS.items():
        open_prediction(camera, name, ".o_prediction_results .o_prediction_statistics")
        shoot_whole(camera, image)
    shoot_report(camera)
    shoot_segment_of_prediction(camera)
    shoot_scored_contact(camera)


def show_mine(camera):
    tab = camera.page.locator("button[data-tab=mine]")
    if tab.count():
        tab.first.click()
    camera.wait(".o_data_row, .o_kanban_record")


def open_prediction(camera, name, selector):
    [record] = call(camera, "contact.prediction", "search", [["name", "=", name]])
    camera.open(f"{PREDICTIONS}/{record}", ".o_form_view")
    results = camera.page.locator(".nav-link[name=results]")
    # the browser remembers the tab of the form that was open before
    if results.count() and ".nav-link" not in selector:
        results.first.click()
    camera.wait(f".o_form_view {selector}")


def shoot_whole(camera, image):
    """Take a picture of a form that is higher than the usual page."""
    size = camera.page.viewport_size
    height = camera.page.evaluate(
        "Math.max(...[...document.querySelectorAll('.o_content, .o_form_sheet_bg')]"
        ".map(element => element.scrollHeight))"
    )
    higher = {**size, "height": max(size["height"], height + 120)}
    camera.page.set_viewport_size(higher)
    camera.page.wait_for_timeout(600)
    camera.shoot(image)
    camera.page.set_viewport_size(size)


def train(camera):
    """Train all predictions now, instead of waiting for the scheduled action."""
    model, everything = "contact.prediction", [["name", "in", list(RESULTS)]]
    ids = call(camera, model, "search", everything)
    call(camera, model, "train", ids)
    domain = [["cron_name", "=", "Segments: train and score predictions"]]
    [cron] = call(camera, "ir.cron", "search", domain)
    for _number in range(MOST_CALLS):
        states = call(camera, model, "read", ids, ["name", "state", "failure"])
        if not [row for row in states if row["state"] in ("queued", "running")]:
            break
        call(camera, "ir.cron", "method_direct_trigger", [cron])
    failed = [row for row in states if row["state"] != "ready"]
    if failed:
        raise RuntimeError(f"not trained: {failed}")


def shoot_report(camera):
    open_prediction(camera, "Care plans that end", ".nav-link[name=report]")
    camera.click(".nav-link[name=report]", "[name=usability_ids] .o_data_row")
    camera.shoot("prediction-report")


def shoot_segment_of_prediction(camera):
    open_prediction(camera, "Customers who stop buying", ".o_prediction_distribution")
    camera.click(
        "button[name=action_create_segment]", ".modal .o_field_widget[name=top_percent]"
    )
    field = camera.page.locator(".modal .o_field_widget[name=top_percent] input")
    field.fill("20")
    field.press("Tab")
    camera.page.wait_for_timeout(1200)
    camera.shoot("prediction-segment")
    camera.click(
        ".modal footer button[name=action_apply]", ".o_segment_lines .o_data_row"
    )


def shoot_scored_contact(camera):
    [best] = call(
        camera,
        "contact.prediction.score",
        "search_read",
        [["prediction_id.kind", "=", "transaction_churn"], ["status", "=", "active"]],
        ["partner_id"],
        limit=1,
        order="score desc",
    )
    camera.open(f"contacts/{best['partner_id'][0]}", ".nav-link[name=segments]")
    camera.click(".nav-link[name=segments]")
    camera.scroll_to_top(".nav-link[name=segments]")
    camera.shoot("prediction-contact")


def shoot_phone_predictions(camera):
    """Results on a telephone; the page is that narrow already."""
    open_prediction(
        camera, "Value of our customers next year", ".o_prediction_distribution"
    )
    camera.scroll_to(".o_prediction_distribution")
    camera.shoot("prediction-phone")
