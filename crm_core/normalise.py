"""One way to write a phone number, an e-mail address, a web address and the key of a name."""
import re
import unicodedata
from functools import lru_cache

import phonenumbers
from babel import Locale
from email_validator import EmailNotValidError, validate_email

from crm_core.errors import Invalid
from crm_core.i18n import N_

RECENT = 8_192  # values remembered: an import asks for each a few times within one chunk of rows
EXTENSION = re.compile(
    r"(?:\s*(?:转分机|分机号|分机|转|轉|ext(?:ension|n)?\b\.?|(?<=[\d\s])x(?=\s*\d)|#|;ext=)\s*[:：.]?\s*)(\d{1,8})\s*\D?$", re.IGNORECASE
)
# 010-62561234-803: a landline with its area code, then an extension.
DASHED_EXTENSION = re.compile(r"^(\(?0\d{2,3}\)?[- ]?\d{7,8})-(\d{1,6})$")
PHONE_LABEL = re.compile(r"^(?:tel|phone|mobile|telephone|电话|手机|座机|電話|手機)\s*[.:：]?\s*(?=[+(\d])", re.IGNORECASE)
DIVIDERS = re.compile(r"[\s().\-]+")
PLAIN_EMAIL = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}")
NO_PHONE = N_("This is not a phone number.")
NO_EMAIL = N_("This is not an e-mail address.")


@lru_cache(maxsize=RECENT)
def phone(text: str, country: str | None, strict: bool = True) -> str:
    """`010-62561234转803` in CN → `+86-10-62561234 x803`: +country-area-number, mobile numbers in one piece.

    `country` (two letters) is used when the number does not begin with its own code.
    With `strict=False` a number of the right length is enough, in use or not. Raises Invalid.
    """
    text = PHONE_LABEL.sub("", unicodedata.normalize("NFKC", text).strip().removeprefix("'")).removesuffix(".0")
    quick = _quick_phone(text, country)
    if quick:
        return quick
    text, extension = _split_extension(text)
    if not re.search(r"\d", text) or re.search(r"[^\W\d_]{3,}", text):
        raise Invalid(NO_PHONE, field="phone")
    number = _parse(text, country)
    reason = phonenumbers.is_possible_number_with_reason(number)
    if not phonenumbers.is_valid_number(number):
        _refuse(reason, number, strict)
    return _written(number) + (f" x{extension}" if extension else "")


def _quick_phone(text: str, country: str | None) -> str | None:
    """The plain numbers of which imports have most, five times faster than the library and by its own patterns."""
    digits = DIVIDERS.sub("", text)
    abroad = digits.startswith(("+86", "+1"))
    if abroad:
        country = "CN" if digits.startswith("+86") else "US"
        digits = digits.removeprefix("+86").removeprefix("+1")
    if not digits.isdecimal() or not digits.isascii():
        return None
    if country == "CN":
        mobile, landline = _patterns("CN")
        if len(digits) == 11 and mobile.fullmatch(digits):
            return f"+86-{digits}"
        national = digits[1:] if digits[0] == "0" else digits if abroad else ""
        if 10 <= len(national) <= 11 and landline.fullmatch(national):
            area = 2 if national.startswith(("10", "2")) else 3
            return f"+86-{national[:area]}-{national[area:]}"
    elif country == "US" and len(digits) == 10 and _patterns("US")[1].fullmatch(digits):
        return f"+1-{digits[:3]}-{digits[3:]}"
    return None


@lru_cache(maxsize=4)
def _patterns(country: str) -> tuple[re.Pattern, re.Pattern]:
    known = phonenumbers.PhoneMetadata.metadata_for_region(country)
    return re.compile(known.mobile.national_number_pattern), re.compile(known.fixed_line.national_number_pattern)


def _split_extension(text: str) -> tuple[str, str]:
    found = EXTENSION.search(text)
    if found:
        return text[: found.start()], found.group(1)
    dashed = DASHED_EXTENSION.match(text)
    return (dashed.group(1), dashed.group(2)) if dashed else (text, "")


def _parse(text: str, country: str | None) -> phonenumbers.PhoneNumber:
    if text.startswith("00") and not text.startswith("000"):
        text = "+" + text[2:]
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise Invalid(NO_PHONE, field="phone") from None
    if phonenumbers.is_valid_number(number) or text.startswith("+"):
        return number
    try:  # 8613805328891 without its plus
        other = phonenumbers.parse("+" + re.sub(r"\D", "", text), None)
        return other if phonenumbers.is_valid_number(other) else number
    except phonenumbers.NumberParseException:
        return number


