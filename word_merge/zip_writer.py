# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Writing a zip whose constant members were packed once.

The constant members come first, always at the same places, so that a further file is
their bytes, the few members that differ, and a directory. Dates are fixed: the same
letter is the same file.
"""

import struct
import zlib

from .errors import TemplateError
from .sentences import Sentence as _lt

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
END_64 = struct.Struct("<4sQ2H2L4Q")
LOCATOR_64 = struct.Struct("<4sLQL")
# 1 January 1980, the first day that a zip knows.
DATE = 0x0021
VERSION = 20
UTF8_NAMES = 0x0800
STORED, DEFLATED = 0, 8
# Their content is packed already.
PACKED = (".png", ".jpg", ".jpeg", ".gif", ".zip")
MAX_ENTRIES = 0xFFFF
MAX_SIZE = 0xFFFFFFFF


class Member:
    """A packed member: its header, its bytes and its entry in the directory."""

    __slots__ = ("header", "body", "entry")

    def __init__(self, name, data, level=6):
        """Pack a member.

        :param str name: its name in the zip
        :param bytes data: its content
        :param int level: how hard to pack, 1 to 9
        :raise TemplateError: it is larger than a member can be
        """
        _check_size(len(data))
        method, body = STORED, data
        if not name.endswith(PACKED):
            packer = zlib.compressobj(level, zlib.DEFLATED, -15)
            packed = packer.compress(data) + packer.flush()
            if len(packed) < len(data):
                method, body = DEFLATED, packed
        raw = name.encode()
        shared = (VERSION, UTF8_NAMES, method, 0, DATE, zlib.crc32(data))
        sizes = (len(body), len(data), len(raw), 0)
        self.header = LOCAL.pack(b"PK\3\4", *shared, *sizes) + raw
        self.body = body
        # the offset is filled in when the place is known
        start = CENTRAL.pack(b"PK\1\2", VERSION, *shared, *sizes, 0, 0, 0, 0, 0)
        self.entry = start[:-4], raw

    @property
    def size(self):
        """The bytes the member takes, without its entry in the directory."""
        return len(self.header) + len(self.body)

    def get_entry(self, offset):
        """Return the entry of the directory for a place."""
        _check_size(offset)
        start, raw = self.entry
        return start + struct.pack("<L", offset) + raw


class ZipBase:
    """The members that every file begins with."""

    def __init__(self, members):
        chunks, entries, offset = [], [], 0
        for member in members:
            chunks += [member.header, member.body]
            entries.append(member.get_entry(offset))
            offset += member.size
        self.content = b"".join(chunks)
        self.entries = b"".join(entries)
        self.count = len(members)

    def pack(self, members):
        """Return the bytes of a zip with further members.

        :param list members: the members that differ
        :rtype: bytes
        :raise TemplateError: they are larger than a zip can be
        """
        chunks, entries = [self.content], [self.entries]
        offset = len(self.content)
        for member in members:
            chunks += (member.header, member.body)
            entries.append(member.get_entry(offset))
            offset += len(member.header) + len(member.body)
        _check_size(offset)
        directory = b"".join(entries)
        count = self.count + len(members)
        chunks.append(directory)
        chunks.append(_get_end(count, len(directory), offset))
        return b"".join(chunks)


def _check_size(size):
    if size > MAX_SIZE:
        raise TemplateError(
            _lt("The document would be larger than 4 GB; merge less at once.")
        )


def _get_end(count, size, offset):
    """Return the record that ends a zip; a long one where there are many members."""
    if count < MAX_ENTRIES:
        return END.pack(b"PK\5\6", 0, 0, count, count, size, offset, 0)
    long_end = END_64.pack(b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = LOCATOR_64.pack(b"PK\6\7", 0, offset + size, 1)
    end = END.pack(b"PK\5\6", 0, 0, MAX_ENTRIES, MAX_ENTRIES, size, offset, 0)
    return long_end + locator + end
