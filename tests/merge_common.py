# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ..word_merge import LANGUAGE
from .common import SegmentCommon

PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPj/HwADAgH/"
    b"p/X4WQAAAABJRU5ErkJggg=="
)


class MergeCommon(SegmentCommon):
    """A segment whose contacts have addresses, languages and time zones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("nl_NL", "fr_FR"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.env.company.write(
            {
                "street": "Havenlaan 1",
                "zip": "1080",
                "city": "Brussel",
                "country_id": cls.belgium.id,
                "logo": PIXEL,
                "vat": False,
            }
        )
        cls.anna.write(
            {
                "name": "Anna Peeters",
                "street": "Kerkstraat 12",
                "zip": "2000",
                "city": "Antwerpen",
                "country_id": cls.belgium.id,
                "function": "Buyer",
                "tz": "Asia/Tokyo",
            }
        )
        cls.carl.write(
            {"street": "Kade 1", "zip": "3500 AA", "city": "Utrecht", "lang": "nl_NL"}
        )
        cls.user.write({"tz": "Europe/Brussels", "phone": "+32 2 1", "function": "Rep"})
        cls.segment = cls._create_segment(
            template_id=cls.template.id,
            name="Spring",
            subject="Our offer",
            date="2026-04-05",
            lang="en_US",
        )
        cls._fill(cls.segment, cls.contacts)

    def _values(self, partner, *names):
        line = self._line(self.segment, partner).with_user(self.user)
        (values,) = line._get_merge_values(list(names))
        self.assertIn(values.pop(LANGUAGE), ("en_US", "nl_NL", "fr_FR"))
        return values

    def _value(self, partner, name):
        return self._values(partner, name)[name]
