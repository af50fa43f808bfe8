"""Reading one typed line: what was done, and what is next when.

"Called Chen, wants delivery before May; call again Friday" is a call now and a call on Friday.
Only a clause at the end that has both a word for doing something and a day is taken as the next
step; whatever is not understood stays in the text.
"""
import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from crm_core import dates

WEEKDAYS = {
    name: number
    for number, names in enumerate((
        ("monday", "mon"), ("tuesday", "tue", "tues"), ("wednesday", "wed"), ("thursday", "thu", "thur", "thurs"),
        ("friday", "fri"), ("saturday", "sat"), ("sunday", "sun"),
    ))
    for name in names
}
CHINESE_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
CHINESE_NUMBERS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
NEAR = {"today": 0, "tomorrow": 1, "今天": 0, "明天": 1, "后天": 2, "大后天": 3}

KINDS = (
    ("call", r"\b(?:call|called|phone|phoned|rang|ring|spoke)\b|致电|打电话|电话|来电|回电|通话|拨打|再打"),
    ("visit", r"\b(?:visit|visited|on site)\b|拜访|上门|走访|回访"),
    ("meeting", r"\b(?:meet|met|meeting|lunch|demo)\b|会面|见面|开会|会议|面谈|演示"),
    ("email", r"\b(?:e-?mail|e-?mailed|mail|mailed|send|sent)\b|邮件|发送|寄|发"),
    ("sms", r"\b(?:sms|text message|texted)\b|短信"),
    ("social", r"\b(?:wechat|whatsapp|linkedin)\b|微信|企微"),
    ("fax", r"\b(?:fax|faxed)\b|传真"),
)
DOING = re.compile(
    r"\b(?:call|phone|ring|visit|meet|e-?mail|mail|send|follow up|follow-up|ask|check|remind|try|contact|talk|quote|offer|"
    r"deliver|prepare|demo|lunch|again)\b|联系|致电|电话|再打|回电|拜访|上门|回访|会面|见面|开会|面谈|邮件|发送|发|寄|跟进|"
    r"询问|问|确认|提醒|报价|沟通|演示|准备|催", re.IGNORECASE,
)
CLAUSES = re.compile(r"[;；。!！，\n]|[.,](?=\s)|(?<=[\u4e00-\u9fff]),|\b(?:and|then)\b", re.IGNORECASE)
LINKS = re.compile(r"[\s,;，；。.]*(?:\b(?:and|then))?[\s,;，；。.]*$", re.IGNORECASE)
CLOCK = re.compile(
    r"(?:\bat\s+)?\b(\d{1,2}):(\d{2})\s*(am|pm)?\b|(?:\bat\s+)?\b(\d{1,2})\s*(am|pm)\b|"
    r"(上午|下午|晚上|中午|早上)?\s*(\d{1,2})\s*[点點时](?:(\d{1,2})分?|(半))?", re.IGNORECASE,
)
RULES = (
    re.compile(r"\b(today|tomorrow)\b|(大后天|今天|明天|后天)", re.IGNORECASE),
    re.compile(r"\b(?:in|after)\s+(\d{1,3}|a|an|one|two|three)\s+(day|week|month)s?\b|(\d{1,3}|[一二两三四五六七八九十])\s*个?(天|周|星期|礼拜|月)(?:之)?(?:后|以后)", re.IGNORECASE),
    re.compile(r"\b(?:(next|this|on|by)\s+)?(" + "|".join(sorted(WEEKDAYS, key=len, reverse=True)) + r")\b|(下下|下|这|本)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天])", re.IGNORECASE),
    re.compile(r"\bnext (week|month)\b|(下周|下星期|下个?月)(?![一二三四五六日天])", re.IGNORECASE),
    re.compile(r"(\d{4}-\d{1,2}-\d{1,2}|\d{4}年\d{1,2}月\d{1,2}[日号])"),
    re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号]?|\b(?:on\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\b|\b(?:on\s+)?([a-z]{3,9})\s+(\d{1,2})(?:st|nd|rd|th)?\b(?!:)", re.IGNORECASE),
)


