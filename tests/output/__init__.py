# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_export,
    test_export_stream,
    test_label_sheets,
    test_labels,
    test_mailing_list_apps,
    test_mailing_missing,
    test_postal_address,
    test_spreadsheet,
    test_tags,
)
