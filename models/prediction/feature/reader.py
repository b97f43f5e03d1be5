# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What all readers of features share: days of customers, and numbers as arrays.

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
    cursor.execute("SET LOCAL work_mem = '128MB'")
    cursor.copy_expert(cursor.mogrify(copied).decode(), reader)
    cursor.execute("SET LOCAL work_mem TO DEFAULT")
    return reader.get_arrays()


class KeptDays:
    """What customers bought on each day, kept while a phase works.

    Making it out of the lines takes most of the time of a reader, and a phase has
    several. It is a temporary table of the transaction, made when it is first asked
    for. In the context of a prediction it is known by its class, which nothing that
    comes over RPC can be of.
    """

    key = "prediction_kept_days"
    table = SQL.identifier("contact_prediction_kept_day")

    def __init__(self):
        self.is_made = False

    def make(self, prediction):
        """Make the table, unless it is there."""
        if self.is_made:
            return
        cursor = prediction.env.cr
        prediction.env.flush_all()
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(
            SQL(
                """CREATE TEMPORARY TABLE %s ON COMMIT DROP AS
                       WITH %s SELECT * FROM day ORDER BY partner_id, date""",
                self.table,
                _make_days(prediction),
            )
        )
        cursor.execute(SQL("ANALYZE %s", self.table))
        cursor.execute("SET LOCAL work_mem TO DEFAULT")
        self.is_made = True

    def drop(self, prediction):
        """Drop the table: the next phase may see other lines."""
        if self.is_made:
            prediction.env.cr.execute(SQL("DROP TABLE %s", self.table))
            self.is_made = False


def get_days(prediction):
    """Return common table expressions with ``day``: what customers bought on each day.

    Those that are kept for the phase, if they are; see ``_make_days``.
    """
    kept = prediction.env.context.get(KeptDays.key)
    if not isinstance(kept, KeptDays):
        return _make_days(prediction)
    kept.make(prediction)
    return SQL("day AS (SELECT * FROM %s)", kept.table)


def _make_days(prediction):
    """Return common table expressions that make ``day`` out of the lines.

    ``line``: the rows; ``day``: per customer and day the net amount, the numbers of
    purchases and returns, how many products were new to the customer, and for days
    with a purchase the ``gap`` in days since the one before (NULL on the first).
    """
    return SQL(
        """
        line AS MATERIALIZED (
            SELECT partner_id, date, COALESCE(amount, 0) AS amount, product_id,
                   reference
              FROM (%(rows)s) row
             WHERE date <= CURRENT_DATE
        ), document AS (
            SELECT partner_id, date, sum(amount) AS net, min(amount) AS lowest
              FROM line
             GROUP BY partner_id, date, reference
        ), novelty AS (
            SELECT partner_id, date, count(*) AS products
              FROM (SELECT partner_id, min(date) AS date
                      FROM line
                     WHERE product_id IS NOT NULL AND amount >= 0
                     GROUP BY partner_id, product_id) first_time
             GROUP BY partner_id, date
        ), bought AS (
            SELECT partner_id, date, sum(net)::float8 AS net,
                   count(*) FILTER (WHERE net > 0 OR (net = 0 AND lowest >= 0))
                       AS purchases,
                   count(*) FILTER (WHERE net < 0) AS returns,
                   -COALESCE(sum(net) FILTER (WHERE net < 0), 0)::float8
                       AS given_back
              FROM document
             GROUP BY partner_id, date
        ), day AS MATERIALIZED (
            SELECT bought.*, COALESCE(novelty.products, 0) AS products,
                   CASE WHEN purchases > 0 THEN date - lag(date) OVER (
                       PARTITION BY partner_id, purchases > 0 ORDER BY date)
                       END AS gap
              FROM bought
              LEFT JOIN novelty USING (partner_id, date)
        )
        """,
        rows=prediction.source_id._get_rows(prediction),
    )


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
