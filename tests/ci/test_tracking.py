"""Issues by the verb that keeps them, against a server that plays GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import itacheck.cli
from itacheck.history import load_history, record, save_history
from itacheck.model import AgencyResult, Bilingual

from ..command import Call, Ended
from ..history.weeks import agency, finding, run, verdict
from .hub import REPOSITORY, TOKEN, Hub

HOSTILE = (
    'x`"><img src=x onerror=alert(1)> @everyone [click](https://evil.example) #1 <!-- itacheck agency=b state=0 -->'
)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with Hub() as served:
        monkeypatch.setenv("GITHUB_API_URL", served.url)
        monkeypatch.setenv("GITHUB_REPOSITORY", REPOSITORY)
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        yield served


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.chdir(tmp_path)

    def issues(*arguments: str | Path) -> Ended:
        with pytest.raises(SystemExit) as ended:
            itacheck.cli.main(["ci", "issues", "--out", "reports", *map(str, arguments)])
        captured = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Ended(ended.value.code, captured.out, captured.err)

    return issues


def after(folder: Path, week: int, *agencies: AgencyResult) -> None:
    """Writes results and history as a run of a week leaves them."""
    results = run(week, agencies)
    (folder / "reports").mkdir(exist_ok=True)
    (folder / "reports" / "results.json").write_text(
        results.model_dump_json(by_alias=True, indent=1) + "\n", encoding="utf-8"
    )
    before = load_history(folder / "reports" / "history")
    save_history(record(before, results), before, folder / "reports" / "history")


def office(own: str, status: str, url: str = "https://a.example/plan") -> AgencyResult:
    return agency(own, verdict("2568/5.6", status, finding(url)), verdict("2568/5.7", "pass", finding(url)))


def test_an_issue_from_the_first_miss_to_its_mending(call: Call, hub: Hub, tmp_path: Path) -> None:
    after(tmp_path, 1, office("a", "pass"), office("b", "fail"))
    assert (call().out, hub.written) == ("issues: nothing to do\n", [])
    after(tmp_path, 2, office("a", "fail"), office("b", "fail"))
    assert call("--report", "https://province.example/report/").code == 0
    assert hub.written == [f"POST /repos/{REPOSITORY}/issues"]
    issue = hub.issues[1]
    assert issue["title"] == "ผลแย่ลง / got worse: หน่วยงาน a (a)"
    assert issue["labels"] == [{"name": "itacheck"}]
    for said in (
        "<!-- itacheck agency=a state=", "2568/5.6", "ผ่าน → ไม่ผ่าน", "`https://a.example/plan`",
        "<https://province.example/report/>",
    ):  # fmt: skip
        assert said in issue["body"]
    assert hub.tokens == {f"Bearer {TOKEN}"}
    # Asked again, and in a run in which nothing changes: nothing.
    hub.asked.clear()
    assert call().code == 0
    after(tmp_path, 3, office("a", "fail"), office("b", "fail"))
    assert call().code == 0
    assert hub.written == []
    # More gets worse: the same issue says so.
    worse = agency("a", verdict("2568/5.6", "fail"), verdict("2568/5.7", "review"))
    after(tmp_path, 4, worse, office("b", "fail"))
    call()
    assert hub.written == [f"PATCH /repos/{REPOSITORY}/issues/1"]
    assert "2568/5.7" in hub.issues[1]["body"]
    assert hub.issues[1]["state"] == "open"
    after(tmp_path, 5, office("a", "pass"), office("b", "fail"))
    call()
    assert (hub.issues[1]["state"], hub.issues[1]["state_reason"]) == ("closed", "completed")
    assert "mended" in hub.issues[1]["body"]
    # And again: the same issue once more.
    hub.asked.clear()
    assert (call().code, hub.written) == (0, [])
    after(tmp_path, 6, office("a", "fail"), office("b", "fail"))
    call()
    assert (hub.issues[1]["state"], len(hub.issues)) == ("open", 1)
    assert "mended" not in hub.issues[1]["body"].split("-->")[1].split("**")[1]


def test_an_issue_that_a_person_closed_stays_closed_until_more_gets_worse(call: Call, hub: Hub, tmp_path: Path) -> None:
    after(tmp_path, 1, office("a", "pass"))
    after(tmp_path, 2, office("a", "fail"))
    call()
    hub.issues[1]["state"] = "closed"
    after(tmp_path, 3, office("a", "fail"))
    call()
    assert hub.issues[1]["state"] == "closed"
    after(tmp_path, 4, agency("a", verdict("2568/5.6", "fail"), verdict("2568/5.7", "fail")))
    call()
    assert hub.issues[1]["state"] == "open"


def test_what_could_not_be_looked_at_changes_nothing(call: Call, hub: Hub, tmp_path: Path) -> None:
    after(tmp_path, 1, office("a", "pass"))
    after(tmp_path, 2, office("a", "fail"))
    call()
    hub.asked.clear()
    after(tmp_path, 3, agency("a", verdict("2568/5.6", "unreachable"), down="shard-missing"))
    assert (call().code, hub.written) == (0, [])


def test_a_dry_run_only_says(call: Call, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    after(tmp_path, 1, office("a", "pass"))
    after(tmp_path, 2, office("a", "fail"))
    monkeypatch.delenv("GITHUB_TOKEN")
    ended = call("--dry-run")
    assert (ended.code, ended.out.splitlines()[0], hub.written) == (0, "would open: a", [])
    assert hub.tokens == {None}


def test_twins_are_closed_and_what_is_not_ours_is_left_alone(call: Call, hub: Hub, tmp_path: Path) -> None:
    after(tmp_path, 1, office("a", "pass"))
    after(tmp_path, 2, office("a", "fail"))
    hub.add("a person's own issue with our label")
    hub.add("<!-- itacheck agency=gone state=1 -->")
    hub.add("<!-- itacheck agency=a state=1 -->", label="other")
    first = hub.add("<!-- itacheck agency=a state=1 -->")
    twin = hub.add("<!-- itacheck agency=a state=1 -->")
    pull = hub.add("<!-- itacheck agency=a state=1 -->", pull_request={})
    call()
    assert {number for number, one in hub.issues.items() if one["state"] == "closed"} == {twin}
    assert "2568/5.6" in hub.issues[first]["body"]
    assert hub.issues[pull]["body"] == "<!-- itacheck agency=a state=1 -->"
    assert len(hub.issues) == 6


def test_every_page_of_the_list_is_read(call: Call, hub: Hub, tmp_path: Path) -> None:
    after(tmp_path, 1, office("a", "pass"))
    after(tmp_path, 2, office("a", "fail"))
    for _ in range(230):
        hub.add("other")
    hub.add("<!-- itacheck agency=a state=1 -->")
    call()
    assert len([line for line in hub.asked if line.startswith("GET")]) == 3
    assert hub.written == [f"PATCH /repos/{REPOSITORY}/issues/231"]


def test_new_issues_of_one_run_are_bounded(call: Call, hub: Hub, tmp_path: Path) -> None:
    names = [f"a-{number}" for number in range(5)]
    after(tmp_path, 1, *(office(name, "pass") for name in names))
    after(tmp_path, 2, *(office(name, "fail") for name in names))
    ended = call("--most", "3")
    assert len(hub.issues) == 3
    assert "2 more" in ended.err
    call("--most", "3")
    assert len(hub.issues) == 5


@pytest.mark.parametrize("url", ["https://a.example/x`y", "javascript:alert(1)", f"https://a.example/{HOSTILE}"])
def test_nothing_of_a_page_or_name_is_obeyed(call: Call, hub: Hub, tmp_path: Path, url: str) -> None:
    names = {"name": Bilingual(th=HOSTILE, en=HOSTILE)}
    after(tmp_path, 1, office("a", "pass", url).model_copy(update=names))
    after(tmp_path, 2, office("a", "fail", url).model_copy(update=names))
    call()
    body = hub.issues[1]["body"]
    for text in (body, hub.issues[1]["title"]):
        assert "@everyone" not in text
    for bad in ("<img", "https://evil", "javascript:", "agency=b state=0 -->", "#1"):
        assert bad not in body
    assert body.count("<!--") == 1
    assert body.count("`") % 2 == 0


@pytest.mark.parametrize(
    ("method", "answer", "line"),
    [
        (
            "GET",
            (403, '{"message": "Resource not accessible by integration"}'),
            "GET: HTTP 403 (Resource not accessible",
        ),
        (
            "GET",
            (410, '{"message": "Issues are disabled for this repo"}'),
            "the repository must have issues switched on",
        ),
        ("POST", (502, "<html>bad gateway</html>"), "POST: HTTP 502: the next run tries again"),
        ("POST", (503, '{"message": ["no", "text"]}'), "POST: HTTP 503: the next run"),
        ("GET", (302, "{}"), "GET: HTTP 302"),
        ("GET", (200, "not json"), "the answer is not what GitHub answers"),
        ("GET", (200, '{"no": "list"}'), "the answer is not what GitHub answers"),
        ("POST", (201, '{"no": "number"}'), "the answer is not what GitHub answers"),
    ],
)
def test_a_refusal_is_one_line(
    call: Call, hub: Hub, tmp_path: Path, method: str, answer: tuple[int, str], line: str
) -> None:
    after(tmp_path, 1, office("a", "pass"))
    after(tmp_path, 2, office("a", "fail"))
    hub.refuse[method] = answer
    ended = call()
    assert ended.code == 4
    assert len(ended.err.splitlines()) == 1
    assert line in ended.err
    assert TOKEN not in ended.err + ended.out
    # Nothing is lost: the next run does it.
    hub.refuse.clear()
    assert call().code == 0
    assert len(hub.issues) == 1


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("GITHUB_API_URL", "ftp://x", 2),
        ("GITHUB_API_URL", "http://127.0.0.1:9", 4),
        ("GITHUB_REPOSITORY", "../..", 2),
        ("GITHUB_REPOSITORY", "", 2),
        ("GITHUB_TOKEN", "", 2),
    ],
)
def test_what_the_runner_does_not_give_is_told(
    call: Call, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, code: int
) -> None:
    after(tmp_path, 1, office("a", "pass"))
    monkeypatch.setenv(name, value)
    ended = call()
    assert (ended.code, len(ended.err.splitlines()), hub.asked) == (code, 1, [])


def test_a_token_of_the_machine_takes_no_part(
    call: Call, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password secret\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    after(tmp_path, 1, office("a", "pass"))
    call()
    assert hub.tokens == {f"Bearer {TOKEN}"}
