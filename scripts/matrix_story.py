"""What every case of scripts/install_matrix does once the addon is installed.

Run by "odoo shell". A user who may only use segments chooses contacts by criteria, logs
a segment of letters, and reads the interactions; the scheduled actions deliver and
predict; every menu opens. What the case is about is in the variable STORY:

* two_companies: it is told in a second company as well, and neither sees the other
* without_libreoffice: letters come as Word documents
* without_numpy: a prediction says what is missing
* from_packages: Odoo found the addon among the packages of its environment
"""

import base64
import datetime
import os
import platform
import sys
import uuid
from unittest.mock import patch

from odoo import Command, release
from odoo.exceptions import UserError
from odoo.modules.module import Manifest

from odoo.addons.contact_segment.tools.libreoffice import conversion

env = globals()["env"]  # odoo shell puts it there
STORY = os.environ["STORY"].split()
PLACES = () if "without_libreoffice" in STORY else conversion.PLACES
# Without LibreOffice a letter is a Word document.
FORMAT = "docx" if "without_libreoffice" in STORY else "pdf"
CHURN = {"kind": "transaction_churn", "horizon_days": 60, "churn_days": 60}


def expect(what, found, expected):
    """End the story when something is not as it should be."""
    if found != expected:
        sys.exit(f"error: {what}: {found!r} instead of {expected!r}")


def create_user(company, group):
    """Return the environment of a new user with a role in a company."""
    login = f"{group}-{uuid.uuid4().hex[:8]}"
    groups = ("base.group_user", "base.group_partner_manager")
    user = env["res.users"].create(
        {
            "name": f"Matrix {group}",
            "login": login,
            "email": f"{login}@example.com",
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [
                Command.set(
                    [env.ref(name).id for name in (*groups, f"contact_segment.{group}")]
                )
            ],
        }
    )
    return env(user=user, context={"allowed_company_ids": company.ids})


def create_contacts(user_env):
    """Return a town's name and three contacts there, one of them abroad."""
    town = f"Town {uuid.uuid4().hex[:8]}"
    contacts = user_env["res.partner"].create(
        [
            {
                "name": f"{name} of {town}",
                "street": "Kerkstraat 12",
                "city": town,
                "country_id": env.ref(f"base.{country}").id,
                "company_id": user_env.company.id,
            }
            for name, country in (("Anna", "be"), ("Bob", "be"), ("Carl", "nl"))
        ]
    )
    return town, contacts


def choose(segment, town):
    """Choose the two contacts of a town who live in Belgium, and save how."""
    added = segment.add_contacts([("city", "=", town)])
    expect("contacts added", added["added"], 3)
    segment.reduce_contacts([("country_id.code", "=", "NL")])
    expect("contacts chosen", segment.line_count, 2)
    criteria = segment.save_criteria(f"Belgians of {town}")
    again = segment.create({"name": f"Again {town}"})
    again.apply_criteria(criteria)
    expect("contacts chosen again", again.line_count, 2)


def create_letters(user_env, town):
    """Return a segment that sends its contacts the letter of a template."""
    template = user_env.ref("contact_segment.template_letter")
    starter = user_env["ir.attachment"].browse(template.create_word_template())
    letter = {"kind": "word", "filename": "letter.docx", "content": starter.datas}
    return user_env["contact.segment"].create(
        {
            "name": f"Letter to {town}",
            "template_id": template.id,
            "document_ids": [Command.create(letter)],
        }
    )


def run_scheduled(name):
    """Let a scheduled action of the addon work, as Odoo's own thread does."""
    env.cr.commit()
    env.ref(f"contact_segment.{name}").method_direct_trigger()
    # it worked in a transaction of its own
    env.cr.commit()
    env.invalidate_all()


def deliver(segment):
    """Log a segment, deliver its letters, and look at what came out."""
    logged = segment.log(send=True)
    expect("interactions", logged["interaction_count"], 2)
    run_scheduled("ir_cron_deliver")
    expect("letters that wait", segment.delivery_queued_count, 0)
    expect("letters delivered", segment.delivery_sent_count, 2)
    [print_file] = segment.print_file_ids
    expect("letters in the print file", print_file.letter_count, 2)
    expect("kind of print file", print_file.filename.rpartition(".")[2], FORMAT)
    start = b"%PDF" if FORMAT == "pdf" else b"PK"
    content = base64.b64decode(print_file.content)
    expect("content of the print file", content[: len(start)], start)


def read_interactions(segment, contacts):
    """Read what was logged, evaluate one, and begin the follow-up of it."""
    interactions = segment.env["contact.interaction"].search(
        [("segment_id", "=", segment.id)]
    )
    expect("who got a letter", interactions.partner_id, contacts[:2])
    titles = set(interactions.mapped("title"))
    expect("titles", titles, {f"Letter – by {segment.env.user.name}"})
    interactions[0].evaluate("positive")
    follow_up = segment.browse(segment.create_follow_up(include="positive"))
    expect("contacts to follow up", follow_up.line_count, 1)


