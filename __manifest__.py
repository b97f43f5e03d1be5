# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Segments",
    "summary": "Select contacts, say once what is communicated, log it and follow up",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Contact Segments contributors",
    "license": "LGPL-3",
    "website": "https://contact-segments.example.org",
    "depends": ["contacts", "crm", "product"],
    "external_dependencies": {"python": ["python-docx"]},
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/ir_sequence_data.xml",
        "data/contact_interaction_group_data.xml",
        "data/contact_interaction_template_data.xml",
        "wizards/contact_segment_step_wizard_views.xml",
        "wizards/contact_segment_reuse_wizard_views.xml",
        "wizards/contact_segment_log_wizard_views.xml",
        "wizards/contact_segment_add_wizard_views.xml",
        "views/contact_segment_line_views.xml",
        "views/contact_segment_views.xml",
        "views/contact_segment_step_views.xml",
        "views/contact_criteria_views.xml",
        "views/contact_interaction_group_views.xml",
        "views/contact_interaction_template_views.xml",
        "views/contact_interaction_views.xml",
        "views/res_partner_views.xml",
        "views/menus.xml",
    ],
    "demo": [
        "demo/res_partner_demo.xml",
        "demo/contact_segment_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "contact_segment/static/src/**/*",
        ],
        "web.assets_tests": [
            "contact_segment/static/tests/tours/**/*",
        ],
    },
    "application": True,
}
