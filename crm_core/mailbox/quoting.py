"""Cutting what an answer quotes. Pure; where it is not sure it leaves the text whole."""
import re

_WROTE = re.compile(  # "On Mon, 3 Nov 2025, Li wrote:", "Am … schrieb Li:", "Le … a écrit :", "在 2025年…，李雷 写道：", also over two lines
    r"(?:on\b.{4,250}\bwrote|am\b.{4,250}\bschrieb.{0,120}|le\b.{4,250}\ba écrit|el\b.{4,250}\bescribió|.{0,250}(?:写道|寫道))\s*[:：]",
    re.IGNORECASE,
)
_DIVIDER = re.compile(
    r"[-_=\s]{3,}(?:original message|original appointment|forwarded message|ursprüngliche nachricht|原始邮件|原邮件|原始郵件|转发邮件|转发的邮件|回复的原邮件)[-_=\s]*",
    re.IGNORECASE,
)
_FROM = re.compile(r"\*?(?:from|von|de|发件人|寄件者|寄件人)\*?\s*[:：]\s*\S", re.IGNORECASE)
_SENT = re.compile(r"\*?(?:sent|date|gesendet|datum|envoyé|发送时间|发送日期|日期|时间|寄件日期)\*?\s*[:：]\s*\S", re.IGNORECASE)
_RULE = re.compile(r"_{10,}|-{10,}")


def shown(text: str) -> str:
    """The new words of a mail, without what it quotes below; the whole text when nothing else is in it."""
    lines = text.splitlines()
    found = _begin(lines)
    if found is None:
        return text.strip()
    first, after = found
    above = "\n".join(_without_tail(lines[:first])).strip()
    if above:
        return above
    below = "\n".join(line for line in lines[after:] if not line.lstrip().startswith(">")).strip()
    return below if below and lines[after:] and any(line.lstrip().startswith(">") for line in lines[after:]) else text.strip()


def _begin(lines: list[str]) -> tuple[int, int] | None:
    """(the line where a quotation begins, the line after its heading)."""
    for number, line in enumerate(lines):
        here = line.strip().lstrip("> ")
        if not here:
            continue
        if _DIVIDER.fullmatch(here):
            return number, number + 1
        if _WROTE.fullmatch(here):
            return number, number + 1
        two = f"{here} {lines[number + 1].strip()}" if number + 1 < len(lines) else ""
        if len(here) > 5 and len(two) < 400 and _WROTE.fullmatch(two):
            return number, number + 2
        if _FROM.match(here) and any(_SENT.match(other.strip()) for other in lines[number + 1 : number + 4]):
            return number, number + 1
    quoted = [number for number, line in enumerate(lines) if line.lstrip().startswith(">")]
    tail = "\n".join(line for line in lines[quoted[0] :] if not line.lstrip().startswith(">")).strip() if quoted else "x"
    return (quoted[0], quoted[0]) if not tail else None


def _without_tail(lines: list[str]) -> list[str]:
    """Without the rule that some programs draw above the quotation."""
    while lines and (not lines[-1].strip() or _RULE.fullmatch(lines[-1].strip())):
        lines = lines[:-1]
    return lines