@dataclass(frozen=True)
class Understood:
    """What a line says. Without a day there is no next step; `clock` is None for the whole day."""

    text: str
    kind: str | None
    step: str | None = None
    step_kind: str | None = None
    day: date | None = None
    clock: time | None = None


def understand(line: str, today: date) -> Understood:
    """Reads a line written on `today` in English or Chinese."""
    start = _last_clause(line)
    clause = line[start:]
    day, clock = _when(clause, today)
    if day is None or not DOING.search(clause):
        return Understood(line.strip(), kind_of(line))
    done = LINKS.sub("", line[:start]).strip()
    step = clause.strip(" \t,;，；。.")
    return Understood(done, kind_of(done), step[:1].upper() + step[1:], kind_of(step) or "call", day, clock)


def kind_of(text: str) -> str | None:
    """The kind of activity that the words tell, the first that is named; None when they do not."""
    found = [(match.start(), kind) for kind, pattern in KINDS if (match := re.search(pattern, text, re.IGNORECASE))]
    return min(found)[1] if found else None


def day_in(text: str, today: date) -> date | None:
    """The day that the words name: "friday", "in 2 weeks", "下周三", "12月5日"; None when none."""
    for rule, read in zip(RULES, (_near, _after, _weekday, _next, _written, _month_day), strict=True):
        for found in rule.finditer(text):
            day = read(found, today)
            if day is not None:
                return day
    return None


def _last_clause(line: str) -> int:
    ends = [match.end() for match in CLAUSES.finditer(line) if line[match.end():].strip()]
    return ends[-1] if ends else 0


def _when(clause: str, today: date) -> tuple[date | None, time | None]:
    return day_in(CLOCK.sub(" ", clause), today), _clock(clause)


def _clock(text: str) -> time | None:
    found = CLOCK.search(text)
    if found is None:
        return None
    hour = int(found[1] or found[4] or found[7])
    minute = 30 if found[9] else int(found[2] or found[8] or 0)
    half = (found[3] or found[5] or "").lower()
    if (half == "pm" or found[6] in ("下午", "晚上")) and hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _near(found: re.Match, today: date) -> date:
    return today + timedelta(days=NEAR[(found[1] or found[2]).lower()])


def _after(found: re.Match, today: date) -> date:
    written = (found[1] or found[3]).lower()
    number = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}.get(written) or CHINESE_NUMBERS.get(written)
    number = int(written) if number is None else number
    unit = (found[2] or found[4]).lower()
    if unit in ("month", "月"):
        return _months_on(today, number)
    return today + timedelta(days=number * (1 if unit in ("day", "天") else 7))


def _weekday(found: re.Match, today: date) -> date:
    if found[2]:
        ahead = (WEEKDAYS[found[2].lower()] - today.weekday()) % 7 or 7
        is_next = (found[1] or "").lower() == "next"
        same_week = today.weekday() + ahead < 7
        return today + timedelta(days=ahead + (7 if is_next and same_week else 0))
    target = CHINESE_DAYS[found[4]]
    weeks = {"下": 1, "下下": 2}.get(found[3] or "", 0)
    if weeks:
        return today + timedelta(days=target - today.weekday() + 7 * weeks)
    return today + timedelta(days=(target - today.weekday()) % 7 or 7)


def _next(found: re.Match, today: date) -> date:
    if (found[1] or "").lower() == "month" or (found[2] or "").endswith("月"):
        return _months_on(today, 1)
    return today + timedelta(days=7 - today.weekday())


def _written(found: re.Match, today: date) -> date | None:
    reading = dates.readings(found[1].replace("号", "日"))
    return reading.days.get("ymd") if reading else None


def _month_day(found: re.Match, today: date) -> date | None:
    if found[1]:
        month, day = int(found[1]), int(found[2])
    else:
        reading = dates.readings(f"{found[3] or found[6]} {found[4] or found[5]} {today.year}")
        day_read = reading.days.get("ymd") if reading else None
        if day_read is None:
            return None
        month, day = day_read.month, day_read.day
    for year in (today.year, today.year + 1):
        try:
            made = date(year, month, day)
        except ValueError:
            continue
        if made >= today:
            return made
    return None


def _months_on(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, min(day.day, 28))
