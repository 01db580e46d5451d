"""A score as text and as Markdown."""

from __future__ import annotations

from itacheck.accuracy import as_markdown, as_text, between_marks
from itacheck.accuracy.markdown import escaped
from itacheck.accuracy.sections import Listing, Sections, Table
from itacheck.model import Bilingual


def both(text: str) -> Bilingual:
    return Bilingual(th=f"{text}ที่", en=text)


SECTIONS = Sections(
    title=both("set"),
    about=both("about"),
    tables=(
        Table(both("short"), ("name", "n"), (("ที่หนึ่ง", "10"), ("b", "5")), brief=True, note=both("note")),
        Table(both("long"), ("name", "n"), (("c", "1"),)),
    ),
    listings=(Listing(both("errors"), (("a | <b>", "why"), ("c",))),),
    notes=("note: as of",),
)


def test_text_is_aligned_as_thai_is_shown() -> None:
    assert list(as_text(SECTIONS, 1)) == [
        "setที่ / set",
        "aboutที่",
        "about",
        "note: as of",
        "",
        "shortที่ / short",
        "  name   n",
        "  ที่หนึ่ง  10",
        "  b      5",
        "  (noteที่ / note)",
        "",
        "longที่ / long",
        "  name  n",
        "  c     1",
        "",
        "errorsที่ / errors: 2",
        "  a | <b>",
        "      why",
        "  และอีก 1 / and 1 more: --errors 2",
    ]


def test_markdown_has_the_short_tables_only() -> None:
    assert list(as_markdown(SECTIONS, 1)) == [
        "setที่ / set",
        "",
        "aboutที่ / about",
        "",
        "note: as of",
        "",
        "**shortที่ / short**",
        "",
        "| name | n |",
        "| --- | ---: |",
        "| ที่หนึ่ง | 10 |",
        "| b | 5 |",
        "",
        "noteที่ / note",
        "",
        "**errorsที่ / errors: 2**",
        "",
        r"- a \| &lt;b&gt;",
        "  - why",
        "- และอีก 1 / and 1 more",
    ]


def test_a_long_table_is_folded_away_in_markdown() -> None:
    rows = tuple((str(n), "1") for n in range(13))
    long = Sections(both("set"), both("about"), (Table(both("t"), ("name", "n"), rows, brief=True),), ())
    lines = list(as_markdown(long, 0))
    assert lines[4:8] == ["<details>", "<summary>tที่ / t</summary>", "", "| name | n |"]
    assert lines[-3:] == ["| 12 | 1 |", "", "</details>"]


def test_with_no_errors_asked_markdown_is_tables_alone() -> None:
    assert "errors" not in "\n".join(as_markdown(SECTIONS, 0))


def test_text_of_strangers_is_not_obeyed_in_markdown() -> None:
    hostile = "[click](http://x) <script>`a`</script>\n# **b** |"
    assert escaped(hostile) == (
        r"\[click\](http://x) &lt;script&gt;\`a\`&lt;/script&gt; \# \*\*b\*\* \|"
    )  # fmt: skip


def test_only_what_is_between_the_marks_is_replaced() -> None:
    page = "a\n<!-- accuracy: x -->\nold\n\nold\n<!-- /accuracy -->\nb\n"
    assert between_marks(page, ["new \\1"]) == "a\n<!-- accuracy: x -->\nnew \\1\n<!-- /accuracy -->\nb\n"
    assert between_marks("a\n", ["new"]) is None
