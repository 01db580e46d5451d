"""What surrounds every page of a made-up office: the menu above, links and the address below."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .words import SIDE


def menu_of(groups: Mapping[str, str]) -> str:
    """The header.

    Args:
        groups: heading -> its entries, written.
    """
    written = "".join(
        f'<li class="nav-item dropdown"><a class="nav-link dropdown-toggle" href="#" data-toggle="dropdown">{group}</a>'
        f'<ul class="dropdown-menu">{entries}</ul></li>\n'
        for group, entries in groups.items()
    )
    return (
        '<header id="header"><div class="container"><a class="navbar-brand" href="/"><img src="/logo.png" alt="ตรา">'
        f'</a></div><nav class="navbar"><ul class="navbar-nav">{written}</ul></nav></header>\n'
    )


def foot_of(name: str, number: int, to: Callable[[int], str]) -> str:
    """Links at the side, and the footer.

    Args:
        name: of the office.
        number: makes its address and telephone number.
        to: the address of the page at a place.
    """
    side = "".join(
        f'<li class="widget-item"><a href="{to(60 + place)}"><i class="icon"></i> {entry}</a></li>\n'
        for place, entry in enumerate(SIDE)
    )
    return (
        f'<aside class="sidebar"><div class="widget"><h3>ลิงก์ที่น่าสนใจ</h3><ul>{side}</ul></div></aside>\n'
        f'<footer id="footer" class="footer"><div class="container"><p>{name} เลขที่ {number + 10} ถนนสมมุติ อำเภอเมือง '
        f"โทร. 0 5555 {number % 10_000:04} อีเมล office@example.invalid</p><p>สงวนลิขสิทธิ์ พ.ศ. 2568</p></div></footer>\n"
    )
