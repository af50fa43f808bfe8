"""Bytes of a text file → text. UTF-8, UTF-16, GB18030 where Chinese comes out, else cp1252."""

import codecs
import re

from crm_core.errors import Invalid
from crm_core.i18n import N_

# Common ideographs and Chinese punctuation: what real GBK text is made of.
CHINESE = re.compile(r"[\u4e00-\u9fff\u3000-\u303f\uff01-\uff5e]")
# GB2312 level 1, the 3,755 everyday characters, sits in lead bytes B0–D7.
EVERYDAY = re.compile(rb"[\xb0-\xd7][\xa1-\xfe]")
NOT_ASCII = re.compile(rb"[\x80-\xff]+")


def encoding_of(data: bytes) -> tuple[str, str]:
    """Python's name of the encoding and the name people know. Raises Invalid when it is no text at all."""
    for mark, codec, name in ((codecs.BOM_UTF8, "utf-8-sig", "UTF-8"), (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
                              (codecs.BOM_UTF16_BE, "utf-16", "UTF-16")):
        if data.startswith(mark):
            return codec, name
    wide = _utf16_without_mark(data)
    if wide:
        return wide, "UTF-16"
    if _looks_binary(data.replace(b"\0", b"") if b"\0" in data else data):
        raise Invalid(N_("This file is not a table. Choose a CSV, TSV, XLSX or XLS file."))
    return _eight_bit(data.replace(b"\0", b"") if b"\0" in data else data)


def _eight_bit(data: bytes) -> tuple[str, str]:
    try:
        data.decode("utf-8")
        return "utf-8", "UTF-8"
    except UnicodeDecodeError as error:
        # A file cut in the middle of its last character is still UTF-8.
        if error.end >= len(data) - 3 and error.start > 200:
            return "utf-8", "UTF-8"
    return ("gb18030", "GB18030") if _chinese(data) else ("cp1252", "Windows-1252")


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:4096]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    # The commas and line ends of a Chinese table have their zero byte all on the same side.
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    few = max(2, len(sample) // 100)
    if odd >= few and even * 20 <= odd:
        return "utf-16-le"
    if even >= few and odd * 20 <= even:
        return "utf-16-be"
    return None


def _looks_binary(data: bytes) -> bool:
    sample = data[:8192]
    control = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    return control > max(8, len(sample) // 50)


def _chinese(data: bytes) -> bool:
    """Does GB18030 read it without error, and does everyday Chinese come out?"""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    foreign = [character for character in text if ord(character) > 127]
    if not foreign:
        return False
    chinese = sum(bool(CHINESE.match(character)) for character in foreign)
    # Accented Latin letters stand alone between ASCII letters; Chinese comes in pairs of bytes.
    runs = NOT_ASCII.findall(data)
    alone = sum(len(run) == 1 for run in runs)
    everyday = sum(len(EVERYDAY.findall(run)) * 2 for run in runs)
    total = sum(len(run) for run in runs)
    return chinese / len(foreign) > 0.8 and alone < len(runs) * 0.3 and everyday > total * 0.5
