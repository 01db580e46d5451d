"""A run in parts: no host is asked by two of them, and what is added moves nothing else."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itacheck.crawl import AgencyHosts
from itacheck.errors import ConfigurationError
from itacheck.model import Agency
from itacheck.sharding import MAX_SHARDS, Shard, host_groups, shard_numbers, shards_for


def office(number: int, url: str | None, *hosts: str, declared: str = "") -> Agency:
    return Agency.model_validate(
        {
            "id": f"a-{number}", "name": {"th": "ก", "en": "A"}, "kind": "x", "url": url, "hosts": hosts,
            "declared": {"5.6": declared} if declared else {},
        }
    )  # fmt: skip


def offices(count: int) -> list[Agency]:
    return [office(number, f"https://office{number}.example/") for number in range(count)]


HOSTS = st.sampled_from([f"h{number}.example" for number in range(12)])


@st.composite
def provinces(draw: st.DrawFn) -> list[Agency]:
    """Agencies of which some share hosts, in every way in which they can."""
    drawn = st.tuples(st.none() | HOSTS, st.lists(HOSTS, max_size=2), st.none() | HOSTS, st.booleans())
    return [
        office(
            number, f"http{'s' * twin}://{'www.' * twin}{own}/{number}" if own else None, *further,
            declared=f"https://{claimed}/x" if claimed else "",
        )
        for number, (own, further, claimed, twin) in enumerate(draw(st.lists(drawn, max_size=14)))
    ]  # fmt: skip


@given(provinces(), st.integers(1, 9))
def test_no_host_is_in_two_parts_and_every_agency_is_in_one(agencies: list[Agency], of: int) -> None:
    parts = [Shard(of, number).chosen(agencies) for number in range(1, of + 1)]
    assert sorted(agency.id for part in parts for agency in part) == sorted(agency.id for agency in agencies)
    asked = [{host for agency in part for host in AgencyHosts(agency).sites} for part in parts]
    assert max(Counter(host for hosts in asked for host in hosts).values(), default=1) == 1


@given(provinces(), st.integers(1, 9), st.randoms())
def test_the_order_of_the_file_decides_on_nothing(agencies: list[Agency], of: int, random: object) -> None:
    shuffled = list(agencies)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert shard_numbers(agencies, of) == shard_numbers(shuffled, of)


@given(provinces(), st.integers(1, 9))
def test_an_agency_that_shares_no_host_moves_no_other_one(agencies: list[Agency], of: int) -> None:
    before = shard_numbers(agencies, of)
    after = shard_numbers([office(99, "https://a-new-one.example/"), *agencies], of)
    assert {agency: after[agency] for agency in before} == dict(before)


def test_one_part_more_moves_few() -> None:
    agencies = offices(300)
    four, five = shard_numbers(agencies, 4), shard_numbers(agencies, 5)
    moved = [agency for agency in four if four[agency] != five[agency]]
    assert {five[agency] for agency in moved} == {5}
    assert 30 < len(moved) < 90


def test_many_agencies_are_spread() -> None:
    counts = Counter(shard_numbers(offices(400), 4).values())
    assert set(counts) == {1, 2, 3, 4}
    assert min(counts.values()) > 60


def test_the_parts_of_some_agencies_are_for_good() -> None:
    """Parts of one run may be made by machines that were installed apart."""
    agencies = [*offices(5), office(5, None), office(6, "http://127.0.0.1:8080/")]
    assert list(shard_numbers(agencies, 3).values()) == [2, 2, 1, 1, 3, 3, 2]


def test_groups_are_named_by_their_first_host_or_agency() -> None:
    agencies = [office(1, "https://www.b.example/"), office(0, "https://c.example/", "a.example", "b.example")]
    assert [(name, [one.id for one in group]) for name, group in host_groups([*agencies, office(7, None)])] == [
        ("a.example", ["a-1", "a-0"]), ("agency a-7", ["a-7"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sites", "nowhere", "each", "most", "expected"),
    [(0, 0, 5, 8, 1), (0, 40, 5, 8, 1), (5, 40, 5, 8, 1), (6, 0, 5, 8, 2), (400, 0, 5, 8, 8), (9999, 0, 1, 9999, 256)],
)
def test_the_number_of_parts_follows_the_hosts_and_is_bounded(
    sites: int, nowhere: int, each: int, most: int, expected: int
) -> None:
    agencies = offices(min(sites, 400)) + [office(1000 + number, None) for number in range(nowhere)]
    if sites > len(agencies):
        expected = min(len(agencies), MAX_SHARDS)
    assert shards_for(agencies, each=each, most=most) == expected


@pytest.mark.parametrize("text", ["1/1", "3/7", "256/256"])
def test_parts_are_named(text: str) -> None:
    assert str(Shard.parse(text)) == text


@pytest.mark.parametrize("text", ["", "1", "0/3", "4/3", "1/0", "-1/3", "1/257", "1/ 3", "๑/๓", "1/3/5", "x/y"])
def test_what_names_no_part_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="--shard"):
        Shard.parse(text)
