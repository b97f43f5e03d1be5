# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import random

from odoo import fields

from .common import SegmentCommon

CONTACTS = 240


class InsightCommon(SegmentCommon):
    """Contacts who differ, of whom Belgians with a tag rather say yes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rnd = random.Random(11)

        def choose_tags():
            tags = cls.tag | cls.other_tag
            return [tag.id for tag in tags if rnd.random() < 0.4]

        cls.tag, cls.other_tag = cls.env["res.partner.category"].create(
            [{"name": "Gardener"}, {"name": "Baker"}]
        )
        cls.industry = cls.env["res.partner.industry"].create({"name": "Seeds"})
        countries = [cls.belgium, cls.netherlands, cls.env["res.country"]]
        cls.crowd = cls.Partner.create(
            [
                {
                    "name": f"Crowd {number:03}",
                    "email": f"crowd{number}@example.com",
                    "ref": "crowd",
                    "country_id": rnd.choice(countries).id,
                    "industry_id": rnd.choice([cls.industry.id, False]),
                    "category_id": [fields.Command.set(choose_tags())],
                    "is_company": rnd.random() < 0.3,
                    "preferred_channel": rnd.choice(["email", "letter", False]),
                    "user_id": rnd.choice([cls.user.id, cls.colleague.id, False]),
                }
                for number in range(CONTACTS)
            ]
        )
        cls._spread_dates(rnd)
        cls._log_interactions(rnd)
        cls.env["crm.lead"].create(
            [
                {"name": "Chance", "type": "opportunity", "partner_id": contact.id}
                | {"expected_revenue": rnd.randint(1, 900)}
                for contact in cls.crowd[::3]
                for _turn in range(rnd.randint(1, 3))
            ]
        )

    @classmethod
    def _spread_dates(cls, rnd):
        """Have contacts created at many times; Odoo writes the moment itself."""
        for contact in cls.crowd:
            cls.env.cr.execute(
                "UPDATE res_partner SET create_date = now() - %s * INTERVAL '1 hour' "
                "WHERE id = %s",
                [rnd.randint(1, 40000), contact.id],
            )
        cls.env.invalidate_all()

    @classmethod
    def _log_interactions(cls, rnd):
        now = fields.Datetime.now()
        cls.env["contact.interaction"].create(
            [
                {
                    "partner_id": contact.id,
                    "template_id": cls.call.id,
                    "date": fields.Datetime.subtract(now, hours=rnd.randint(1, 20000)),
                    "evaluation": cls._evaluate(contact, rnd),
                }
                for contact in cls.crowd
                for _turn in range(rnd.randint(0, 3))
            ]
        )

    @classmethod
    def _evaluate(cls, contact, rnd):
        is_likely = contact.country_id == cls.belgium and cls.tag in contact.category_id
        return "positive" if rnd.random() < (0.8 if is_likely else 0.1) else False

    @classmethod
    def _make_group(cls, domain, user=None, **values):
        """Return a segment with the contacts of the crowd that match."""
        segment = cls._create_segment(user, **values)
        segment.add_contacts([("ref", "=", "crowd"), *domain])
        return segment

    @classmethod
    def _hide_others(cls):
        """Have everybody see the crowd only, and those who are users."""
        others = cls.Partner.search(
            [("id", "not in", cls.crowd.ids), ("user_ids", "=", False)]
        )
        cls._hide(others)
