"""The scheduled workflow: each of its scripts run in a shell, and all of it on the demo, with a part that dies."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from itacheck.agencies import load_agencies
from itacheck.demo import AS_OF, DemoProvince
from itacheck.sharding import shard_numbers

from ..small_site import agency_entry, write_agencies
from .runner import ROOT, Runner, Step, load, script

WORKFLOW = load(ROOT / ".github" / "workflows" / "check.yml")
JOBS: dict[str, Any] = WORKFLOW["jobs"]
RUNNER = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("bash") is None, reason="the steps are made for a runner with Linux"
)
PARTS = 3


# ---------------------------------------------------------------- what it says of itself


def test_a_failed_check_of_a_site_stops_no_other_part_and_no_report() -> None:
    assert JOBS["check"]["strategy"]["fail-fast"] is False
    assert JOBS["report"]["if"].startswith("always()")
    assert set(JOBS["report"]["needs"]) == {"plan", "check"}


def test_runs_do_not_meet_and_each_job_ends() -> None:
    assert WORKFLOW["concurrency"] == {"group": "check", "cancel-in-progress": False}
    assert all(job["timeout-minutes"] <= 360 for job in JOBS.values())


def test_rights_are_the_least() -> None:
    assert WORKFLOW["permissions"] == {}
    assert {name: job["permissions"] for name, job in JOBS.items()} == {
        "plan": {"contents": "read"}, "check": {"contents": "read"}, "report": {"contents": "read"},
        "history": {"contents": "write"}, "pages": {"pages": "write", "id-token": "write"},
        "issues": {"contents": "read", "issues": "write"},
    }  # fmt: skip


def test_it_runs_weekly_and_daily_in_the_window_but_never_twice_a_day() -> None:
    weekly, daily = (entry["cron"].split() for entry in WORKFLOW[True]["schedule"])
    assert weekly[4] == "0"
    assert daily[4] == "*"
    months = {field: set() for field in ("weekly", "daily")}  # type: dict[str, set[int]]
    for name, entry in (("weekly", weekly[3]), ("daily", daily[3])):
        for part in entry.split(","):
            first, _, last = part.partition("-")
            months[name] |= set(range(int(first), int(last or first) + 1))
    assert months["weekly"] | months["daily"] == set(range(1, 13))
    assert not months["weekly"] & months["daily"]


def test_what_was_answered_is_kept_also_by_a_red_part() -> None:
    steps = {step["name"]: step for step in JOBS["check"]["steps"]}
    for name in ("Keep what was answered", "Hand the results on"):
        assert steps[name]["if"] == "always()"
    restored, kept = steps["Restore what was answered before"]["with"], steps["Keep what was answered"]["with"]
    assert restored["key"] == kept["key"]
    assert restored["key"].startswith(restored["restore-keys"])


def test_issues_are_off_unless_asked_for() -> None:
    assert "|| 'off'" in JOBS["issues"]["if"]
    assert WORKFLOW[True]["workflow_dispatch"]["inputs"]["issues"]["default"] == "as configured"


def test_no_script_holds_an_expression() -> None:
    for job in JOBS.values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")


# ---------------------------------------------------------------- the whole, on the demo


@dataclass
class Flow:
    """What a run of the workflow did, job by job; artifacts go from folder to folder as they do there."""

    folder: Path
    toml: Path
    env: dict[str, str] = field(default_factory=dict)
    plan: Step | None = None
    checks: list[Step] = field(default_factory=list)

    def runner(self, name: str) -> Runner:
        return Runner(self.folder / name, {"AGENCIES": str(self.toml), "RULES": "2568", **self.env})

    def report(self, name: str, *dead: str, findings: str = "") -> tuple[Runner, dict[str, Step]]:
        """The report job, without the parts that died."""
        runner = self.runner(name)
        for part in sorted(self.folder.glob("part-*/part/results.json")):
            if part.parents[1].name not in dead:
                target = runner.folder / "parts" / part.parents[1].name
                target.mkdir(parents=True)
                shutil.copy(part, target)
        job, steps = JOBS["report"], {}
        steps["merge"] = runner.run(script(job, "Merge"), FAIL_ON_FINDINGS=findings)
        if steps["merge"].outputs["merged"] == "true":
            steps["render"] = runner.run(script(job, "Render"))
        steps["tell"] = runner.run(script(job, "Tell"), CODE=steps["merge"].outputs["code"])
        steps["gate"] = runner.run(
            script(job, "Be red when the run was not complete"), CODE=steps["tell"].outputs["code"]
        )
        return runner, steps


@pytest.fixture(scope="module")
def flow(tmp_path_factory: pytest.TempPathFactory) -> Flow:
    """The plan and every part of it, on the demo."""
    folder = tmp_path_factory.mktemp("flow")
    made = Flow(folder, folder / "agencies.toml")
    with DemoProvince(AS_OF) as province:
        province.write_agencies_toml(made.toml)
        made.plan = made.runner("plan").run(
            script(JOBS["plan"], "Plan"), AS_OF=AS_OF.isoformat(), PARTS=str(PARTS), SITES_PER_PART="1"
        )
        assert made.plan.code == 0, made.plan.log
        for part in json.loads(made.plan.outputs["matrix"])["include"]:
            made.checks.append(
                made.runner(f"part-{part['name']}").run(
                    script(JOBS["check"], "Check"),
                    SHARD=part["shard"],
                    AS_OF=made.plan.outputs["as-of"],
                    JOBS="4",
                    MINUTES="5",
                )
            )
    return made


@pytest.fixture(scope="module")
def green(flow: Flow) -> tuple[Runner, dict[str, Step]]:
    """The report job with every part."""
    return flow.report("green")


@RUNNER
def test_a_run_over_the_demo_is_green_whatever_it_finds(flow: Flow, green: tuple[Runner, dict[str, Step]]) -> None:
    assert flow.plan is not None
    assert [part["shard"] for part in json.loads(flow.plan.outputs["matrix"])["include"]] == ["1/3", "2/3", "3/3"]
    assert flow.plan.outputs["as-of"] == AS_OF.isoformat()
    assert {step.code for step in flow.checks} == {0}, [step.log for step in flow.checks]
    assert {step.outputs["code"] for step in flow.checks} <= {"0", "1", "4"}
    runner, steps = green
    assert {name: step.code for name, step in steps.items()} == dict.fromkeys(("merge", "render", "tell", "gate"), 0)
    assert steps["merge"].outputs == {"code": "0", "merged": "true"}
    reports = runner.folder / "reports"
    checked = [agency["id"] for agency in json.loads((reports / "results.json").read_text("utf-8"))["agencies"]]
    assert checked == [agency.id for agency in load_agencies(flow.toml, as_of=AS_OF).agencies]
    for file in ("index.html", "report.xlsx", "summary.md", "report.json", "history/runs.json"):
        assert (reports / file).is_file(), sorted(path.name for path in reports.iterdir())
    assert "itacheck: complete" in steps["tell"].summary
    assert "ผลการตรวจเว็บไซต์หน่วยงาน" in steps["tell"].summary


@RUNNER
def test_findings_make_it_red_only_where_that_is_asked(flow: Flow) -> None:
    _, steps = flow.report("findings", findings="true")
    assert (steps["merge"].outputs["code"], steps["gate"].code) == ("1", 1)


@RUNNER
def test_a_part_that_died_makes_the_run_red_and_its_agencies_unreachable(flow: Flow) -> None:
    numbers = shard_numbers(load_agencies(flow.toml, as_of=AS_OF).agencies, PARTS)
    # The ports of the demo, and so its parts, are others each time, and one may be empty.
    dead = max(numbers.values())
    lost = {agency for agency, number in numbers.items() if number == dead}
    runner, steps = flow.report("lost", f"part-{dead}-of-{PARTS}")
    assert (steps["merge"].outputs, steps["gate"].code) == ({"code": "4", "merged": "true"}, 4)
    assert "incomplete: a part or a site is missing" in steps["tell"].summary
    results = json.loads((runner.folder / "reports" / "results.json").read_text("utf-8"))
    missing = {a["id"]: a for a in results["agencies"] if (a["crawl"]["cause"] or {}).get("code") == "shard-missing"}
    assert set(missing) == lost
    for agency in missing.values():
        assert {verdict["status"] for verdict in agency["verdicts"]} <= {"unreachable", "not_applicable"}
        assert "shard missing" in agency["verdicts"][0]["reason"]["en"]


@RUNNER
def test_a_run_without_any_part_is_red_and_publishes_nothing(flow: Flow) -> None:
    _, steps = flow.report("nothing", *(f"part-{n}-of-{PARTS}" for n in range(1, PARTS + 1)))
    assert (steps["merge"].outputs, steps["gate"].code) == ({"code": "3", "merged": "false"}, 3)
    assert "nothing was checked" in steps["tell"].summary


@RUNNER
def test_a_job_that_did_not_reach_its_merge_is_red(tmp_path: Path) -> None:
    runner = Runner(tmp_path / "work")
    told = runner.run(script(JOBS["report"], "Tell"), CODE="")
    assert runner.run(script(JOBS["report"], "Be red when the run was not complete"), CODE="").code == 3
    assert told.outputs["code"] == "3"


# ---------------------------------------------------------------- single steps


@RUNNER
@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", 3, "holds no agency, so nothing was checked"),
        ("[[agency]\n", 2, "not valid TOML"),
        ('[[agency]]\nid = "a"\nurl = "https://a.example/"\n', 2, "agencies.toml: agency a"),
    ],
)
def test_a_plan_without_agencies_fails_with_one_line(tmp_path: Path, text: str, code: int, line: str) -> None:
    runner = Runner(tmp_path / "work", {"AGENCIES": "agencies.toml"})
    (runner.folder / "agencies.toml").write_text(text, encoding="utf-8")
    step = runner.run(script(JOBS["plan"], "Plan"), AS_OF="", PARTS="8", SITES_PER_PART="12")
    assert (step.code, step.outputs) == (code, {})
    assert len(step.log.splitlines()) == 1
    assert line in step.log


@RUNNER
def test_a_part_that_was_killed_hands_nothing_on(tmp_path: Path) -> None:
    runner = Runner(tmp_path / "work", {"AGENCIES": "agencies.toml", "RULES": "2568"})
    stand_in = tmp_path / ".work-tools" / "itacheck"
    stand_in.write_text("#!/bin/sh\nkill -KILL $$\n", encoding="utf-8")
    step = runner.run(script(JOBS["check"], "Check"), SHARD="1/2", AS_OF="2026-01-15", MINUTES="1")
    assert (step.code, step.outputs) == (137, {"code": "137"})
    assert "::error::part 1/2 ended with 137" in step.log


@RUNNER
def test_a_part_whose_time_is_over_keeps_what_it_has(tmp_path: Path) -> None:
    runner = Runner(tmp_path / "work", {"AGENCIES": "agencies.toml", "RULES": "2568"})
    stand_in = tmp_path / ".work-tools" / "itacheck"
    # As the command does: asked to stop, it writes what it has and ends with 4.
    stand_in.write_text(
        "#!/bin/bash\ntrap 'mkdir -p part; echo {} >part/results.json; exit 4' TERM\nsleep 30 & wait\n",
        encoding="utf-8",
    )
    step = runner.run(script(JOBS["check"], "Check").replace('m" \\', 's" \\'), SHARD="1/2", AS_OF="x", MINUTES="1")
    assert (step.code, step.outputs) == (0, {"code": "4"})
    assert (runner.folder / "part" / "results.json").is_file()


@RUNNER
def test_a_run_that_reached_no_site_is_red(tmp_path: Path) -> None:
    runner = Runner(tmp_path / "work", {"AGENCIES": "agencies.toml", "RULES": "2568"})
    write_agencies(runner.folder, agency_entry("a", "http://127.0.0.1:9/"), agency_entry("b", None))
    check = runner.run(script(JOBS["check"], "Check"), SHARD="1/1", AS_OF="2026-01-15", JOBS="2", MINUTES="5")
    assert check.code == 0, check.log
    shutil.move(runner.folder / "part", runner.folder / "parts" / "part-1-of-1")
    merged = runner.run(script(JOBS["report"], "Merge"), FAIL_ON_FINDINGS="false")
    assert merged.outputs == {"code": "0", "merged": "true"}
    told = runner.run(script(JOBS["report"], "Tell"), CODE="0")
    assert told.outputs["code"] == "3"
    assert "no site could be looked at, of 1 that are declared" in told.summary


# ---------------------------------------------------------------- the history that is committed


@pytest.fixture
def clone(tmp_path: Path) -> Runner:
    """A clone of a small repository with the project's own .gitignore, on the branch main."""
    git = ("git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "init.defaultBranch=main")
    seed = tmp_path / "seed"
    (seed / "reports").mkdir(parents=True)
    shutil.copy(ROOT / ".gitignore", seed)
    shutil.copy(ROOT / "reports" / "README.md", seed / "reports")
    for command in (
        [*git, "init", "-q", str(seed)],
        [*git, "-C", str(seed), "add", "-A"],
        [*git, "-C", str(seed), "commit", "-qm", "seed"],
        [*git, "clone", "-q", "--bare", str(seed), str(tmp_path / "origin.git")],
        [*git, "clone", "-q", str(tmp_path / "origin.git"), str(tmp_path / "work")],
    ):
        subprocess.run(command, check=True, capture_output=True)
    return Runner(tmp_path / "work", {"TOKEN": "secret-token", "PAUSE": "0"})


def commits(origin: Path) -> list[str]:
    log = subprocess.run(
        ["git", "-C", str(origin), "log", "--format=%an %s", "--name-only", "main"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [line for line in log.stdout.splitlines() if line]


COMMIT = "Commit the history where it changed"


@RUNNER
def test_only_the_history_is_committed_and_only_when_it_changed(
    green: tuple[Runner, dict[str, Step]], clone: Runner, tmp_path: Path
) -> None:
    shutil.copytree(green[0].folder / "reports", clone.folder / "reports", dirs_exist_ok=True)
    step = clone.run(script(JOBS["history"], COMMIT))
    assert step.code == 0, step.log
    told = commits(tmp_path / "origin.git")
    assert re.fullmatch(r"github-actions\[bot\] History of the check of \d{4}-\d{2}-\d{2}", told[0])
    changed = told[1 : told.index("t seed")]
    assert "reports/history/runs.json" in changed
    assert all(name.startswith("reports/history/") for name in changed), changed
    assert "secret-token" not in step.log
    again = clone.run(script(JOBS["history"], COMMIT))
    assert (again.code, again.log.strip()) == (0, "the history has not changed")
    assert commits(tmp_path / "origin.git") == told


def write_history(runner: Runner) -> None:
    (runner.folder / "reports" / "history").mkdir()
    (runner.folder / "reports" / "history" / "runs.json").write_text("{}\n", encoding="utf-8")


@RUNNER
def test_a_commit_of_somebody_else_in_between_is_no_trouble(clone: Runner, tmp_path: Path) -> None:
    other = ["git", "-C", str(tmp_path / "seed")]
    (tmp_path / "seed" / "other.txt").write_text("x\n", encoding="utf-8")
    for command in (
        [*other, "add", "-A"],
        [*other, "-c", "user.name=o", "-c", "user.email=o@example.invalid", "commit", "-qm", "other"],
        [*other, "push", "-q", str(tmp_path / "origin.git"), "HEAD:main"],
    ):
        subprocess.run(command, check=True, capture_output=True)
    write_history(clone)
    step = clone.run(script(JOBS["history"], COMMIT))
    assert step.code == 0, step.log
    assert "o other" in commits(tmp_path / "origin.git")
    assert "reports/history/runs.json" in commits(tmp_path / "origin.git")


@RUNNER
def test_without_the_right_to_write_a_notice_says_so(clone: Runner, tmp_path: Path) -> None:
    hook = tmp_path / "origin.git" / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'Permission to x denied to github-actions[bot].' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    write_history(clone)
    step = clone.run(script(JOBS["history"], COMMIT))
    assert step.code == 0
    assert "::notice::" in step.log


@RUNNER
def test_a_push_that_never_works_is_red(clone: Runner, tmp_path: Path) -> None:
    hook = tmp_path / "origin.git" / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'out of space' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    write_history(clone)
    step = clone.run(script(JOBS["history"], COMMIT))
    assert step.code == 1
    assert "::error::the history could not be pushed" in step.log


@RUNNER
def test_pages_that_are_not_switched_on_are_told(tmp_path: Path) -> None:
    step = Runner(tmp_path / "work").run(script(JOBS["pages"], "Say when it could not be published"))
    assert (step.code, step.log.startswith("::notice::")) == (0, True)
