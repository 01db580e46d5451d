"""A folder of files as a website: all of it, and nothing else."""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.errors import ConfigurationError
from itacheck.folder import FolderSite, looks_like_folder, name_of, names_of, served

HOME = "<title>หน้าแรก</title>"


@pytest.fixture
def public(tmp_path: Path) -> Path:
    folder = tmp_path / "office" / "public_html"
    (folder / "ita" / "2568").mkdir(parents=True)
    (folder / "index.html").write_text(HOME, encoding="utf-8")
    (folder / "ita" / "default.htm").write_text("ita", encoding="utf-8")
    (folder / "แผน 2568.pdf").write_bytes(b"%PDF-1.7")
    (folder / ".htaccess").write_text("secret", encoding="utf-8")
    (tmp_path / "office" / "outside.html").write_text("outside", encoding="utf-8")
    return folder.resolve()


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/", 200),
        ("/index.html", 200),
        ("/index.html?x=1", 200),
        ("/ita/", 200),
        ("/%E0%B9%81%E0%B8%9C%E0%B8%99%202568.pdf", 200),
        ("/ita", 301),
        ("/ita/2568/", 404),
        ("/none.html", 404),
        ("/.htaccess", 404),
        ("/../outside.html", 404),
        ("/ita/../../outside.html", 404),
        ("/%2e%2e/outside.html", 404),
        ("/..%2foutside.html", 404),
        ("/..%5coutside.html", 404),
        ("/%00", 404),
        ("/" + "x" * 5_000, 404),
        ("*", 404),
        ("http://elsewhere.example/index.html", 404),
    ],
)
def test_what_is_in_the_folder_is_served_and_nothing_else(public: Path, target: str, status: int) -> None:
    answer = FolderSite(public).answer(target)
    assert answer.status == status
    assert b"outside" not in answer.body
    assert b"secret" not in answer.body


def test_a_redirect_to_a_folder_never_leads_to_another_host(public: Path) -> None:
    assert FolderSite(public).answer("//ita").headers == (("Location", "/ita/"),)


@pytest.mark.skipif(os.name != "posix", reason="symbolic links without rights")
def test_a_symbolic_link_out_of_the_folder_leads_nowhere(public: Path) -> None:
    (public / "out.html").symlink_to(public.parent / "outside.html")
    (public / "up").symlink_to(public.parent)
    (public / "in.html").symlink_to(public / "index.html")
    site = FolderSite(public)
    assert site.answer("/out.html").status == 404
    assert site.answer("/up/outside.html").status == 404
    assert site.answer("/in.html").status == 200


def test_it_answers_on_the_same_address_again(public: Path) -> None:
    urls = []
    for _ in range(2):
        with served(public) as url:
            urls.append(url)
            with urllib.request.urlopen(f"{url}ita/", timeout=5) as answer:
                assert answer.read() == b"ita"
    assert urls[0] == urls[1]
    with served(public) as first, served(public) as second:
        assert first != second
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(urls[0], timeout=5)


def test_a_folder_without_a_home_page_is_told(tmp_path: Path) -> None:
    (tmp_path / "index.php").write_text("<?php", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"holds no index\.html.*http://localhost"), served(tmp_path):
        pass


def test_a_word_is_a_folder_when_it_is_written_like_one(public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(public.parent)
    assert [looks_like_folder(word) for word in ("./public_html", "public_html", ".", str(public))] == [True] * 4
    (public.parent / "tak-office").mkdir()
    assert not looks_like_folder("tak-office")
    assert looks_like_folder("./tak-office")
    assert [looks_like_folder(word) for word in ("", "./none", "https://x.example/", "x" * 5_000, "a\0b")] == [
        False
    ] * 5


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (r"C:\เว็บ\สำนักงาน\public_html", "สำนักงาน"),
        (r"D:\site-2568", "site-2568"),
        ("C:\\", "C"),
        (r"\\server\share\office\www", "office"),
    ],
)
def test_it_is_called_by_the_folder_that_says_something(path: str, name: str) -> None:
    assert name_of(PureWindowsPath(path)) == name


@given(st.text(max_size=30) | st.from_regex(r"(/|%2e|%2f|%5c|\\|\.|:|C|~|CON|\?|#){1,12}", fullmatch=True))
def test_no_request_leads_out_of_the_folder_on_windows(target: str) -> None:
    names = names_of(target)
    if names is not None:
        root = PureWindowsPath(r"C:\site\public_html")
        joined = root.joinpath(*names)
        assert joined.is_relative_to(root)
        assert ".." not in joined.parts
