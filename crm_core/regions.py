"""Countries, currencies and time zones to choose from, named in the reader's language."""
from datetime import timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location
from babel.numbers import get_territory_currencies

from crm_core import clock

NO_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}


@cache
def countries(locale: str) -> dict[str, str]:
    """ISO code → name, sorted by name."""
    named = {code: name for code, name in Locale.parse(locale).territories.items() if len(code) == 2 and code.isalpha()}
    return _by_name({code: name for code, name in named.items() if code not in NO_COUNTRIES})


@cache
def currencies(locale: str) -> dict[str, str]:
    """ISO code → "CNY, Chinese yuan", of the currencies in use, sorted by code."""
    names = Locale.parse(locale).currencies
    used = {code for country in countries("en") for code in get_territory_currencies(country)}
    return {code: f"{code}, {names[code]}" for code in sorted(used & names.keys())}


@cache
def time_zones(locale: str) -> dict[str, str]:
    """IANA name → "Shanghai, UTC+8", from west to east."""
    moment = clock.now()
    wanted = {zone for zone in available_timezones() & set(get_global("zone_territories")) if "/" in zone and not zone.startswith("Etc/")}
    offsets = {zone: moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta() for zone in wanted}
    labels = {zone: f"{_city(zone, locale)}, {_utc(offset)}" for zone, offset in offsets.items()}
    return dict(sorted(labels.items(), key=lambda item: (offsets[item[0]], item[1])))


def is_time_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone."""
    return name in available_timezones()


def known_zone(name: str) -> str:
    """The zone to offer somebody whose browser says `name`, which may be an old name."""
    name = get_global("zone_aliases").get(name, name)
    return name if name in time_zones("en") else "Asia/Shanghai"


def country_of(time_zone: str | None, languages: str | None) -> str:
    """The likeliest country of somebody with this time zone and these `Accept-Language`s."""
    found = get_global("zone_territories").get(time_zone or "")
    if found and found != "001":
        return found
    for part in (languages or "").split(","):
        region = part.split(";")[0].strip().replace("_", "-").split("-")[-1].upper()
        if region in countries("en"):
            return region
    return "CN" if (languages or "").lower().startswith("zh") else "US"


def zone_of(country: str) -> str:
    """The time zone of `country`; one of the main ones where there are several."""
    if country == "US":
        return "America/New_York"
    zones = get_global("territory_zones").get(country, [])
    main = set(get_global("windows_zone_mapping").values())
    return next((zone for zone in zones if zone in main), zones[0] if zones else "Asia/Shanghai")


def currency_of(country: str) -> str:
    """The currency that is used in `country` now."""
    return next(iter(get_territory_currencies(country)), "USD")


def _city(zone: str, locale: str) -> str:
    return get_timezone_location(zone, locale=locale, return_city=True)


def _utc(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _by_name(names: dict[str, str]) -> dict[str, str]:
    return dict(sorted(names.items(), key=lambda item: item[1]))
