"""From bytes to text, whatever its encoding."""

import codecs
import re

from explainers.reading.limits import check_size, refuse

# The longer marks come first: that of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WORKBOOK = b"PK\x03\x04"
KINDS = {
    b"\xd0\xcf\x11\xe0": "This is an old Excel file (.xls): save it as .xlsx or as CSV first.",
    b"%PDF": "This is a PDF, not a table: copy the table out of it, or save it as CSV.",
    b"\x1f\x8b": "This is a compressed file: unpack it first.",
    b"\x89PNG": "This is a picture, not text: a table is needed, as CSV or as an Excel file (.xlsx).",
}
NO_TEXT = "This file is not text. A table is needed, as CSV or as an Excel file (.xlsx)."
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
OTHERS = ["cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "shift_jis", "euc_jp", "gb18030", "big5", "cp949"]


def text_of(content: bytes | str) -> tuple[str, list[str]]:
    """Return the text of a file, lines ending in newlines, and a sentence where its encoding had to be guessed.

    Raises BadInput where it is too large or not text. A file without a mark is UTF-8 where it can be, then UTF-16
    where every second byte is zero, then Windows-1252, which holds the printed characters of Latin-1, or another
    alphabet.
    """
    check_size(len(content))
    text, told = (content, []) if isinstance(content, str) else decoded(content)
    text = text.lstrip("\ufeff").removesuffix("\x1a").replace("\r\n", "\n").replace("\r", "\n")
    if len(CONTROL.findall(text[:10_000])) > len(text[:10_000]) / 200:
        raise refuse(NO_TEXT)
    return text, told


def decoded(content: bytes) -> tuple[str, list[str]]:
    """Return bytes as text, and a sentence where the encoding had to be guessed. Raises BadInput."""
    for begin, sentence in KINDS.items():
        if content.startswith(begin):
            raise refuse(sentence)
    coding = next((coding for mark, coding in MARKS if content.startswith(mark)), None) or wide(content) or "utf-8"
    try:
        return content.decode(coding), []
    except UnicodeDecodeError:
        if coding != "utf-8":
            return content.decode(coding, errors="replace"), ["Some characters could not be read."]
    if b"\0" in content[:10_000]:
        raise refuse(NO_TEXT)
    coding = guessed(content)
    name = "Windows-1252 (Western European)" if coding == "cp1252" else coding
    return content.decode(coding, errors="replace"), [f"The text is not UTF-8: it was read as {name}."]


def wide(content: bytes) -> str | None:
    """Return which UTF-16 this is, for text without a mark: nearly all bytes at even, or at odd, places are zero."""
    head = content[:4096]
    if len(head) < 4:
        return None
    for first, coding in ((0, "utf-16-be"), (1, "utf-16-le")):
        zeros, others = head[first::2], head[1 - first :: 2]
        if zeros.count(0) > 0.7 * len(zeros) and others.count(0) == 0:
            return coding
    return None


def guessed(content: bytes) -> str:
    """Return the encoding of text that is not UTF-8.

    Letters that are not plain stand alone in a Western language; where four stand in a row, charset-normalizer says
    which other alphabet this may be. Alone it would err: a few accents are too little for it.
    """
    from charset_normalizer import from_bytes

    head = content[:50_000]
    if not re.search(rb"[\x80-\xff]{4}", head):
        return "cp1252"
    found = from_bytes(head, cp_isolation=OTHERS, preemptive_behaviour=False).best()
    return found.encoding if found else "cp1252"
