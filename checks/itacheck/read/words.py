"""Words of links that name nothing, and the lengths that tell a name from a text."""

from __future__ import annotations

import re

MAX_LABEL = 150
"""Characters of a line that may be a label."""
MAX_CELL = 400
"""Characters of a cell, item or card that still names the links in it."""

_COUNT = r"[\s\d๐-๙.,:;()\[\]{}|/>»›→+*•\-–—]*"
_DO = (
    "ดาวน์โหลด|ดาวโหลด|ดาวน์โหลดเอกสาร|ดาวน์โหลดไฟล์|โหลด|คลิก|คลิ๊ก|คลิกที่นี่|คลิ๊กที่นี่|"
    "คลิกดู|คลิกเพื่อดู|คลิกอ่าน|ที่นี่|เปิด|เปิดดู|เปิดไฟล์|ดู|ดูไฟล์|ดูเอกสาร|"
    "ดูรายละเอียด|รายละเอียด|รายละเอียดเพิ่มเติม|อ่าน|อ่านต่อ|อ่านต่อที่นี่|อ่านเพิ่มเติม|"
    "เพิ่มเติม|แสดง|เรียกดู|ไฟล์|ไฟล์แนบ|เอกสาร|เอกสารแนบ|แนบไฟล์|ลิงก์|ลิงค์|ใหม่|"
    "download|downloads|click|click here|here|view|open|read|read more|more|detail|details|see more|link|file|files|"
    "attachment|new|pdf|word|excel|doc|docx|xls|xlsx|zip|rar|jpg|png|url|ไฟล์ pdf|เอกสาร pdf|pdf file|"
    "next|previous|ถัดไป|ก่อนหน้า"
)
GENERIC = re.compile(rf"{_COUNT}(?:(?:{_DO}){_COUNT}){{0,3}}", re.IGNORECASE)
"""The whole text of a link that says what to do, not what it leads to."""

MORE = re.compile(
    rf"{_COUNT}(?:(?:ดู|อ่าน|แสดง|ข่าว)?ทั้งหมด|(?:ดู|อ่าน)?(?:เพิ่มเติม|ต่อ)|(?:view|see|read|show)? ?(?:all|more)){_COUNT}",
    re.IGNORECASE,
)
"""A link beside a heading that leads to the whole list."""