def open_menus(user_env):
    """Open what every menu of the addon that a user sees leads to."""
    root = env.ref("contact_segment.contact_segment_menu_root")
    menus = user_env["ir.ui.menu"].search([("id", "child_of", root.id)])
    actions = {menu.action for menu in menus._filter_visible_menus().sudo()}
    windows = [
        action for action in actions if action and action._name.endswith("act_window")
    ]
    expect("several menus", len(windows) > 4, True)
    for action in windows:
        views = [*action.views, (action.search_view_id.id, "search")]
        model = user_env[action.res_model]
        model.get_views(views, {"toolbar": True})
        if not model._transient:
            model.web_search_read([], {"display_name": {}}, limit=5)


def predict(user_env):
    """Predict who stops buying, or be told what is missing."""
    customers, prediction = create_prediction(user_env)
    if "without_numpy" not in STORY:
        prediction.train()
        run_scheduled("ir_cron_predict")
        expect(f"state ({prediction.failure})", prediction.state, "ready")
        # with sample data there are others, who bought too
        scores = prediction.score_ids.filtered(
            lambda score: score.partner_id in customers
        )
        expect("scores", len(scores), len(customers))
        return
    try:
        prediction.train()
    except UserError as error:
        sentence = str(error).partition(";")[0]
        expect("refusal", sentence, "Predictions need numpy, scipy, sklearn")
        expect("state", prediction.state, "draft")
    else:
        sys.exit("error: a prediction is trained without numpy")


def create_prediction(user_env):
    """Return customers, of whom some stopped to buy, and a prediction for them."""
    customers = user_env["res.partner"].create([{"name": f"C{n}"} for n in range(60)])
    today = datetime.date.today()
    stamp = uuid.uuid4().hex[:8]
    user_env["contact.prediction.transaction"].create(
        [
            {
                "partner_id": customer.id,
                "date": today - datetime.timedelta(days=days),
                "amount": 40 + number,
                "reference": f"{stamp}/{number}/{days}",
            }
            for number, customer in enumerate(customers)
            for days in range(7 * number % 100, 500, 8 + number)
        ]
    )
    sources = user_env["contact.prediction.source"]
    imported = {"kind": "import_transaction"}
    source = sources.search([("kind", "=", imported["kind"])], limit=1)
    source = source or sources.create({"name": "Imported", **imported})
    prediction = user_env["contact.prediction"].create(
        {"name": f"Who stops {stamp}", "source_id": source.id, **CHURN}
    )
    return customers, prediction


def tell(company):
    """Tell the story in a company; return the user's segment of letters."""
    user_env = create_user(company, "group_user")
    town, contacts = create_contacts(user_env)
    segment = create_letters(user_env, town)
    choose(segment, town)
    deliver(segment)
    read_interactions(segment, contacts)
    open_menus(user_env)
    return segment


def check_companies(segments):
    """Check that nobody sees what another company logged."""
    for segment in segments:
        others = set(segments) - {segment}
        for model in ("contact.segment", "contact.interaction", "contact.print.file"):
            seen = segment.env[model].search([])
            expect(f"companies of {model}", seen.company_id, segment.env.company)
        for other in others:
            expect("company", other.company_id != segment.company_id, True)


def name_no_program(segment):
    """Make a letter while the system parameter names a program that is not there."""
    parameters = env["ir.config_parameter"]
    parameters.set_param("contact_segment.libreoffice", "/nowhere/soffice")
    town, __ = create_contacts(segment.env)
    segment = create_letters(segment.env, town)
    choose(segment, town)
    deliver(segment)
    parameters.set_param("contact_segment.libreoffice", "")


def build_client():
    """Build the script and the styles of the web client, with the addon's in them."""
    bundle = env["ir.qweb"]._get_asset_bundle("web.assets_web")
    expect("script of the web client", "contact_segment" in bundle.js().raw.decode(), 1)
    expect("styles of the web client", bool(bundle.css()), True)
    expect("errors in the styles", bundle.css_errors, [])


def main():
    """Tell the story in each company, and what is told once."""
    path = Manifest.for_addon("contact_segment").path
    is_package = path.startswith(sys.prefix) and "site-packages" in path
    expect(f"package in {path}", is_package, "from_packages" in STORY)
    companies = env.company
    if "two_companies" in STORY:
        companies |= companies.create({"name": "Second company"})
    segments = [tell(company) for company in companies]
    if len(companies) > 1:
        check_companies(segments)
    if "without_libreoffice" in STORY:
        name_no_program(segments[0])
    manager = create_user(env.company, "group_manager")
    open_menus(manager)
    predict(manager)
    build_client()
    env.cr.commit()


with patch.object(conversion, "PLACES", PLACES):
    main()
server = env.cr._cnx.server_version
print(
    "versions:",
    platform.python_version(),
    f"{server // 10000}.{server % 10000}",
    release.version,
    flush=True,
)
