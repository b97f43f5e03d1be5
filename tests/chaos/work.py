# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What children do: make segments, deliver them as Odoo's scheduler does, look at them.

Runs in forked children, where patches end with the process.
"""

import atexit
import base64
import os
import random
import signal
import socket
import threading
import time
from functools import partial

from word_file import encode_word

from odoo import Command, fields, sql_db

from odoo.addons.base.models import ir_mail_server
from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.contact_segment.models.delivery import contact_interaction_queue
from odoo.addons.contact_segment.tools.libreoffice import conversion

from . import traps
from .evidence import Person
from .world import CRONS, DATABASE

# Small ones, so that a few letters are several batches.
BATCHES = (3, 2, 1, 1)
GROUPS = ("contact_segment.group_user_all", "base.group_partner_manager")
KINDS = ("letter", "word", "email", "attached")
COUNTERS = [
    *(f"delivery_{state}_count" for state in ("queued", "sent", "failed", "skipped")),
    "delivery_count",
    "interaction_count",
]


# --- data -----------------------------------------------------------------------


def set_up(env, program, port, retry_hours):
    """Prepare a database for all rounds; return the ids that rounds need."""
    env["ir.cron"].search([]).active = False
    for name in CRONS:
        env.ref(name).active = True
    env["res.company"].search([]).contact_mail_retry_hours = retry_hours
    env["ir.mail_server"].search([]).active = False
    env["ir.mail_server"].create(
        {
            "name": "Chaos",
            "smtp_host": "127.0.0.1",
            "smtp_port": port,
            "smtp_encryption": "none",
        }
    )
    env["ir.config_parameter"].set_param("contact_segment.libreoffice", program)
    word = encode_word("Dear {{Contact_Name}}!")
    html = base64.b64encode(b"<p>Hello <b>{{Contact_Name}}</b></p>")
    found = {"templates": {}}
    for channel, kind, content in (("letter", "word", word), ("email", "html", html)):
        for name in KINDS[:2] if channel == "letter" else KINDS[2:]:
            template = env["contact.interaction.template"].create(
                {"name": name, "channel": channel, "ignore_contact_channel": True}
            )
            is_word = kind == "word" or name == "attached"
            env["contact.interaction.template.document"].create(
                {
                    "template_id": template.id,
                    "kind": "word" if is_word else "html",
                    "filename": "letter.docx" if is_word else "mail.html",
                    "content": word if is_word else content,
                }
            )
            found["templates"][name] = template.id
    found["user"] = make_user(env, "chaos")
    found["main_company"] = env.ref("base.main_company").id
    found["company"] = (
        env["res.company"]
        .create({"name": "Other Company", "contact_mail_retry_hours": retry_hours})
        .id
    )
    return found


def make_user(env, login, **values):
    """Return the id of a new user of segments."""
    groups = [env.ref(name).id for name in ("base.group_user", *GROUPS)]
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": login.capitalize(),
                "login": login,
                "email": f"{login}@example.com",
                "group_ids": [Command.set(groups)],
                **values,
            }
        )
        .id
    )


def make_segment(env, found, kind, size, mark, uid=0, company_id=False):
    """Make a segment with new contacts, and log it as an ordinary user.

    :param mark: what tells the contacts from those of other rounds
    :return: segment id, and whom each interaction addresses
    """
    contacts = env["res.partner"].create(
        [
            {
                "name": f"Contact {mark}n{number:02}",
                "email": f"{mark}n{number:02}@example.com".lower(),
                "street": f"Street {number}",
                "city": "Town",
            }
            for number in range(size)
        ]
    )
    user = env["res.users"].browse(uid or found["user"])
    context = {"allowed_company_ids": [company_id]} if company_id else {}
    segment = (
        env["contact.segment"]
        .with_user(user)
        .with_context(**context)
        .create(
            {
                "name": f"Chaos {mark}",
                "template_id": found["templates"][kind],
                "subject": f"Offer {mark}",
                "date": "2026-04-05",
            }
        )
    )
    segment.send_as_attachment = kind == "attached"
    segment.add_contacts([("id", "in", contacts.ids)])
    segment.log()
    return segment.id, get_persons(env, segment.id)


def get_persons(env, segment_id):
    """Return whom the interactions of a segment address."""
    interactions = env["contact.segment"].browse(segment_id).interaction_ids
    return {
        one.id: Person(
            one.partner_id.id, one.partner_id.name.split()[-1], one.partner_id.email
        )
        for one in interactions
    }


def look(env, segment_id):
    """Return the counters a user sees, after making the zip of every print file."""
    segment = env["contact.segment"].browse(segment_id)
    files = segment.print_file_ids
    for file in files:
        file.action_download_zip()
    [shown] = segment.read(COUNTERS)
    return {name: shown[name] for name in COUNTERS}


# --- servers --------------------------------------------------------------------


def deliver(world, trap=None, action=None, seconds=0, clock=None, count=False):
    """Do the scheduled work as Odoo's scheduler does, until nothing is due.

    :param Point trap: where something happens, and
    :param action: what
    :param seconds: after how long LibreOffice and mail servers are given up; if not
        as always
    :param timedelta clock: how far the clock of this server is wrong
    :param bool count: return how many statements, commits and files it took
    """
    contact_interaction_queue.SMALLER_BATCHES = BATCHES
    hurry(seconds or world.seconds)
    counter = traps.Counter() if count else None
    if trap:
        trap.arm(world.registry, action)
    if clock:
        now = fields.Datetime.now
        fields.Datetime.now = staticmethod(lambda *args: now(*args) + clock)
    for _turn in range(30):
        with sql_db.db_connect(DATABASE).cursor() as cr:
            if not IrCron._get_all_ready_jobs(cr):
                break
        IrCron._process_jobs(DATABASE)
    return counter.counts if counter else {}


def hurry(seconds):
    """Let LibreOffice and mail servers have less time than they have in earnest."""
    ir_mail_server.SMTP_TIMEOUT = seconds
    # smtplib asks the network for it at each connection
    socket.getfqdn = lambda name="": "localhost"
    conversion.SECONDS = seconds
    conversion.SECONDS_PER_MEGABYTE = 0
    conversion.SECONDS_PER_DOCUMENT = 0
    convert = conversion.convert_to_pdf
    convert.__defaults__ = (seconds, *convert.__defaults__[1:])


def deliver_until_stopped(world, trap, seed):
    """Deliver as a server with threads does, which ends politely when it is asked.

    It closes its connections to the database, and does not wait for its threads.
    """

    def stop(*_signal):
        sql_db.close_all()
        time.sleep(random.Random(seed).random() / 50)
        atexit._run_exitfuncs()
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    work = partial(deliver, world, trap, traps.stop_politely)
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(1)


def update(world):
    """Update the addon, as a new version is installed."""
    from odoo.modules.registry import Registry

    Registry.new(DATABASE, update_module=True, upgrade_modules=["contact_segment"])


# --- what happens to contacts and users between logging and delivery ------------------


def merge_contacts(env, kept_id, other_id):
    """Merge a contact into another."""
    wizard = env["base.partner.merge.automatic.wizard"].create({})
    partners = env["res.partner"].browse([kept_id, other_id])
    wizard._merge(partners.ids, partners[0])


def delete_contacts(env, ids):
    """Delete contacts; return whether that was allowed."""
    from odoo.exceptions import UserError

    try:
        with env.cr.savepoint():
            env["res.partner"].browse(ids).unlink()
            env.flush_all()
    except UserError:
        return False
    return True


def shut_out(env, ids, how):
    """Let contacts not want, or not get, anything more."""
    partners = env["res.partner"].browse(ids)
    if how == "excluded":
        partners.exclude_from_segments = True
    elif how == "archived":
        partners.active = False
    else:
        for partner in partners:
            env["mail.blacklist"]._add(partner.email)


def change_user(env, uid, how, company_id=0):
    """Take something from a user."""
    user = env["res.users"].browse(uid)
    if how == "archived":
        user.active = False
    elif how == "removed":
        user.group_ids = [Command.unlink(env.ref(name).id) for name in GROUPS]
    elif how == "taken":
        user.company_id = env.ref("base.main_company")
        user.company_ids = [Command.set(env.ref("base.main_company").ids)]
    elif how == "switched":
        user.company_id = company_id
    else:
        user.unlink()


def resend(env, ids, uid):
    """Send interactions again; return whom the new ones address."""
    interactions = env["contact.interaction"].with_user(uid).browse(ids)
    interactions.resend()
    env.flush_all()
    return get_persons(env, interactions.segment_id.id)
