"""A run that was interrupted goes on where it stopped, or says why it does not."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import itacheck
import itacheck.cli
import itacheck.errors
from itacheck.model import Results
from itacheck.unfinished import FOLDER, Key, Unfinished

from .small_site import PYTHON, SmallSite, agency_entry, surroundings, write_agencies

AGENCIES = 3
PAGES = 6
NAMES = "คู่มือหรือแนวทางการให้บริการ", "ประมวลจริยธรรม", "แผนปฏิบัติการป้องกันการทุจริต 2568", "ประวัติ", "ติดต่อ", "ข่าว"


def pages(number: int) -> dict[str, str | bytes | int]:
    """A site whose pages lead on from one to the next, so that what is asked depends on what was answered."""
    made: dict[str, str | bytes | int] = {"/robots.txt": "User-agent: *\nDisallow: /private\n"}
    for page in range(PAGES):
        path = f"/p{page}" if page else "/"
        links = f'<a href="/p{page + 1}">{NAMES[page]}</a>' if page + 1 < PAGES else '<a href="/gone">แผน</a>'
        made[path] = f"<title>หน่วยงาน {number}</title><h1>{NAMES[page]}</h1><p>หน้า {page} ของ {number}</p>{links}"
    return made


class Province:
    """Some sites, and an agencies.toml for them."""

    def __init__(self, folder: Path, stack: ExitStack, *, delay: float) -> None:
        self.sites = [stack.enter_context(SmallSite(pages(n), delay=delay)) for n in range(AGENCIES)]
        self.file = write_agencies(folder, *(agency_entry(f"a-{n}", site.url) for n, site in enumerate(self.sites)))

    @property
    def asked(self) -> Counter[tuple[int, str]]:
        """Site and path -> how often it was asked for."""
        return Counter((number, path) for number, site in enumerate(self.sites) for path in site.asked)

    def forget(self) -> None:
        for site in self.sites:
            site.asked.clear()

    def command(self, out: Path, *more: str) -> list[str]:
        return [
            *PYTHON, "check", "--agencies", str(self.file), "--out", str(out), "--as-of", "2026-01-15", "--no-browser",
            "--no-ocr", "--jobs", "2", *more,
        ]  # fmt: skip


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    with ExitStack() as stack:
        yield Province(tmp_path, stack, delay=0.05)


def verdicts(out: Path) -> list[Any]:
    """All that a run says of its agencies, without the moments."""
    text = (out / "results.json").read_text(encoding="utf-8")
    agencies = json.loads(text)["agencies"]
    for agency in agencies:
        agency["crawl"].pop("seconds")
        for verdict in agency["verdicts"]:
            for finding in verdict["findings"]:
                finding.pop("fetched_at")
    assert isinstance(agencies, list)
    return agencies


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=surroundings(), capture_output=True, text=True, encoding="utf-8", check=False
    )


@contextmanager
def killed_after(province: Province, command: list[str], folder: Path, requests: int) -> Iterator[None]:
    """Runs a command and kills it once so many requests came in."""
    with subprocess.Popen(
        command, cwd=folder, env=surroundings(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while sum(province.asked.values()) < requests and process.poll() is None:
            threading.Event().wait(0.005)
        process.kill()
    yield


@pytest.mark.timeout(600)
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_run_goes_on_where_it_stopped(province: Province, tmp_path: Path) -> None:
    """Killed again and again at ever later moments, it ends with the verdicts of a run that nobody disturbed."""
    whole, out = tmp_path / "whole", tmp_path / "out"
    undisturbed = run(province.command(whole), tmp_path)
    everything = province.asked
    assert set(everything.values()) == {1}
    assert len(everything) == AGENCIES * (PAGES + 3)
    assert not (whole / FOLDER).exists()
    province.forget()
    kills = 0
    for requests in (7, 16):
        with killed_after(province, province.command(out, "--resume"), tmp_path, requests):
            kills += 1
        assert not (out / "results.json").exists()
    ended = run(province.command(out, "--resume"), tmp_path)
    assert ended.returncode == undisturbed.returncode, ended.stderr
    assert "going on with the run of" in ended.stderr
    assert verdicts(out) == verdicts(whole)
    # What was on its way when the process died was not yet answered: one request an agency at work, a kill.
    again = province.asked - everything
    assert sum(again.values()) <= kills * 2, again
    assert set(province.asked) == set(everything)
    assert not (out / FOLDER).exists()


@pytest.mark.timeout(600)
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_a_stopped_run_can_be_gone_on_with(province: Province, tmp_path: Path) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    run(province.command(whole), tmp_path)
    everything = province.asked
    province.forget()
    with subprocess.Popen(
        province.command(out), cwd=tmp_path, env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as process:  # fmt: skip
        while sum(province.asked.values()) < 6 and process.poll() is None:
            threading.Event().wait(0.005)
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate()
    assert process.returncode == 4
    assert "--resume" in told
    assert verdicts(out) != verdicts(whole)
    ended = run(province.command(out, "--resume"), tmp_path)
    assert verdicts(out) == verdicts(whole), ended.stderr
    assert province.asked == everything


Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Runs a command in this process, in an empty folder: its exit code and what it said of its errors."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            itacheck.cli.main([str(argument) for argument in arguments])
        assert isinstance(ended.value.code, int)
        return ended.value.code, capsys.readouterr().err

    return command


@pytest.fixture
def interrupted(tmp_path: Path) -> Iterator[tuple[SmallSite, list[object]]]:
    """A run of two agencies that ended before its report was written; a site of it, and its command."""
    with SmallSite({"/": "<h1>หนึ่ง</h1>"}) as first, SmallSite({"/": "<h1>สอง</h1>"}) as second:
        file = write_agencies(tmp_path, agency_entry("one", first.url), agency_entry("two", second.url))
        out = tmp_path / "out"
        command: list[object] = ["check", "--agencies", file, "--out", out, "--as-of", "2026-01-15", "--no-browser"]

        class Killed(BaseException):
            """Ends the process where it stands, as far as this process can."""

        def die(_: Unfinished) -> None:
            raise Killed

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Unfinished, "complete", die)
            with pytest.raises(Killed):
                itacheck.cli.main([str(argument) for argument in command])
        assert {path.name for path in (out / FOLDER).iterdir()} >= {"run.json", "one.json", "two.json"}
        first.asked.clear()
        second.asked.clear()
        first.asked = second.asked
        yield second, command


def test_what_is_finished_is_not_asked_again(interrupted: tuple[SmallSite, list[object]], call: Call) -> None:
    site, command = interrupted
    _, told = call(*command, "--resume")
    assert "2 of 2 agencies finished, 0 begun" in told
    assert site.asked == []


def test_a_damaged_result_is_asked_again(interrupted: tuple[SmallSite, list[object]], call: Call) -> None:
    site, command = interrupted
    Path("out", FOLDER, "two.json").write_text('{"result": {"id": "tw', encoding="utf-8")
    _, told = call(*command, "--resume")
    assert "1 of 2 agencies finished" in told
    assert site.asked == ["/robots.txt", "/", "/sitemap.xml"]


def change(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def changed(data: dict[str, Any]) -> None:
        (data["key"] if name in data["key"] else data)[name] = value

    return changed


@pytest.mark.parametrize(
    ("change_it", "why"),
    [
        (change("version", "0.0.1"), "it is of itacheck 0.0.1"),
        (change("as_of", "2026-01-14"), "it is judged as of 2026-01-14"),
        (change("packs", {"2567": "x"}), "it is of other rules"),
        (change("agencies", {"one": "x"}), "it is of other agencies, or their entries have changed"),
        (change("options", {}), "it is of a run with other options"),
        (change("started", "2020-01-01T00:00:00Z"), "it is begun at 2020-01-01 00:00 UTC, which is too long ago"),
        (change("format", "itacheck/unfinished/v9"), "it is of another version"),
        (change("started", "yesterday"), "it is damaged, or of another version"),
    ],
)
def test_work_that_does_not_fit_is_not_used(
    interrupted: tuple[SmallSite, list[object]], call: Call, change_it: Callable[[Any], None], why: str
) -> None:
    site, command = interrupted
    path = Path("out", FOLDER, "run.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    change_it(data)
    path.write_text(json.dumps(data), encoding="utf-8")
    _, told = call(*command, "--resume")
    assert [line for line in told.splitlines() if "not used" in line and line.endswith(why)]
    assert len(site.asked) == 6
    assert not Path("out", FOLDER).exists()


def test_without_resume_all_is_asked(interrupted: tuple[SmallSite, list[object]], call: Call) -> None:
    site, command = interrupted
    _, told = call(*command)
    assert "thrown away" in told
    assert len(site.asked) == 6


def test_nothing_to_go_on_with_is_no_error(interrupted: tuple[SmallSite, list[object]], call: Call) -> None:
    site, command = interrupted
    call(*command)
    _, told = call(*command, "--resume")
    assert "no unfinished work is there" in told
    assert len(site.asked) == 12


def test_resume_and_from_warc_exclude_each_other(call: Call, tmp_path: Path) -> None:
    code, told = call("check", "--resume", "--from-warc", tmp_path)
    assert code == 2
    assert "--resume" in told


KEY = Key(version="1", as_of=date(2026, 1, 15), packs={}, agencies={}, options={})
NOW = datetime(2026, 1, 15, tzinfo=UTC)


def test_one_process_at_a_time_works_in_a_folder(tmp_path: Path) -> None:
    with Unfinished(tmp_path, KEY, now=NOW) as first:
        first.begin()
        with (
            pytest.raises(itacheck.errors.ConfigurationError, match="another itacheck is at work there"),
            Unfinished(tmp_path, KEY, now=NOW),
        ):
            pass
    with Unfinished(tmp_path, KEY, now=NOW + timedelta(hours=1)) as second:
        assert second.unlike() is None
        assert second.started == NOW, "the run goes on under its own name"
        second.complete()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file", encoding="utf-8")
    with (
        pytest.raises(itacheck.errors.ConfigurationError, match="cannot be written"),
        Unfinished(tmp_path, KEY, now=NOW),
    ):
        pass


def test_results_of_one_run_have_one_name(interrupted: tuple[SmallSite, list[object]], call: Call) -> None:
    """A run that goes on is the same run: its id is that of its start."""
    _, command = interrupted
    begun = json.loads(Path("out", FOLDER, "run.json").read_text(encoding="utf-8"))["started"]
    call(*command, "--resume")
    results = Results.model_validate_json(Path("out", "results.json").read_bytes())
    assert results.run.started == datetime.fromisoformat(begun)
    assert results.run.id == f"{results.run.started:%Y%m%dT%H%M%SZ}"
