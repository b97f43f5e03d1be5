# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the machine cannot do now: a full disk, say, which no document is to blame for.

It is told in one sentence that names the place and the cure, and whatever waits for it
goes on waiting.
"""

import errno
import os
import tempfile
from contextlib import contextmanager

from psycopg2.errors import DiskFull

from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from .told import tell

_lt = LazyTranslate(__name__)

FULL = {errno.ENOSPC, errno.EDQUOT}
FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}
TOO_MANY = {errno.EMFILE, errno.ENFILE}
# EFBIG is the limit of a process or of the file system, not of documents.
OTHER = {errno.EIO, errno.EFBIG, errno.ENOMEM, errno.EAGAIN, errno.ENXIO, errno.ESTALE}
MACHINE = FULL | FORBIDDEN | TOO_MANY | OTHER


class MachineError(UserError, OSError):
    """The machine cannot do something now; its text is a sentence for users.

    Who starts something sees the sentence; the delivery waits. It is still an
    ``OSError`` for those who expect one of Odoo.
    """


@contextmanager
def machine_errors(env, folder=""):
    """Tell in one sentence what the machine cannot do.

    :param Environment env: for the language
    :param str folder: where files are written, if the error does not say it; empty for
        the temporary ones
    :raise MachineError: instead of an ``OSError`` that is the machine's
    """
    try:
        yield
    except MachineError:
        raise
    except OSError as error:
        if not is_machine_error(error):
            raise
        raise MachineError(tell_machine_error(env, error, folder)) from error


def is_machine_error(error):
    """Whether an error is the machine's: any document would have met it.

    Libraries raise an ``OSError`` without a number for pictures they cannot read.

    :param Exception error: what was raised
    """
    if isinstance(error, (MachineError, DiskFull)):
        return True
    return isinstance(error, OSError) and error.errno in MACHINE


def tell_machine_error(env, error, folder=""):
    """Return in one sentence what the machine cannot do.

    :param Environment env: for the language
    :param Exception error: see :func:`is_machine_error`
    :param str folder: see :func:`machine_errors`
    :return: a sentence that can be stored
    :rtype: str
    """
    if isinstance(error, MachineError):
        return str(error)
    return tell(env, _explain(error, folder))


def _explain(error, folder):
    if isinstance(error, DiskFull):
        return _lt(
            "The disk of the database is full; ask your administrator to free some "
            "room on it."
        )
    folder = _find_folder(error) or folder or tempfile.tempdir or "?"
    if error.errno in FULL:
        return _lt(
            "There is no room left for files in %(folder)s on the server; ask your "
            "administrator to free some.",
            folder=folder,
        )
    if error.errno in FORBIDDEN:
        return _lt(
            "The server may not write files in %(folder)s; ask your administrator to "
            "allow it.",
            folder=folder,
        )
    if error.errno in TOO_MANY:
        return _lt(
            "The server has too many files open to write in %(folder)s; ask your "
            "administrator to raise its limit.",
            folder=folder,
        )
    return _lt(
        "The server cannot use files in %(folder)s (%(problem)s); ask your "
        "administrator to look after it.",
        folder=folder,
        problem=error.strerror,
    )


def _find_folder(error):
    """Return the directory of the file that an error names, or nothing."""
    name = error.filename
    if not isinstance(name, str):
        return ""
    return name if os.path.isdir(name) else os.path.dirname(name)
