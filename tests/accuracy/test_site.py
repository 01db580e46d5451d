"""A labelled site as data: what it answers, and what is wrong in its site.toml."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.accuracy import ServedSites, Site, load_sites
from itacheck.errors import ConfigurationError

HEAD = 'kind = "agency"\nstyle = "plain"\n[name]\nth = "ก"\nen = "a"\n'
KINDS = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpg": "image/jpeg",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "xyz": "application/octet-stream",
}


def made(tmp_path: Path, more: str = "", head: str = HEAD, **files: bytes) -> Path:
    folder = tmp_path / "office"
    folder.mkdir(exist_ok=True)
    (folder / "site.toml").write_text(head + more, encoding="utf-8")
    for name, content in {"index": b"<h1>home</h1>", "_soft": b"<h1>gone</h1>", **files}.items():
        (folder / f"{name}.html").write_bytes(content)
    return folder


@pytest.mark.parametrize(("ending", "kind"), KINDS.items())
def test_files_are_sent_as_what_they_are(tmp_path: Path, ending: str, kind: str) -> None:
    folder = made(tmp_path)
    (folder / f"แผน.{ending.upper()}").write_bytes(b"x")
    answer = Site.load(folder).answer(f"/%E0%B9%81%E0%B8%9C%E0%B8%99.{ending.upper()}")
    assert (answer.status, answer.body, answer.content_type) == (200, b"x", kind)


@pytest.mark.parametrize("target", ["/", "/index.html", "/?x=1"])
def test_the_home_page(tmp_path: Path, target: str) -> None:
    answer = Site.load(made(tmp_path)).answer(target)
    assert (answer.status, answer.body, answer.content_type) == (200, b"<h1>home</h1>", "text/html; charset=utf-8")


@pytest.mark.parametrize(
    "target",
    [
        "/site.toml",
        "/_soft.html",
        "/../office/index.html",
        "/..%2foffice/index.html",
        "/..%5Cx",
        "/C:%5C",
        "/%00",
        "/no",
        "/" + "long" * 100,
    ],
)
def test_what_is_not_there_or_not_for_visitors_is_404(tmp_path: Path, target: str) -> None:
    assert Site.load(made(tmp_path)).answer(target).status == 404


ROUTES = """
[routes]
"/old" = { status = 301, location = "/ใหม่" }
"/get?b=2&a=1" = { file = "index.html", content_type = "application/pdf", disposition = "attachment; filename=x.pdf" }
"/down" = { status = 503, delay = 0.25 }
[not_found]
file = "_soft.html"
"""


def test_routes(tmp_path: Path) -> None:
    site = Site.load(made(tmp_path, ROUTES))
    assert site.answer("/old").headers == (("Location", "/%E0%B9%83%E0%B8%AB%E0%B8%A1%E0%B9%88"),)
    sent = site.answer("/get?a=1&b=2")
    assert (sent.content_type, sent.headers) == (
        "application/pdf",
        (("Content-Disposition", "attachment; filename=x.pdf"),),
    )
    assert (site.answer("/down").status, site.delay("/down"), site.delay("/")) == (503, 0.25, 0.0)
    assert (site.answer("/nothing").status, site.answer("/nothing").body) == (200, b"<h1>gone</h1>")
    assert site.answer("/robots.txt").status == 404


def test_one_answer_everywhere(tmp_path: Path) -> None:
    site = Site.load(made(tmp_path, "[everywhere]\nstatus = 403\n"))
    assert {site.answer(target).status for target in ("/", "/robots.txt", "/x")} == {403}


@pytest.mark.parametrize("body", ["ประกาศ".encode(), "ประกาศ ≥".encode(), b"\xa1\xff"])
def test_an_old_character_set_is_sent_and_not_named(tmp_path: Path, body: bytes) -> None:
    answer = Site.load(made(tmp_path, head='charset = "windows-874"\n' + HEAD, index=body)).answer("/")
    assert (answer.status, answer.content_type) == (200, "text/html")
    if b"\xff" not in body:
        assert answer.body.startswith("ประกาศ".encode("cp874"))


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ("[everywhere]\nfile = 'no.html'", r"key 'everywhere\.file': no file 'no\.html'"),
        ("[routes]\n'/x' = { file = '../x' }", r"key 'routes\./x\.file': a path inside"),
        ("[routes]\n'/x' = { fil = 'x' }", r"unknown key 'routes\./x\.fil'"),
        ("[not_found]\nstatus = 299", r"key 'not_found\.status': no such final HTTP status"),
        ("[not_found]\nstatus = 100", r"key 'not_found\.status'"),
        ("[not_found]\ncharset = 'hex'", r"key 'not_found\.charset': no such character set"),
        ("[x]", "unknown key 'x'"),
        ("[", "not valid TOML"),
    ],
)
def test_a_bad_site_is_one_line(tmp_path: Path, more: str, line: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"site\.toml: {line}"):
        Site.load(made(tmp_path, more))


def test_the_folder_is_the_id(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / "stray").mkdir()
    assert [site.id for site in load_sites(tmp_path)] == ["office"]
    (tmp_path / "office").rename(tmp_path / "An Office")
    with pytest.raises(ConfigurationError, match="key 'id'"):
        load_sites(tmp_path)


@given(st.text())
def test_no_request_breaks_it_or_leaves_the_folder(tmp_path_factory: pytest.TempPathFactory, target: str) -> None:
    folder = made(tmp_path_factory.mktemp("set"))
    (folder.parent / "secret.html").write_bytes(b"secret")
    assert b"secret" not in Site.load(folder).answer("/" + target).body


def test_sites_are_served_while_the_block_runs(tmp_path: Path) -> None:
    folder = made(tmp_path, ROUTES)
    served = ServedSites([Site.load(folder)])
    with served:
        agency = served.agencies[0]
        assert agency.id == "office"
        with urllib.request.urlopen(f"{agency.url}get?b=2&a=1", timeout=5) as answer:
            assert answer.headers["Content-Disposition"] == "attachment; filename=x.pdf"
    assert served.agencies == ()
