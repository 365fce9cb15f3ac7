"""How days, times and numbers are written where a coach reads them. The words stay English."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Regions, and languages for tags that name no region, from Unicode CLDR 47 (as Babel 2.18 has it): the order
# of the skeleton MMMd, the hours of the short time, the decimal sign. A region's are those of its English
# where English is official, else of its main language. What is in no set writes 15 Apr, 16:42 and 3.5.
MONTH_FIRST = _codes("""
    AF AS BI BT CA CN GU HU JP KP KR LT MH MN MO MP PH TW UM US VI eu hu ja ko lt zh
""")
TWELVE_HOURS = _codes("""
    AE AG AL AR AS AU BB BD BH BM BN BO BS BT CA CL CO CR CU CY DJ DM DO DZ EC EG EH ER ET FJ FM GD GH
    GM GR GT GU GY HK HN IN IQ JM JO KH KI KN KP KR KW KY LB LC LR LS LY MH MO MP MR MW MX MY NA NI NZ
    OM PA PE PG PH PK PR PS PW PY QA SA SB SD SG SL SO SS SV SY SZ TC TD TN TO TT TW UM US UY VC VE VG
    VI VU WS YE ZM am ar bn el fil gu hi kab km kn ko ml mr ms pa sq ta te ur
""")
COMMA = _codes("""
    AD AL AM AO AR AT AW AX AZ BA BE BF BG BJ BL BN BO BQ BR BY CD CF CG CI CL CO CR CV CY CZ DE DJ DK
    DZ EC EE ES FI FO FR GA GE GF GL GN GP GQ GR GW HR HT HU ID IS IT KG KZ LA LB LT LU LV LY MA MC MD
    ME MF MK MQ MR MZ NC NL NO PF PL PM PT PY RE RO RS RU SE SI SJ SK SM SN SR ST TG TJ TL TM TN TR UA
    UY UZ VA VE VN WF XK YT ZA af ast az be bg br bs ca cs da de dsb el eo es et eu ff fi fr fy gl hr
    hsb hu hy ia id is it ka kab kk lij lt lv mk nb nl nn no pl pt ro ru sc sk sl sq sr sv tg tr uk uz
    vi
""")
TAG = re.compile("([a-z]{2,3})(?:-[a-z]{4})?(?:-([a-z]{2}|[0-9]{3}))?(?:-.*)?", re.IGNORECASE)
ENGLISH = "en"


@dataclass(frozen=True)
class Style:
    """Apr 15 for 15 Apr, 4:42 pm for 16:42, 3,5 for 3.5."""

    month_first: bool = False
    twelve_hours: bool = False
    comma: bool = False


PLAIN = Style()
# A second large language of a region that writes otherwise than its main one.
SECOND = {("fr", "CA"): Style(comma=True), ("fr", "CH"): Style(comma=True)}


def style_of(tags: Iterable[str]) -> Style:
    """By the first of some language tags, the most wanted first, that says where its reader is.

    Each does but English alone, which is read everywhere. A region may be named by a later tag of the same
    language: browsers send "fr, fr-CA". PLAIN when none says it, and for what is no tag.
    """
    known = list(_read(tags))
    regions = {language: region for language, region in reversed(known) if region}
    for language, region in known:
        region = region or regions.get(language, "")
        if region or language != ENGLISH:
            return SECOND.get((language, region)) or _of(region or language)
    return PLAIN


def _read(tags: Iterable[str]) -> Iterator[tuple[str, str]]:
    for tag in tags:
        if found := TAG.fullmatch(tag.replace("_", "-")):
            yield found[1].lower(), (found[2] or "").upper()


def _of(place: str) -> Style:
    return Style(place in MONTH_FIRST, place in TWELVE_HOURS, place in COMMA)
