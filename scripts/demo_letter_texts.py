# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The texts of the letters that make_demo_letters.py makes, by language."""

TEXTS = {
    "en-US": {
        "title": "Spring letter",
        "logo": "An armchair, the logo",
        "date": "MMMM d, yyyy",
        "news": (
            "Our spring collection is ready: oak tables with softer edges, stackable "
            "chairs in six fabrics, and garden furniture that may stay outside all "
            "winter. The first pieces arrive in the showroom next week, and we would "
            "like you to be among the first to sit on them."
        ),
        "visit": (
            "Would a visit suit you in the coming weeks? We bring the fabrics along, "
            "and the price list for the season."
        ),
        "home": "What you order in April is with you within five days.",
        "abroad": (
            "What you order in April leaves the same week (destination: ",
            "); transport is on us.",
        ),
        "agenda": "This is what we would like to talk about:",
        "heads": ("Subject", "Until", "Amount"),
        "first": ("The spring collection, with samples",),
        "closing": "Kind regards,",
        "page": "Page",
    },
    "nl-NL": {
        "title": "Voorjaarsbrief",
        "logo": "Een fauteuil, het logo",
        "date": "d MMMM yyyy",
        "news": (
            "Onze voorjaarscollectie is klaar: eiken tafels met zachtere randen, "
            "stapelbare stoelen in zes stoffen en tuinmeubelen die de hele winter "
            "buiten mogen blijven. De eerste stukken staan volgende week in de "
            "showroom, en we zien u er graag als een van de eersten."
        ),
        "visit": (
            "Mogen we in de komende weken bij u langskomen? We brengen de stoffen mee, "
            "en de prijslijst voor het seizoen."
        ),
        "home": "Wat u in april bestelt, is binnen vijf dagen bij u.",
        "abroad": (
            "Wat u in april bestelt, vertrekt dezelfde week (bestemming: ",
            "); het vervoer is voor onze rekening.",
        ),
        "agenda": "Hierover praten we graag met u:",
        "heads": ("Onderwerp", "Tot", "Bedrag"),
        "first": ("De voorjaarscollectie, met stalen",),
        "closing": "Met vriendelijke groet,",
        "page": "Pagina",
    },
    "fr-FR": {
        "title": "Lettre de printemps",
        "logo": "Un fauteuil, le logo",
        "date": "d MMMM yyyy",
        "news": (
            "Notre collection de printemps est prête : des tables en chêne aux bords "
            "adoucis, des chaises empilables en six tissus et du mobilier de jardin "
            "qui passe l’hiver dehors. Les premières pièces arrivent au showroom la "
            "semaine prochaine, et nous aimerions que vous soyez parmi les premiers à "
            "les essayer."
        ),
        "visit": (
            "Pouvons-nous vous rendre visite dans les prochaines semaines ? Nous "
            "apporterons les tissus et la liste des prix de la saison."
        ),
        "home": "Ce que vous commandez en avril est chez vous en cinq jours.",
        "abroad": (
            "Ce que vous commandez en avril part la même semaine (destination : ",
            ") ; le transport est à notre charge.",
        ),
        "agenda": "Voici ce dont nous aimerions parler avec vous :",
        "heads": ("Sujet", "Jusqu’au", "Montant"),
        "first": ("La collection de printemps, avec des échantillons",),
        "closing": "Veuillez agréer nos salutations distinguées.",
        "page": "Page",
    },
}
