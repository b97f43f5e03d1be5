# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The file that Word's Mailings tab reads the names of merge fields from."""

import io

import xlsxwriter

# Rows for trying out: a person of a company, a company, a contact who gave little.
SAMPLES = (
    {},
    {
        "Contact_Name": "Bloemen & Zonen",
        "Contact_First_Name": "Bloemen & Zonen",
        "Contact_Company": "Bloemen & Zonen",
        "Contact_Address": "Keizersgracht 5\n1015 CC Amsterdam\nNetherlands",
        "Contact_Street": "Keizersgracht 5",
        "Contact_Street2": "",
        "Contact_Zip": "1015 CC",
        "Contact_City": "Amsterdam",
        "Contact_State": "",
        "Contact_Country": "Netherlands",
        "Contact_Email": "info@bloemen.example.com",
        "Contact_Phone": "+31 20 555 01 30",
        "Contact_Job_Position": "",
        "Contact_VAT": "NL123456782B90",
        "Contact_Reference": "C-207",
        "Salutation_Formal": "Dear Sir or Madam,",
        "Salutation_Informal": "Hello,",
        "Note": "",
    },
    {
        "Contact_Name": "Zoë Müller-Nguyễn",
        "Contact_First_Name": "Zoë",
        "Contact_Company": "",
        "Contact_Address": "",
        "Contact_Street": "",
        "Contact_Street2": "",
        "Contact_Zip": "",
        "Contact_City": "",
        "Contact_State": "",
        "Contact_Country": "",
        "Contact_Phone": "",
        "Contact_Job_Position": "",
        "Contact_VAT": "",
        "Contact_Website": "",
        "Contact_Reference": "",
        "Salutation_Formal": "Dear Zoë Müller-Nguyễn,",
        "Salutation_Informal": "Dear Zoë,",
        "Note": "",
    },
)


def build_data_source(fields, title):
    """Return an .xlsx with the names of the merge fields above a few sample rows.

    :param list[MergeField] fields: the merge fields; lists are left out, a row cannot
        hold one
    :param str title: the name of the sheet
    :rtype: bytes
    """
    fields = [field for field in fields if not field.is_list]
    rows = [
        {field.name: field.example for field in fields} | sample for sample in SAMPLES
    ]
    stream = io.BytesIO()
    # everything is text: no cell becomes a formula, a link or a number
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(stream, options) as workbook:
        sheet = workbook.add_worksheet(title[:31])
        head = workbook.add_format({"bold": True, "num_format": "@"})
        text = workbook.add_format(
            {"num_format": "@", "text_wrap": True, "valign": "top"}
        )
        for column, field in enumerate(fields):
            sheet.write_string(0, column, field.name, head)
            for number, row in enumerate(rows, start=1):
                sheet.write_string(number, column, row[field.name], text)
            sheet.set_column(column, column, max(len(field.name) + 2, 18))
        sheet.freeze_panes(1, 0)
    return stream.getvalue()
