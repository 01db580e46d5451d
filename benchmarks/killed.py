"""A run that is killed at random moments and gone on with: `python -m benchmarks.killed [TIMES] [SEED]`.

Six labelled websites are served here, and `itacheck check --resume` runs over them as a command. Once it is left
alone. Then, TIMES times, it is killed with its processes (SIGKILL) at a random moment of its time and run again with
`--resume`: its verdicts must be those of the run that nobody disturbed. Of each kill the table tells when it was, how
much was asked before, and how many answers had to be asked for again: those on their way when it died.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from itacheck.accuracy.site import Site, load_sites
from itacheck.demo import AS_OF
from itacheck.demo.server import SiteServer
from itacheck.demo.site import Answer

SITES = Path(__file__).parents[1] / "tests" / "accuracy" / "sites"
AGENCIES = 6
DELAY = 0.02
"""Seconds that each answer takes."""


class Counted:
    """A site that counts what it is asked for."""

    def __init__(self, site: Site, asked: Counter[tuple[str, str]]) -> None:
        self._site, self._asked = site, asked

    def answer(self, target: str) -> Answer:
        """See `Answering`."""
        threading.Event().wait(DELAY)
        self._asked[self._site.id, target] += 1
        return self._site.answer(target)


def start(agencies: Path, out: Path) -> subprocess.Popen[bytes]:
    """The run, as the leader of a group of processes."""
    command = [sys.executable, "-m", "itacheck", "check", "--agencies", str(agencies), "--out", str(out), "--resume"]
    return subprocess.Popen(
        [*command, "--as-of", str(AS_OF), "--no-browser", "--no-ocr", "--jobs", "4"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def verdicts(out: Path) -> Any:
    """What a run says, without moments."""
    agencies = json.loads((out / "results.json").read_text(encoding="utf-8"))["agencies"]
    for agency in agencies:
        del agency["crawl"]["seconds"]
        for finding in (finding for verdict in agency["verdicts"] for finding in verdict["findings"]):
            finding.pop("fetched_at")
    return agencies


def main() -> None:
    """Measures and prints; ends with 1 when one verdict differs."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    asked: Counter[tuple[str, str]] = Counter()
    say = sys.stdout.write
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        entries = []
        for site in load_sites(SITES)[:AGENCIES]:
            server = SiteServer(Counted(site, asked))
            stack.callback(server.close)
            entries.append(
                f'[[agency]]\nid = "{site.id}"\nname.th = "{site.id}"\nname.en = "{site.id}"\n'
                f'kind = "provincial-office"\nurl = "{server.url}"\ncrawl.delay_seconds = 0\n'
            )
        agencies = folder / "agencies.toml"
        agencies.write_text("\n".join(entries), encoding="utf-8")
        began = time.monotonic()
        start(agencies, folder / "whole").wait()
        whole, seconds, all_asked = verdicts(folder / "whole"), time.monotonic() - began, asked.total()
        say(f"undisturbed: {seconds:.1f} s, {all_asked} requests\n")
        say(f"{'killed after':>14}{'asked':>7}{'again':>7}  same verdicts\n")
        good = 0
        killed = 0
        while killed < times:
            asked.clear()
            out, moment = Path(tempfile.mkdtemp(dir=folder)), chance.uniform(0, seconds)
            run = start(agencies, out)
            try:
                run.wait(moment)
            except subprocess.TimeoutExpired:
                killed += 1
            else:
                continue  # the machine was quicker this time, and the run has ended by itself
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
            before = asked.total()
            start(agencies, out).wait()
            same = verdicts(out) == whole
            good += same
            say(f"{moment:>12.1f} s{before:>7}{asked.total() - len(asked):>7}  {'yes' if same else 'NO'}\n")
        say(f"{good} of {times} runs ended with the verdicts of the undisturbed one\n")
    sys.exit(good != times)


if __name__ == "__main__":
    main()
