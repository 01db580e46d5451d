"""A page that shows what does not come would be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from .blocks import Reader, blocks

Capsys = pytest.CaptureFixture[str]


@pytest.fixture
def follow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capsys) -> Reader:
    monkeypatch.chdir(tmp_path)
    return Reader(capsys, [("2568", "2569"), ("https://www.example.go.th", "http://127.0.0.1:1")])


def page(text: str) -> Path:
    path = Path("page.md")
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_shown_must_be_printed(follow: Reader) -> None:
    shown = "```console test\n$ itacheck --version\nitacheck, version ...\n```\n"
    follow.follow(page(shown))
    assert follow.done == 1
    with pytest.raises(AssertionError, match="shown:\nanother"):
        follow.follow(page(shown.replace("itacheck, version ...", "another")))


def test_the_exit_code_must_be_the_one_that_is_shown(follow: Reader) -> None:
    shown = "```console test exit=2\n$ itacheck explain 9.9\n```\n"
    follow.follow(page(shown))
    with pytest.raises(AssertionError):
        follow.follow(page(shown.replace(" exit=2", "")))


def test_names_in_docs_stand_for_others(follow: Reader) -> None:
    follow.follow(page("```console test\n$ itacheck explain 5.2 --rules 2568\n2568 5.2 ...\n```\n"))
    with pytest.raises(AssertionError):
        follow.follow(page("```console test\n$ itacheck explain 5.2 --rules 2568\n2569 5.2 ...\n```\n"))


def test_files_are_written_edited_and_patched(follow: Reader) -> None:
    follow.follow(
        page(
            '```toml test file\n# a/b.toml\nx = 1\ny = "old"\n```\n'
            '```toml test edit\n# a/b.toml\ny = "new"\n\n[[table]]\n```\n'
            "```diff test\n--- a/b.toml\n x = 1\n+z = 3\n```\n"
            "```toml test add\n# a/b.toml\nlast = 4\n```\n"
        )
    )
    assert Path("a/b.toml").read_text(encoding="utf-8") == 'x = 1\nz = 3\ny = "new"\n\n[[table]]\nlast = 4\n'
    with pytest.raises(AssertionError, match="does not hold once"):
        follow.follow(page("```diff test\n--- a/b.toml\n-nothing\n```\n"))


@pytest.mark.parametrize(
    "block",
    ["```console test\n$ rm -rf x\n```\n", "```console test\nno command\n```\n", "```toml test file\nx = 1\n```\n"],
)
def test_a_block_that_cannot_be_run_fails(follow: Reader, block: str) -> None:
    with pytest.raises(AssertionError):
        follow.follow(page(block))


def test_an_unknown_kind_of_block_fails(follow: Reader) -> None:
    with pytest.raises(pytest.fail.Exception, match="cannot be run"):
        follow.follow(page("```toml test often\n# a\n```\n"))


def test_a_reason_is_read(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("text\n\n```sh not run: needs an account\ngit push\n```\n", encoding="utf-8")
    (block,) = blocks(path)
    assert (block.line, block.language, block.reason, block.runs) == (3, "sh", "needs an account", False)
