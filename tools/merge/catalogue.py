# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a merge field is, and the merge fields of every letter, once.

Addons add theirs by extending ``_get_merge_fields`` of ``contact.merge.mixin``.
"""

from dataclasses import dataclass, field

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class MergeField:
    """A value that a letter can show, by the name used in the document.

    :param str name: the name in the document
    :param label: what it is, translated when it is read
    :param str source: a path from the line or the interaction; or, with a leading
        underscore, the method that gives the values
    :param str example: what it may look like
    :param str model: for lists of rows: the model of the records that give the rows
    :param dict columns: for lists of rows: the path of each column, by its name
    :param int record_id: what the method is asked about; 0 for no record
    """

    name: str
    label: str
    source: str
    example: str = ""
    model: str = ""
    columns: dict = field(default_factory=dict)
    record_id: int = 0

    @property
    def is_method(self):
        """Whether a method gives the values."""
        return self.source.startswith("_")

    @property
    def is_list(self):
        """Whether it is a list for the rows of a table."""
        return bool(self.columns)

    @property
    def is_picture(self):
        """Whether it is a picture."""
        return self.source.endswith((".logo", ".image_512"))


FIELDS = (
    MergeField(
        "Contact_Name",
        _lt("Name of the contact"),
        "_merge_contact_name",
        "Anna Peeters",
    ),
    MergeField(
        "Contact_First_Name",
        _lt("First name of a person, whole name of a company"),
        "_merge_contact_first_name",
        "Anna",
    ),
    MergeField(
        "Contact_Company",
        _lt("Company of the contact; a company is its own"),
        "partner_id.commercial_company_name",
        "Acme Garden Supplies",
    ),
    MergeField(
        "Contact_Address",
        _lt("Address as the post wants it, on several lines, without the name"),
        "_merge_contact_address",
        "Acme Garden Supplies\nKerkstraat 12\n2000 Antwerpen",
    ),
    MergeField(
        "Contact_Street",
        _lt("Street"),
        "partner_id.postal_partner_id.street",
        "Kerkstraat 12",
    ),
    MergeField(
        "Contact_Street2",
        _lt("Second line of the street"),
        "partner_id.postal_partner_id.street2",
        "Box 3",
    ),
    MergeField(
        "Contact_Zip", _lt("Postal code"), "partner_id.postal_partner_id.zip", "2000"
    ),
    MergeField(
        "Contact_City", _lt("City"), "partner_id.postal_partner_id.city", "Antwerpen"
    ),
    MergeField(
        "Contact_State",
        _lt("State or province"),
        "partner_id.postal_partner_id.state_id.name",
        "Antwerp",
    ),
    MergeField(
        "Contact_Country",
        _lt("Country"),
        "partner_id.postal_partner_id.country_id.name",
        "Belgium",
    ),
    MergeField(
        "Contact_Email", _lt("E-mail address"), "partner_id.email", "anna@example.com"
    ),
    MergeField(
        "Contact_Phone", _lt("Phone number"), "partner_id.phone", "+32 3 555 01 20"
    ),
    MergeField(
        "Contact_Job_Position", _lt("Job position"), "partner_id.function", "Buyer"
    ),
    MergeField("Contact_VAT", _lt("VAT number"), "partner_id.vat", "BE0477472701"),
    MergeField(
        "Contact_Website", _lt("Website"), "partner_id.website", "https://example.com"
    ),
    MergeField(
        "Contact_Reference",
        _lt("Your reference of the contact"),
        "partner_id.ref",
        "C-104",
    ),
    MergeField(
        "Salutation_Formal",
        _lt("Formal salutation in the language of the letter"),
        "_merge_salutation_formal",
        "Dear Anna Peeters,",
    ),
    MergeField(
        "Salutation_Informal",
        _lt("Informal salutation in the language of the letter"),
        "_merge_salutation_informal",
        "Dear Anna,",
    ),
    MergeField(
        "Salesperson_Name", _lt("Name of the salesperson"), "user_id.name", "Marc Demo"
    ),
    MergeField(
        "Salesperson_Job_Position",
        _lt("Job position of the salesperson"),
        "user_id.function",
        "Account manager",
    ),
    MergeField(
        "Salesperson_Email",
        _lt("E-mail address of the salesperson"),
        "user_id.email",
        "marc@example.com",
    ),
    MergeField(
        "Salesperson_Phone",
        _lt("Phone number of the salesperson"),
        "user_id.phone",
        "+32 3 555 01 10",
    ),
    MergeField(
        "Salesperson_Picture", _lt("Picture of the salesperson"), "user_id.image_512"
    ),
    MergeField(
        "Segment_Number", _lt("Number of the segment"), "segment_id.number", "SEG00012"
    ),
    MergeField(
        "Segment_Name",
        _lt("Description of the segment"),
        "segment_id.name",
        "Spring offer",
    ),
    MergeField(
        "Campaign_Name", _lt("Name of the campaign"), "campaign_id.title", "Spring"
    ),
    MergeField(
        "Interaction_Name",
        _lt("Description of the interaction"),
        "name",
        "Letter to customers",
    ),
    MergeField("Subject", _lt("Subject of the letter"), "subject", "Our spring offer"),
    MergeField(
        "Note", _lt("Personal note of the contact"), "note", "See you at the fair!"
    ),
    MergeField("Date", _lt("Date of the letter"), "_merge_date", "05/04/2026"),
    MergeField(
        "Today", _lt("The day the letter is made"), "_merge_today", "05/04/2026"
    ),
    MergeField("Company_Name", _lt("Your company"), "company_id.name", "My Company"),
    MergeField(
        "Company_Address",
        _lt("Address of your company, on several lines"),
        "_merge_company_address",
        "Havenlaan 1\n1080 Brussel",
    ),
    MergeField(
        "Company_Street",
        _lt("Street of your company"),
        "company_id.street",
        "Havenlaan 1",
    ),
    MergeField(
        "Company_Zip", _lt("Postal code of your company"), "company_id.zip", "1080"
    ),
    MergeField(
        "Company_City", _lt("City of your company"), "company_id.city", "Brussel"
    ),
    MergeField(
        "Company_Country",
        _lt("Country of your company"),
        "company_id.country_id.name",
        "Belgium",
    ),
    MergeField(
        "Company_Phone",
        _lt("Phone number of your company"),
        "company_id.phone",
        "+32 2 555 01 00",
    ),
    MergeField(
        "Company_Email",
        _lt("E-mail address of your company"),
        "company_id.email",
        "info@example.com",
    ),
    MergeField(
        "Company_Website",
        _lt("Website of your company"),
        "company_id.website",
        "https://www.example.com",
    ),
    MergeField(
        "Company_VAT",
        _lt("VAT number of your company"),
        "company_id.vat",
        "BE0403170701",
    ),
    MergeField(
        "Company_Registry",
        _lt("Registration number of your company"),
        "company_id.company_registry",
        "0403170701",
    ),
    MergeField(
        "Company_Bank_Account",
        _lt("Bank accounts of your company"),
        "company_id.bank_ids.acc_number",
        "BE71 0961 2345 6769",
    ),
    MergeField("Company_Logo", _lt("Logo of your company"), "company_id.logo"),
    MergeField(
        "Unsubscribe_Link",
        _lt("Address of the page to unsubscribe, in e-mails"),
        "_merge_unsubscribe_link",
        "https://www.example.com/contact_segment/unsubscribe/example",
    ),
)
OPPORTUNITIES = MergeField(
    "Opportunities",
    _lt("Open opportunities of the contact's company that the sender may see"),
    "_merge_opportunities",
    model="crm.lead",
    columns={
        "Name": "name",
        "Amount": "expected_revenue",
        "Stage": "stage_id",
        "Deadline": "date_deadline",
    },
)
ORDERS = MergeField(
    "Orders",
    _lt("Open quotations and orders of the contact's company that the sender may see"),
    "_merge_orders",
    model="sale.order",
    columns={
        "Name": "name",
        "Date": "date_order",
        "Amount": "amount_total",
        "Status": "state",
    },
)
