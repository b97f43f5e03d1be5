# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How deliveries are broken, part one: servers, the database, disks, LibreOffice."""

from functools import partial

from . import work
from .traps import Point, fill_database, fill_disk, fill_temporary, kill, terminate
from .work import KINDS

LETTERS = ("letter", "word")
MAILS = ("email", "attached")
MADE = ("letter", "attached")
# Odoo gives up for once what was killed three times.
KILLED = (r"timed out$",)
# What a server says whose connection to the database is gone.
LOST = (
    r"connection (already closed|is closed)|terminating connection|server closed",
    r"could not connect|connection to server|[Tt]he database system is",
    r"Exception in cron|AdminShutdown|InterfaceError|OperationalError",
    r"bad query|Failed processing mail queue|cursor already closed",
)


class Mode:
    """A way to break a delivery.

    :ivar name: as on the command line
    :ivar kinds: of segments that it is tried with
    :ivar log: what may be in Odoo's log, as regular expressions
    :ivar together: all rounds are broken before one of them goes on
    :ivar settles: what Odoo keeps in memory is read anew after each round
    """

    name = ""
    kinds = KINDS
    log = ()
    together = False
    settles = False

    def arrange(self, one):
        """Prepare a round before its segment is logged."""

    def break_off(self, one):
        """Break the delivery of the segment of a round."""

    def between(self, lane, group):
        """Do something when all rounds that go together are broken."""

    def mend(self, one):
        """Repair what was broken, or what would be repaired by somebody."""

    def afterwards(self, one):
        """Do something when all is delivered."""


class Nothing(Mode):
    """Nothing is broken; some are sent again at the end."""

    name = "nothing"

    def afterwards(self, one):
        ids = one.choose_ids()
        call = lambda env: work.resend(env, ids, one.uid)  # noqa: E731
        one.evidence.persons = one.world.call(call)
        one.recover()


class Trapped(Mode):
    """Something happens at a point in the work of a server, up to three times."""

    most = 3
    log = KILLED

    def break_off(self, one):
        for _time in range(one.random.randint(1, self.most)):
            point = one.choose_point()
            one.tell(point)
            self.serve(one, point)
            if not one.is_letter:
                one.evidence.max_unknown += 1

    def serve(self, one, point):
        """Let a server work that meets this."""
        one.serve(point, self.get_action(one))

    def get_action(self, one):
        """Return what happens at the point."""


class Kill(Trapped):
    """The server is killed at a point of its work."""

    name = "kill"

    def get_action(self, one):
        return kill


class KillLater(Trapped):
    """The server is killed after some time, from outside."""

    name = "kill-later"

    def break_off(self, one):
        for _time in range(one.random.randint(1, self.most)):
            seconds = one.random.random() * one.lane.seconds[one.kind]
            one.tell(f"after {seconds:.3f} s")
            child = one.world.start(lambda: work.deliver(one.world))
            child.is_over(seconds)
            child.kill()
            one.wait(child)
            if not one.is_letter:
                one.evidence.max_unknown += 1


class Terminate(Trapped):
    """The database ends the connections of the server."""

    name = "terminate"
    log = LOST + KILLED

    def get_action(self, one):
        return lambda: terminate(one.world.cluster)


class Restart(Trapped):
    """The database is stopped, politely or at once, and started again."""

    name = "restart"
    log = LOST + KILLED
    most = 1

    def get_action(self, one):
        how = one.random.choice(("fast", "immediate"))
        one.tell(how)
        return lambda: one.world.cluster.restart(how)


class Stop(Trapped):
    """The server is asked to end, and does not wait for its work."""

    name = "sigterm"
    log = LOST + KILLED

    def serve(self, one, point):
        seed = one.random.random()
        child = one.world.start(
            lambda: work.deliver_until_stopped(one.world, point, seed)
        )
        one.wait(child)


class Disk(Mode):
    """There is no room in the filestore, or none for the database."""

    name = "disk"
    log = (r"No space left|DiskFull|InFailedSqlTransaction", r"goes on later", *LOST)

    def break_off(self, one):
        for _time in range(one.random.randint(1, 2)):
            point, action = one.choose_point(), fill_database
            counts, disk = one.lane.counts[one.kind], one.random.random()
            if counts["file"] and disk < 0.4:
                point, action = Point("file"), fill_disk
                point.number = one.random.randint(1, counts["file"])
            elif one.kind in MADE and disk < 0.6:
                action = partial(fill_temporary, one.world.temporary)
            one.tell(f"{getattr(action, '__name__', 'fill_temporary')} {point}")
            one.serve(point, action)
            if not one.is_letter:
                one.evidence.max_unknown += 1


class LibreOffice(Mode):
    """LibreOffice goes wrong: with one document, or with all of them for a while."""

    kinds = MADE

    def __init__(self, behaviour):
        self.name = f"libreoffice-{behaviour}"
        self.behaviour = behaviour

    def break_off(self, one):
        ids = sorted(one.evidence.persons)
        bad = one.random.choice(ids)
        word = one.evidence.persons[bad].token
        if one.random.random() < 0.3:
            word = ""
            one.may_end(ids, "sent", "failed")
        else:
            one.may_end([bad], "failed")
        one.tell(f"{self.behaviour} {word}")
        one.lane.libreoffice(f"{self.behaviour} {word}")
        one.serve(seconds=0.3)

    def mend(self, one):
        # the document stays as it is, the program is repaired
        if len(one.evidence.outcomes) == 1:
            one.lane.libreoffice(one.told[-1])


class LibreOfficeGone(Mode):
    """LibreOffice is uninstalled while letters are made, or cannot be started."""

    name = "libreoffice-missing"
    kinds = MADE

    def break_off(self, one):
        if one.random.random() < 0.5:
            one.tell("gone in the middle")
            point = one.choose_point()
            one.tell(point)
            one.serve(point, lambda: one.lane.libreoffice(missing=True))
        else:
            one.tell("does not start")
            one.may_end(one.evidence.persons, "sent", "failed")
            one.lane.libreoffice(broken=True)
            one.serve()


MODES = [
    Nothing(),
    Kill(),
    KillLater(),
    Terminate(),
    Restart(),
    Stop(),
    Disk(),
    *(LibreOffice(name) for name in ("hang", "crash", "empty", "half")),
    LibreOfficeGone(),
]
