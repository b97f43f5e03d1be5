# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
SEVERAL = ("none", "first", "all")


class ListMatch:
    """Who was found of a list, and who was not.

    A contact that the list names several times counts once.
    """

    def __init__(self):
        # by the number of the row: what it says, and by what to look for it
        self.texts = {}
        self.keys = {}
        self.duplicate_count = 0
        # by the same: the contacts, and why none of them can be taken
        self.candidates = {}
        self.reasons = {}
        self._known = set()
        self._created = set()

    def add(self, number, text, keys):
        """Add what a row says, unless an earlier one says the same."""
        same = keys[0] if keys else text
        if same in self._known:
            self.duplicate_count += 1
            return
        self._known.add(same)
        self.texts[number] = text
        self.keys[number] = keys

    def take(self, rows):
        """Take over what was found.

        :param rows: for each contact the number of the row, its id, and why it may not
            be addressed
        """
        for number, partner_id, reason in rows:
            if reason:
                self.reasons.setdefault(number, reason)
            else:
                self.candidates.setdefault(number, []).append(partner_id)
        for number in self.candidates:
            # of several the gate leaves those that may be addressed
            self.reasons.pop(number, None)

    def note_created(self, numbers):
        """Note for which rows contacts were created."""
        self._created.update(numbers)

    def get_ids(self, several):
        """Return the ids of the contacts to take, each once.

        :param str several: none, first or all
        :rtype: list[int]
        """
        ids = {
            partner_id
            for found in self.candidates.values()
            for partner_id in self._choose(found, several)
        }
        return sorted(ids)

    def count_taken(self, several):
        """Return how many rows have a contact that is taken."""
        return sum(
            bool(self._choose(found, several)) for found in self.candidates.values()
        )

    def get_several(self):
        """Return the ids of those to choose from, by the number of the row."""
        return {number: ids for number, ids in self.candidates.items() if len(ids) > 1}

    def get_missing(self):
        """Return the numbers of the rows for which nobody was found or created."""
        found = self.candidates.keys() | self.reasons.keys() | self._created
        return [number for number in self.texts if number not in found]

    def get_kept_out(self, reason):
        """Return the numbers of the rows whose contacts may not be addressed."""
        return [number for number in self.texts if self.reasons.get(number) == reason]

    def tell(self, several):
        """Return the figures and the texts, as ``import_contacts`` gives them.

        :rtype: dict
        """
        return {
            "rows": len(self.texts),
            "found": self.count_taken(several) + len(self._created),
            "not_found": self.get_texts(self.get_missing()),
            "several": self.get_texts(self.get_several()),
            "excluded": self.get_texts(self.get_kept_out("excluded")),
            "archived": self.get_texts(self.get_kept_out("archived")),
        }

    def get_texts(self, numbers):
        """Return what rows say."""
        return [self.texts[number] for number in numbers]

    def _choose(self, found, several):
        if len(found) == 1 or several == "all":
            return found
        return found[:1] if several == "first" else []
