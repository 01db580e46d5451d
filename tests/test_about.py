"""Log records say which agency and address they are about, wherever they are made."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest

from itacheck.about import about


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str | None, str | None]]:
    return [(getattr(one, "agency", None), getattr(one, "url", None)) for one in caplog.records]


def test_records_of_every_package_say_what_the_block_is_about(caplog: pytest.LogCaptureFixture) -> None:
    with about(agency="a"):
        logging.getLogger("another.package").warning("x")
        with about(url="http://a.example/"):
            logging.getLogger("itacheck.crawl").warning("x")
        logging.getLogger().warning("x")
    logging.getLogger().warning("x")
    assert told(caplog) == [("a", None), ("a", "http://a.example/"), ("a", None), (None, None)]


def test_each_thread_has_its_own(caplog: pytest.LogCaptureFixture) -> None:
    def work(own: str) -> None:
        with about(agency=own):
            logging.getLogger().warning(own)

    with about(agency="outer"), ThreadPoolExecutor(8) as pool:
        list(pool.map(work, map(str, range(50))))
    assert sorted(one.message for one in caplog.records) == sorted(str(one) for one in range(50))
    assert all(getattr(one, "agency", None) == one.message for one in caplog.records)


def test_what_breaks_in_the_block_ends_it(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(KeyError), about(agency="a"):
        raise KeyError
    logging.getLogger().warning("x")
    assert told(caplog) == [(None, None)]
