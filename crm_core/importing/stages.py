"""What a stage's name says: won, lost, or how far along an open one is. Pure."""
import re
import unicodedata

from crm_core.importing.words import loose

WON = frozenset(
    "won closedwon dealwon 赢单 已赢单 成交 已成交 赢单关闭 签约成功 赢 成功 赢得 closedaswon success successful gewonnen "
    "contractsigned 关闭赢单 成单 已成单 赢单结束 已签约 签单成功".split()
)
LOST = frozenset(
    "lost closedlost deallost 输单 已输单 丢单 失败 战败 输单关闭 输 丢失 已丢单 已失败 closedaslost abandoned disqualified verloren "
    "canceled cancelled 关闭输单 未成交 流失 已流失 无效 已取消 作废 输单结束 outsold".split()
)
OPEN = frozenset("open inprogress active 进行中 跟进中 未结束 打开 ongoing 跟踪中 正在进行 pending onhold 搁置".split())

# How far along a stage is, by the words in its name; the first that is found counts.
PROGRESS = (
    (("decisionmaker", "决策人"), 45), (("perception", "solution", "方案制定"), 50), (("valueproposition", "价值"), 40),
    (("prospect", "初步接洽", "初期", "初步", "发现", "new", "新建"), 10), (("lead", "线索", "inquiry", "接洽"), 12),
    (("appointment", "meeting", "visit", "拜访", "约见"), 18), (("qualif", "验证", "合格", "确认意向", "意向"), 20),
    (("engag", "contacted", "approach", "接触", "沟通"), 25), (("analysis", "discover", "demand", "需求"), 30),
    (("present", "demo", "演示", "pilot", "trial", "试用"), 40), (("proposal", "quote", "quotation", "报价", "方案", "bid", "投标", "招投标"), 60),
    (("boughtin", "decision", "决策"), 65), (("negotiat", "谈判", "商务", "review"), 75),
    (("verbal", "commit", "口头"), 85), (("contract", "legal", "合同", "签约", "order", "订单", "closing", "成交"), 90),
)
NUMBER = re.compile(r"^\s*[\(（\[【]?\d{1,2}\s*[\)）\]】.、:：\-–—]+\s*")
TAIL = re.compile(r"\s*[（(][^()（）]*[)）]\s*$")


def outcome_of(text: str) -> str | None:
    """won, lost or open when the word says so by itself; numbers before it and brackets after it do not count."""
    plain = NUMBER.sub("", TAIL.sub("", unicodedata.normalize("NFKC", text)))
    for words, outcome in ((WON, "won"), (LOST, "lost"), (OPEN, "open")):
        if loose(plain) in words or loose(text) in words:
            return outcome
    return None


def progress_of(text: str) -> int | None:
    """0 to 100 by the words of a stage's name, None when it says nothing."""
    number = re.match(r"\s*\D?(\d{1,2})\b", text)
    key = loose(NUMBER.sub("", text))
    for words, progress in PROGRESS:
        if any(word in key for word in words):
            return progress
    return int(number.group(1)) if number and not key else None


def in_order(names: list[str], probability: dict[str, float] | None = None) -> list[str]:
    """Stages from the first to the last: by their mean probability, their leading number, or their words."""
    probability = probability or {}
    if len({round(value) for value in probability.values()}) > 1 and all(name in probability for name in names):
        return sorted(names, key=lambda name: (probability[name], names.index(name)))
    numbers = [re.match(r"\s*\D?(\d{1,2})\b", name) for name in names]
    if all(numbers) and len({match.group(1) for match in numbers}) == len(names):
        return sorted(names, key=lambda name: int(re.match(r"\s*\D?(\d{1,2})\b", name).group(1)))
    return sorted(names, key=lambda name: (progress_of(name) if progress_of(name) is not None else 50, names.index(name)))


def chances(names: list[str], probability: dict[str, float] | None = None) -> dict[str, int]:
    """Percent for each of the ordered stages: as the file has it, else by their words, else rising evenly to 75."""
    words = [progress_of(name) for name in names]
    if all(word is not None for word in words) and len(set(words)) == len(words):
        usual = dict(zip(names, words, strict=True))
    else:
        step = 65 / max(len(names) - 1, 1)
        usual = {name: round(10 + step * place) if len(names) > 1 else 50 for place, name in enumerate(names)}
    return {name: round((probability or {}).get(name, usual[name])) for name in names}
