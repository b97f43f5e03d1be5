# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How deliveries are broken, part three: people at work, the clock, backups."""

from datetime import timedelta
from functools import partial

from . import work
from .modes import KILLED, MAILS, Mode
from .traps import kill


class Merged(Mode):
    """Two contacts are merged between logging and delivery."""

    name = "merged"

    def break_off(self, one):
        kept, other = one.choose_ids(2, 2)
        persons = one.evidence.persons
        merge = partial(
            work.merge_contacts,
            kept_id=persons[kept].partner_id,
            other_id=persons[other].partner_id,
        )
        one.world.call(merge)
        one.move(kept, other)
        one.evidence.one_of.append({kept, other})
        one.may_end([kept, other], "sent", "skipped")


class Deleted(Mode):
    """Contacts are deleted between logging and delivery."""

    name = "deleted"

    def break_off(self, one):
        ids = one.choose_ids()
        partner_ids = [one.evidence.persons[id_].partner_id for id_ in ids]
        allowed = one.world.call(partial(work.delete_contacts, ids=partner_ids))
        one.tell("deleted" if allowed else "refused")
        if allowed:
            one.may_end(ids, "failed", "skipped", "gone")


class ShutOut(Mode):
    """Contacts are excluded, archived, or opt out of e-mails, after logging."""

    name = "opted-out"

    def break_off(self, one):
        ways = ["excluded", "archived"]
        if one.kind in MAILS:
            ways.append("blacklist")
        how = one.random.choice(ways)
        ids = one.choose_ids()
        one.tell(how)
        partner_ids = [one.evidence.persons[id_].partner_id for id_ in ids]
        one.world.call(partial(work.shut_out, ids=partner_ids, how=how))
        one.may_end(ids, "skipped")


class User(Mode):
    """Something is taken from the user who logged the segment."""

    settles = True

    def __init__(self, how):
        self.name = f"user-{how}"
        self.how = how

    def arrange(self, one):
        login = f"{self.how}{one.seed}r{one.number}"
        companies = [one.lane.found["company"], one.lane.found["main_company"]]
        one.uid = one.world.call(
            lambda env: work.make_user(
                env, login, company_ids=[(6, 0, companies)], company_id=companies[0]
            )
        )
        one.company_id = companies[0]

    def break_off(self, one):
        one.serve(one.choose_point(), kill)
        one.evidence.max_unknown += one.kind in MAILS
        change = partial(
            work.change_user,
            uid=one.uid,
            how=self.how,
            company_id=one.lane.found["main_company"],
        )
        one.world.call(change)
        if self.how != "switched":
            one.may_end(one.evidence.persons, "sent", "failed", "skipped")


class Clock(Mode):
    """The clock jumps while a delivery goes on, or is wrong on one server."""

    name = "clock"

    def break_off(self, one):
        one.jumped = timedelta()
        for _time in range(2):
            minutes = one.random.choice((-1, 1)) * one.random.randint(1, 3000)
            jump = timedelta(minutes=minutes)
            if one.random.random() < 0.5:
                one.tell(f"jumps {minutes} minutes")
                one.serve(one.choose_point(), kill)
                one.travel(jump)
                one.jumped += jump
            else:
                one.tell(f"wrong by {minutes} minutes")
                one.serve(one.choose_point(), kill, clock=jump)
            one.evidence.max_unknown += one.kind in MAILS

    def afterwards(self, one):
        # A clock that is put back leaves Odoo's scheduler waiting until it is again as
        # late as it was; the rounds that follow would wait for days.
        one.travel(-one.jumped)


class Together(Mode):
    """Something happens to all deliveries at once that were broken off."""

    # a server is killed for each of them
    log = KILLED
    together = True

    def break_off(self, one):
        one.serve(one.choose_point(), kill)
        one.evidence.max_unknown += one.kind in MAILS

    def between(self, lane, group):
        # one that is killed is at work for all of them
        group = [one for one in group if one.evidence]
        unknown = sum(one.evidence.max_unknown for one in group)
        for one in group:
            one.evidence.max_unknown = unknown
        self.happen(lane, group)

    def happen(self, lane, group):
        """Let it happen."""


class Update(Together):
    """The addon is updated while deliveries wait, or were broken off."""

    name = "update"
    settles = True

    def happen(self, lane, group):
        lane.world.run(partial(work.update, lane.world), patience=300)
        lane.world.settle()


class Backup(Together):
    """The database is put back to what it was before the end of a delivery.

    What was sent after the backup was made is sent again: the database does not know of
    it. Nothing else is, and nothing is lost.
    """

    name = "backup"

    def happen(self, lane, group):
        cluster = lane.cluster
        cluster.make_copy("chaos", "saved")
        for one in group:
            rows = cluster.execute(
                "SELECT id FROM contact_interaction WHERE segment_id = %s "
                "AND delivery_state = 'queued'",
                [one.segment_id],
            )
            one.evidence.repeated = {one.evidence.persons[id_].email for (id_,) in rows}
        for one in group:
            lane.libreoffice(missing=one.kind == "word")
            one.recover()
        cluster.make_copy("saved", "chaos")


MODES = [
    Merged(),
    Deleted(),
    ShutOut(),
    *map(User, ("archived", "removed", "taken", "switched", "deleted")),
    Clock(),
    Update(),
    Backup(),
]
