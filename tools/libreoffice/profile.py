# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The settings with which LibreOffice converts other people's documents."""

import json
from pathlib import Path

# Bookmarks become named destinations, by which letters are told apart. Nothing is
# written that only a whole document has (outline, tags), or that is no part of a letter
# (comments, form fields to fill in, the blank pages before odd page numbers).
PDF_OPTIONS = {
    "ExportBookmarksToPDFDestination": True,
    "ExportBookmarks": False,
    "ExportFormFields": False,
    "ExportNotes": False,
    "IsSkipEmptyPages": True,
    "UseTaggedPDF": False,
}

# "Untrusted" is every document that is not in a trusted folder, and there is none: this
# is what keeps linked pictures from being fetched. The other settings keep to the same
# rule where a release does it another way.
SETTINGS = [
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    # 0 is "never" in Writer
    ("Office.Writer/Content/Update", "Link", "0"),
    # a proxy that is not there: nothing goes out, the check for updates included
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
    ("Office.Common/Misc", "CrashReport", "false"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Office.Recovery/RecoveryInfo", "Enabled", "false"),
    ("Office.Recovery/AutoSave", "Enabled", "false"),
]

ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>\n"
)
REGISTRY = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry"'
    ' xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
    "{items}</oor:items>\n"
)


def write_profile(folder: Path) -> str:
    """Make a fresh profile directory that holds these settings.

    A profile that LibreOffice completed before starts hardly faster, and one that was
    in use when LibreOffice was killed may be broken.

    :param folder: the directory to make
    :return: the argument that makes LibreOffice use it
    """
    # Releases before 7.4 read the options of the export from here only.
    export = [
        ("Office.Common/Filter/PDF/Export", name, json.dumps(value))
        for name, value in PDF_OPTIONS.items()
    ]
    items = "".join(
        ITEM.format(path=path, name=name, value=value)
        for path, name, value in SETTINGS + export
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        REGISTRY.format(items=items), encoding="utf-8"
    )
    return f"-env:UserInstallation={folder.as_uri()}"


def get_output_filter() -> str:
    """Return what follows --convert-to: the export filter with its options."""
    options = {
        name: {"type": "boolean", "value": json.dumps(value)}
        for name, value in PDF_OPTIONS.items()
    }
    return "pdf:writer_pdf_Export:" + json.dumps(options, separators=(",", ":"))
