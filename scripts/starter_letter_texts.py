# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The texts of the documents that make_starter_letters.py makes, by language."""

# Where the text is to be written; as long as it stands there, logging asks.
PLACE = "Your_Text"
LETTERS = {
    "en_US": {
        "title": "Letter",
        "text": "Write the text of your letter here, in place of this paragraph.",
        "closing": "Kind regards,",
        "page": "Page",
        "vat": "VAT",
    },
    "nl_NL": {
        "title": "Brief",
        "text": "Schrijf hier de tekst van je brief, in plaats van deze alinea.",
        "closing": "Met vriendelijke groet,",
        "page": "Pagina",
        "vat": "btw",
    },
}
MAILS = {
    "newsletter": {
        "en": {
            "text": ["Here is our news."],
            "after": ["Would you like to know more? Just answer this e-mail."],
            "closing": "Kind regards,",
        },
        "nl": {
            "text": ["Dit is ons nieuws."],
            "after": ["Wilt u meer weten? Antwoord dan op deze e-mail."],
            "closing": "Met vriendelijke groet,",
        },
    },
    "event": {
        "en": {
            "text": ["You are invited to our event."],
            "after": ["Will you be there? Just answer this e-mail."],
            "closing": "Kind regards,",
        },
        "nl": {
            "text": ["U bent uitgenodigd voor ons evenement."],
            "after": ["Komt u? Antwoord dan op deze e-mail."],
            "closing": "Met vriendelijke groet,",
        },
    },
}