def _refuse(reason: int, number: phonenumbers.PhoneNumber, strict: bool) -> None:
    digits = len(phonenumbers.national_significant_number(number))
    chinese_local = number.country_code == 86 and digits in (7, 8)
    if reason == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY or chinese_local:
        raise Invalid(N_("This phone number has only {digits} digits; the area code is missing."),
                      field="phone", digits=digits)
    if reason == phonenumbers.ValidationResult.TOO_SHORT:
        raise Invalid(N_("This phone number is too short."), field="phone")
    if reason == phonenumbers.ValidationResult.TOO_LONG:
        raise Invalid(N_("This phone number is too long."), field="phone")
    if strict or reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise Invalid(N_("No such phone number exists. Check the digits and the country code."), field="phone")


def _written(number: phonenumbers.PhoneNumber) -> str:
    national = phonenumbers.national_significant_number(number)
    area = phonenumbers.length_of_geographical_area_code(number)
    if 0 < area < len(national):
        national = f"{national[:area]}-{national[area:]}"
    return f"+{number.country_code}-{national}"


@lru_cache(maxsize=RECENT)
def email(text: str) -> str:
    """Lower case, without a name or `mailto:` around it. Raises Invalid."""
    text = unicodedata.normalize("NFKC", text).strip()
    inside = re.search(r"<([^<>]+)>\s*$", text)
    text = (inside.group(1) if inside else text).removeprefix("mailto:").strip().rstrip(".,;")
    if len(text) < 100 and "--" not in text and PLAIN_EMAIL.fullmatch(text.lower()):
        return text.lower()  # what the library would say, forty times faster
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        raise Invalid(NO_EMAIL, field="email") from None


@lru_cache(maxsize=RECENT)
def name_key(text: str) -> str:
    """What two ways to type the same name have in common: width, case, spaces and punctuation are dropped."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        text = unicodedata.normalize("NFC", text)
    return re.sub(r"[\W_]+", "", text)


LEGAL_LATIN = frozenset(
    "inc incorporated llc llp lp ltd limited corp corporation co company plc gmbh mbh ag kg kgaa ohg ug se sa sas sarl "
    "sarlu srl spa sl slu bv nv oy oyj ab as asa aps pty pte sdn bhd kk gk lda ltda eood ood doo zoo sp pllc pc "
    "cokg gmbhcokg group holding holdings".split()
)
LEGAL_CHINESE = re.compile(
    r"(?:集团|控股)?(?:股份有限公司|有限责任公司|有限公司|股份公司|责任公司|集团公司|总公司|公司)$|集团$|"
    r"(?:集團|控股)?(?:股份有限公司|有限責任公司|有限公司)$|集團$"
)
BRANCH = re.compile(r"(?:分公司|子公司|办事处|分行|支行)$")


@lru_cache(maxsize=RECENT)
def company_key(name: str) -> str:
    """The name of a company without its legal form: `Acme, Inc.` = `ACME`, `海瑞食品有限公司` = `海瑞食品`.

    Places stay, and so do branches: `北京华信` is not `上海华信`.
    """
    text = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ")
    words = re.findall(r"[^\W_]+", re.sub(r"(?<=\b\w)\.(?=\w\b)|(?<=\b\w)\.(?=\s|$)|'", "", text))
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    kept = list(words)
    while len(kept) > 1 and (kept[-1] in LEGAL_LATIN or kept[-1] == "and"):
        kept.pop()
    key = name_key("".join(kept))
    if not BRANCH.search(key):
        key = LEGAL_CHINESE.sub("", key) or key
    return key


@lru_cache(maxsize=RECENT)
def website(text: str) -> str:
    """`Example.com/` → `https://example.com`; only web addresses. Raises Invalid."""
    text = unicodedata.normalize("NFKC", text).strip()
    found = re.fullmatch(r"(?:(https?)://)?([^\s/:@?#]+\.[^\s/:@?#]{2,})(:\d+)?([/?#]\S*)?", text, re.IGNORECASE)
    if not found:
        raise Invalid(N_("This is not a web address."), field="website")
    scheme, host, port, path = found.groups()
    return f"{(scheme or 'https').lower()}://{host.lower()}{port or ''}{'' if path in (None, '/') else path}"


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    names = {"usa": "US", "us": "US", "unitedstatesofamerica": "US", "america": "US", "uk": "GB", "england": "GB",
             "greatbritain": "GB", "uae": "AE", "korea": "KR", "southkorea": "KR", "中华人民共和国": "CN",
             "中国大陆": "CN", "prc": "CN", "mainlandchina": "CN", "holland": "NL", "香港": "HK", "澳门": "MO",
             "台湾": "TW", "中国香港": "HK", "中国台湾": "TW", "hongkong": "HK", "macau": "MO", "czechrepublic": "CZ"}
    for language in ("en", "zh_Hans", "de", "fr", "es", "zh_Hant"):
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("ZZ", "XA", "XB", "EU", "UN", "QO", "EZ"):
                names.setdefault(name_key(name), code)
                names.setdefault(code.lower(), code)
    return names


def country_code(name: str) -> str | None:
    """Two letters for a country's name or code in English, Chinese, German, French or Spanish; None if unknown."""
    return _country_names().get(name_key(name)) if name else None
