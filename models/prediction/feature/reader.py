# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What all readers of features share: numbers of the database as arrays.

Readers are plain functions: they have no record. ``contact.prediction.features`` is
their face, and tells what they return.
"""

from struct import unpack_from

from odoo.tools import SQL

# So much is collected before it is turned into arrays.
BLOCK_BYTES = 4 << 20
HEADER_BYTES = 19
TYPES = {
    "int32": ("int4", ">i4", "-1"),
    "int64": ("int8", ">i8", "-1"),
    "float32": ("float4", ">f4", "'NaN'"),
    "float64": ("float8", ">f8", "'NaN'"),
}


def read_arrays(env, query, columns):
    """Run a SELECT and return its columns as numpy arrays.

    The database sends its own binary numbers, which are taken over as they are: no
    Python object is made for a value, whatever the number of rows.

    :param Environment env: of whoever reads
    :param SQL query: a SELECT of as many columns
    :param dict columns: name of each column: ``int32``, ``int64``, ``float32`` or
        ``float64``
    :rtype: dict
    """
    env.flush_all()
    reader = CopyReader(columns)
    cast = SQL(", ").join(SQL("%s", reader.get_cast(name)) for name in columns)
    copied = SQL(
        "COPY (SELECT %s FROM (%s) found) TO STDOUT (FORMAT binary)", cast, query
    )
    cursor = env.cr
    # what is hashed here are millions of rows: with the little memory that
    # PostgreSQL gives by default it would go through files again and again
    cursor.execute("SET LOCAL work_mem = '128MB'; SET LOCAL jit = off")
    cursor.copy_expert(cursor.mogrify(copied).decode(), reader)
    cursor.execute("SET LOCAL work_mem TO DEFAULT; SET LOCAL jit TO DEFAULT")
    return reader.get_arrays()


def get_cuts(cuts):
    """Return a table of cut dates."""
    return SQL(
        "(VALUES %s) cuts (cut)",
        SQL(", ").join(SQL("(%s::date)", cut) for cut in sorted(set(cuts))),
    )


def read_features(env, query, names):
    """Run a SELECT of features at cuts; return what the readers of churn promise.

    :param SQL query: a SELECT of ``partner_ids``, ``cuts``, ``churned``, ``active`` and
        the features
    :param names: names of the features, in their order
    :rtype: dict
    """
    import numpy as np

    columns = dict.fromkeys(("partner_ids", "cuts", "churned", "active"), "int32")
    arrays = read_arrays(env, query, columns | dict.fromkeys(names, "float64"))
    count = len(arrays["partner_ids"])
    features = np.empty((count, len(names)))
    for number, name in enumerate(names):
        features[:, number] = arrays.pop(name)
    return {
        "names": list(names),
        "features": features,
        "partner_ids": arrays["partner_ids"],
        "cuts": arrays["cuts"],
        "churned": arrays["churned"].astype(np.int8),
        "active": arrays["active"].astype(bool),
    }


class CopyReader:
    """Takes what PostgreSQL's COPY writes in binary, and gives numpy arrays.

    Every value has a fixed length, as NULL is sent as NaN or −1; so whole blocks are
    read at once. What is kept is the size of the arrays and one block.
    """

    def __init__(self, columns):
        """:param dict columns: the type of each column, by its name"""
        import numpy as np

        self.numpy = np
        self.columns = columns
        row = [("count", ">i2")]
        for name, kind in columns.items():
            row += [(f"length {name}", ">i4"), (name, TYPES[kind][1])]
        self.row = np.dtype(row)
        self.rest = bytearray()
        self.blocks = {name: [] for name in columns}
        self.is_header_read = False

    def get_cast(self, name):
        """Return what is to be selected for a column."""
        kind, _format, null = TYPES[self.columns[name]]
        return SQL("COALESCE(%s::%s, %s)", SQL.identifier(name), SQL(kind), SQL(null))

    def write(self, data):  # pylint: disable=method-required-super
        """Take some bytes; called by psycopg2, as this is a file to it."""
        self.rest += data
        if len(self.rest) >= BLOCK_BYTES:
            self._read_block()
        return len(data)

    def _read_block(self):
        """Turn the whole rows that have come into arrays."""
        start = 0
        if not self.is_header_read:
            if len(self.rest) < HEADER_BYTES:
                return
            start = HEADER_BYTES + unpack_from(">i", self.rest, HEADER_BYTES - 4)[0]
            self.is_header_read = True
        count = (len(self.rest) - start) // self.row.itemsize
        rows = self.numpy.frombuffer(self.rest, self.row, count, start)
        for name, kind in self.columns.items():
            self.blocks[name].append(rows[name].astype(kind))
        del rows
        del self.rest[: start + count * self.row.itemsize]

    def get_arrays(self):
        """Return the columns, once everything was written."""
        # what is left then is the mark of the end, which is shorter than a row
        self._read_block()
        return {
            name: self.numpy.concatenate(self.blocks.pop(name)) for name in self.columns
        }
