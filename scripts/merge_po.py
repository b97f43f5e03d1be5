#!/usr/bin/env python3
"""Puts a newly exported template into the i18n folder and merges it into the
translations there.

    merge_po.py NEW.pot I18N_FOLDER
"""

import sys
from pathlib import Path

import polib

# Dates that change with every export would make every export a change.
DATES = ("POT-Creation-Date", "PO-Revision-Date")


def content(catalog):
    return {(e.msgctxt, e.msgid, tuple(sorted(e.occurrences))) for e in catalog}


def main(new_path, folder):
    new = polib.pofile(str(new_path), wrapwidth=78)
    template_path = folder / "contact_segment.pot"
    if template_path.exists():
        old = polib.pofile(str(template_path))
        if content(old) == content(new):
            for date in DATES:
                new.metadata[date] = old.metadata.get(date, new.metadata[date])
    new.save(str(template_path))
    print(f"{template_path.name}: {len(new)} terms")

    for path in sorted(folder.glob("*.po")):
        catalog = polib.pofile(str(path), wrapwidth=78)
        catalog.merge(new)
        for entry in catalog.obsolete_entries():
            catalog.remove(entry)
        # In the template's order, so that a diff shows what changed only.
        order = {(e.msgctxt, e.msgid): number for number, e in enumerate(new)}
        catalog.sort(key=lambda e: order[e.msgctxt, e.msgid])
        catalog.save(str(path))
        print(
            f"{path.name}: {catalog.percent_translated()}% translated, "
            f"{len(catalog.untranslated_entries())} terms missing"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
