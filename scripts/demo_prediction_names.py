# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the customers and the products of the sample shop are called."""

FAMILIES = (
    "Aalto Berglund Caruso Dalgaard Eriksen Fabbri Gallego Halvorsen Iversen Jensen "
    "Korhonen Lindholm Moretti Navarro Olsen Pereira Quintana Rossi Steiner Thomsen"
).split()
TRADES = (
    "Interiors",
    "Hotel",
    "Living",
    "Office Design",
    "Furniture",
    "Architects",
    "Café",
    "Home",
    "Guesthouse",
    "Studio",
    "Workspaces",
    "Clinic",
    "Galleries",
    "Restaurants",
    "Coworking",
    "Decoration",
)
# Countries of which the other sample data have no contact, with a town and its code.
TOWNS = (
    ("dk", "Aarhus", "8000", "Nørregade"),
    ("at", "Graz", "8010", "Herrengasse"),
    ("it", "Bologna", "40121", "Via Galliera"),
    ("es", "Valencia", "46002", "Calle de Colón"),
    ("pt", "Porto", "4000-322", "Rua de Santa Catarina"),
    ("no", "Bergen", "5014", "Strandgaten"),
    ("fi", "Tampere", "33100", "Hämeenkatu"),
)
# Products of a group are bought by the same customers.
PRODUCTS = {
    "Seating": (
        "Oak Chair",
        "Ash Chair",
        "Bar Stool",
        "Bench",
        "Reading Chair",
        "Sofa, Two Seats",
        "Sofa, Three Seats",
        "Footstool",
        "Folding Chair",
        "Stacking Chair",
    ),
    "Work": (
        "Writing Desk",
        "Standing Desk",
        "Conference Table",
        "Filing Cabinet",
        "Office Chair",
        "Monitor Arm",
        "Whiteboard",
        "Desk Screen",
        "Locker",
        "Cable Tray",
    ),
    "Lighting": (
        "Pendant Lamp",
        "Floor Lamp",
        "Table Lamp",
        "Wall Light",
        "Reading Light",
        "Paper Lantern",
        "Spotlight Rail",
        "Garden Light",
        "Candle Holder",
        "Dimmer",
    ),
    "Dining": (
        "Dining Table",
        "Sideboard",
        "Table Runner",
        "Dinner Plates",
        "Wine Glasses",
        "Carafe",
        "Cutlery",
        "Serving Tray",
        "Bread Basket",
        "Napkins",
    ),
    "Bedroom": (
        "Double Bed",
        "Single Bed",
        "Mattress",
        "Bedside Table",
        "Wardrobe",
        "Linen Sheets",
        "Wool Blanket",
        "Pillow",
        "Chest of Drawers",
        "Full-Length Mirror",
    ),
}
