"""Text from anywhere, and numbers, as a page shows them."""

import unicodedata

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # categories of Unicode


def visible(text: str) -> str:
    """`text` with what cannot be seen, or would turn the line round, as an escape. What is left may
    stand in XML, too."""
    if text.isprintable():
        return text
    return "".join(each if each in "\n\t" or is_visible(each) else escape(each) for each in text)


def is_visible(character: str) -> bool:
    return unicodedata.category(character) not in INVISIBLE


def escape(character: str) -> str:
    """Bytes that were no UTF-8 reach Python as U+DC80 to U+DCFF."""
    code = ord(character)
    if code < 0x100 or 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code & 0xFF:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def plural(count: int, noun: str) -> str:
    """`1 check`, `2,000 checks`; `1 property`, `2 properties`."""
    many = noun[:-1] + "ies" if noun.endswith("ty") else noun + "s"
    return f"{count:,} {noun if count == 1 else many}"
