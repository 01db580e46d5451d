"""Best first, in an order that depends on nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from itacheck.crawl import Candidate, Frontier


def candidate(
    path: str, score: float = 0.0, depth: int = 1, *, parent: str = "http://a.th/", text: str = ""
) -> Candidate:
    return Candidate(f"http://a.th/{path}", parent, text, score, depth)


def paths(frontier: Frontier) -> list[str]:
    return [one.url.removeprefix("http://a.th/") for one in frontier.rest()]


def test_order() -> None:
    frontier = Frontier()
    for one in (
        candidate("c"),
        candidate("deep", 0.5, 3),
        candidate("b", 0.5),
        candidate("top", 1.0, 9),
        candidate("d"),
    ):
        assert frontier.add(one)
    assert (len(frontier), frontier.promising) == (5, 3)
    assert paths(frontier) == ["top", "b", "deep", "c", "d"]
    assert (len(frontier), frontier.promising) == (0, 0)


def test_twins_are_one() -> None:
    frontier = Frontier()
    assert frontier.add(candidate("x"))
    assert not frontier.add(Candidate("https://www.a.th/x", "", "", 0, 1))
    assert frontier.first_spelling("https://www.a.th/x") == "http://a.th/x"
    assert frontier.pop() == candidate("x")
    assert not frontier.add(candidate("x", 1.0))
    assert frontier.pop() is None


def test_better_score_raises() -> None:
    frontier = Frontier()
    for one in (candidate("a", 0.5), candidate("b", 0, 1), candidate("c", 0, 1)):
        frontier.add(one)
    assert frontier.add(candidate("c", 1.0, 4, parent="http://a.th/list", text="plan"))
    assert not frontier.add(candidate("c", 0.5, 2))
    assert frontier.promising == 2
    assert frontier.pop() == candidate("c", 1.0, 1, parent="http://a.th/list", text="plan")
    assert paths(frontier) == ["a", "b"]


def test_marked_is_not_given_out() -> None:
    frontier = Frontier()
    frontier.add(candidate("a", 1.0))
    frontier.mark("https://a.th/a")
    frontier.mark("http://a.th/b")
    assert not frontier.add(candidate("b"))
    assert (frontier.promising, frontier.pop()) == (0, None)


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from([0.0, 0.5, 1.0]), st.integers(0, 3))))
def test_gives_out_each_address_once_by_its_best_score(found: list[tuple[int, float, int]]) -> None:
    frontier = Frontier()
    best: dict[str, float] = {}
    for number, score, depth in found:
        one = candidate(str(number), score, depth)
        best[one.url] = max(best.get(one.url, 0.0), score)
        frontier.add(one)
    assert frontier.promising == sum(score > 0 for score in best.values())
    given_out = list(frontier.rest())
    assert {one.url: one.score for one in given_out} == best
    assert len(given_out) == len(best)
    keys = [(-one.score, one.depth) for one in given_out]
    assert keys == sorted(keys)
