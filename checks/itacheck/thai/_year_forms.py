"""The forms in which a year is stated, as patterns. Digits are 0 to 9 here."""

from __future__ import annotations

import re

from ._calendar import AM, COUNTED, ERA, GAP, NOT_DIGIT, WRAP

_LONG = r"(?:25[0-9]{2}|260[0-3]|199[0-9]|20[0-5][0-9]|2060)"
_SHORT = r"[5-8][0-9]"
_NEAR = r"[\s:=._(\[\-–'’]{0,4}"
"""What may stand between the words and the year: ปี (2568), พ.ศ.. 2568, ITA_68."""
_TO = rf"{WRAP}(?:-|–|—|−|‐|‑|~|จนถึง|ถึง|to){WRAP}"
_SHORT_END = rf"{NOT_DIGIT}(?![.,:/][0-9])(?!{GAP}{COUNTED})"
_LONG_END = rf"{NOT_DIGIT}(?!{GAP}บาท)"
_YEAR = rf"(?:(?P<year>{_LONG}){_LONG_END}|(?P<short>{_SHORT}){_SHORT_END})"
_LONG_YEAR = rf"(?P<year>{_LONG}){_LONG_END}"

_EVERY = rf"(?:ประจ{AM}{GAP})?"
_BUDGET = rf"งบ{GAP}ประมา[ณน]{{1,2}}{GAP}ฯ?"
_FISCAL_YEAR = rf"{_EVERY}ปี{GAP}(?:{_BUDGET}|งบ{GAP}ฯ?|งปม\.?){GAP}(?:รายจ่าย{GAP})?(?:{_EVERY}ปี{GAP})?"
_YEAR_WORD = rf"{_EVERY}ปี{GAP}(?:(?:การศึกษา|ปฏิทิน|ภาษี|บัญชี){GAP})?"
_ASSESSMENT = r"(?<![A-Za-z])(?:ITAS?|OIT|MOIT)(?![A-Za-z])"
_ENGLISH_FISCAL = r"(?<![A-Za-z])(?:FY|(?:fiscal|budget)[ \t]{1,3}year)(?![A-Za-z])"

_MARKED = rf"(?:(?P<fiscal>{_FISCAL_YEAR}|{_ENGLISH_FISCAL})|(?P<word>{_YEAR_WORD}|{_ASSESSMENT})|{ERA})"
"""Words that announce a year; the groups say whether they name a paper's year or only the era."""
_AGAIN = rf"(?:(?:{_EVERY}ปี{GAP}(?:{_BUDGET})?{GAP})?(?:{ERA}{WRAP})?)"
_ERA_NEAR = rf"{_NEAR}(?:{ERA}{_NEAR})?"

MARKED_RANGE = re.compile(
    rf"{_MARKED}{_ERA_NEAR}(?:(?P<first>{_LONG}){NOT_DIGIT}{_TO}{_AGAIN}(?:(?P<last>{_LONG}){NOT_DIGIT}"
    rf"|(?P<last_short>{_SHORT}){_SHORT_END})|(?P<first_short>{_SHORT}){NOT_DIGIT}{_TO}{_AGAIN}"
    rf"(?P<both_short>{_SHORT}){_SHORT_END})",
    re.IGNORECASE,
)
"""ปีงบประมาณ พ.ศ. 2566 - 2570, พ.ศ. 2568-70, ปี 66-70."""

PLAIN_RANGE = re.compile(
    rf"(?<![0-9])(?<![0-9][.,/:])(?P<first>{_LONG}){NOT_DIGIT}{_TO}{_AGAIN}"
    rf"(?:(?P<last>{_LONG}){NOT_DIGIT}|(?P<last_short>{_SHORT}){_SHORT_END})(?!-[0-9])(?![./:,][0-9])",
    re.IGNORECASE,
)
"""2566-2570, (2566 - 2570)."""

PERIOD = re.compile(
    rf"(?:ไตรมาส{GAP}(?:ที่{GAP})?[0-9]|(?<![A-Za-z0-9])Q[1-4]|รอบ{GAP}(?:ที่{GAP})?[0-9]{{1,2}}{GAP}(?:เดือน)?"
    rf"{GAP}(?:แรก|หลัง)?){WRAP}(?:/{GAP}|(?:(?:ของ|ใน){GAP})?(?:{_FISCAL_YEAR}|{_YEAR_WORD})?{_ERA_NEAR}){_YEAR}",
    re.IGNORECASE,
)
"""ไตรมาส 2/2568, ไตรมาสที่ 2 ปี 2568, รอบ 6 เดือน ปี 68."""

FISCAL = re.compile(rf"{_FISCAL_YEAR}{_ERA_NEAR}{_YEAR}", re.IGNORECASE)
"""ประจำปีงบประมาณ พ.ศ. 2568, ปีงบ 68."""

BUDGET = re.compile(
    rf"{_BUDGET}{GAP}(?:รายจ่าย{GAP})?{_ERA_NEAR}(?P<year>25[4-9][0-9]){_LONG_END}(?![.,][0-9])",
    re.IGNORECASE,
)
"""งบประมาณ 2568 without the word for year."""

ENGLISH_FISCAL = re.compile(
    rf"{_ENGLISH_FISCAL}{_ERA_NEAR}(?:(?P<year>{_LONG})|(?P<english>[0-9]{{2}})(?![.,:/][0-9])){NOT_DIGIT}",
    re.IGNORECASE,
)
"""FY2568, FY68, FY25, fiscal year 2025."""

YEAR = re.compile(rf"(?P<word>{_YEAR_WORD}){_ERA_NEAR}{_YEAR}", re.IGNORECASE)
"""ประจำปี 2568, ปี พ.ศ. 2567, ปี 68."""

ASSESSMENT = re.compile(
    rf"(?P<word>{_ASSESSMENT})[\s_:\-–(]{{0,3}}(?:{_YEAR_WORD})?{_ERA_NEAR}"
    rf"(?:(?P<year>{_LONG})|(?P<short>[67][0-9])(?![.,:/][0-9])){NOT_DIGIT}",
    re.IGNORECASE,
)
"""ITA 2568, ITA_68, ITA68."""

ERA_YEAR = re.compile(rf"{ERA}{_NEAR}{_YEAR}", re.IGNORECASE)
"""พ.ศ. 2568, พุทธศักราช 2568."""

BARE = re.compile(r"(?<![0-9])(?P<year>25[4-9][0-9]|201[5-9]|20[23][0-9]|204[0-5])(?![0-9])")
"""Four digits that may be a year; the context decides."""
