# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What buttons answer to the browser."""


def notify(message, **params):
    """Return a note about what was done; the dialog closes then.

    :param str message: what was done
    :param params: title, type (success, unless given) and sticky of the note; ``next``,
        the action to go on with in place of closing the dialog
    :rtype: dict
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "message": message,
            "type": "success",
            "next": {"type": "ir.actions.act_window_close"},
            **params,
        },
    }


def reload():
    """Return what reads again what is on the screen.

    :rtype: dict
    """
    return {"type": "ir.actions.client", "tag": "soft_reload"}


def open_form(model, **params):
    """Return the action that opens a form.

    :param str model: of the record
    :param params: what else the action says: name, res_id, context, target …
    :rtype: dict
    """
    return {
        "type": "ir.actions.act_window",
        "res_model": model,
        "views": [(False, "form")],
        **params,
    }


def open_dialog(model, name, **params):
    """Return the action that opens a form on top of what is on the screen.

    :param str model: of the record
    :param str name: the title of the dialog
    :param params: as of ``open_form``
    :rtype: dict
    """
    return open_form(model, name=name, target="new", **params)


def notify_undoable(message, records, method, args=(), label="", **params):
    """Return a note about what was done, with a button that undoes it.

    :param str message: what was done
    :param records: whose method undoes it
    :param str method: its name; it may return an action
    :param list args: what it is called with
    :param str label: of the button, if it is not Undo but Redo
    :param params: see :func:`notify`; ``stays``, for how many milliseconds the button
        is there, if not for ten seconds
    :rtype: dict
    """
    undo = {
        "model": records._name,
        "ids": records.ids,
        "method": method,
        "args": list(args),
        "label": label,
    }
    note = notify(message, undo=undo, **params)
    return {**note, "tag": "contact_segment.undoable_note"}


def download(url):
    """Return the download of a file.

    :param str url: where the file is
    :rtype: dict
    """
    return {"type": "ir.actions.act_url", "url": url, "target": "download"}


def download_and_close(url):
    """Return the download of a file that closes the dialog, which ``download`` leaves.

    :param str url: where the file is
    :rtype: dict
    """
    return {"type": "ir.actions.act_url", "url": url, "target": "new", "close": True}


def get_attachment_url(attachment_id):
    """Return where an attachment is downloaded.

    :param int attachment_id: the attachment
    :rtype: str
    """
    return f"/web/content/{attachment_id}?download=true"
