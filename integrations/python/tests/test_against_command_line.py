"""Random usages of every sheet, priced here and by the command line: the same digits, the same errors."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SHEETS
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from pricesheet import PriceBook, PriceSheet, PriceSheetError

Rate = Callable[[Path, list[dict[str, Any]]], list[dict[str, Any]]]

COUNTS = st.one_of(
    st.integers(0, 200),
    st.integers(0, 10**12),
    st.integers(-3, 2**97),
    st.decimals(0, 10**6, places=3),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.sampled_from(["0", "1_000", "2.5e-3", "007", "1e40", "many", "0.1"]),
)
INSTANTS = st.sampled_from(
    ["2026-05-04T09:30:00Z", "2026-11-07T23:59:60+08:00", "2026-12-01 00:00:00z", "yesterday", ""]
)


def usages(sheet: PriceSheet) -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from([*sheet.endpoints, "nowhere"]).flatmap(lambda name: usage_of(sheet, name))


def usage_of(sheet: PriceSheet, name: str) -> st.SearchStrategy[dict[str, Any]]:
    if name == "nowhere":
        return st.just({"endpoint": name})
    endpoint = sheet.endpoint(name)
    options = st.sampled_from([*endpoint.options, "bogus"]) if endpoint.options else st.just("bogus")
    usage: dict[str, st.SearchStrategy[Any]] = {
        "endpoint": st.sampled_from([endpoint.name, *endpoint.aliases]),
        "options": st.lists(options, max_size=3) if endpoint.options else st.just([]),
        "quantities": st.dictionaries(st.sampled_from([*endpoint.quantities, "bogus"]), COUNTS, max_size=4)
        if not endpoint.quantities
        else st.dictionaries(st.sampled_from(endpoint.quantities), COUNTS, max_size=len(endpoint.quantities)),
    }
    others: dict[str, st.SearchStrategy[Any]] = {
        "calls": st.sampled_from([1, 2, 1000, 0, "1.5", 10**20]),
        "at": INSTANTS,
    }
    if endpoint.choices:
        members = st.sampled_from([option for of in endpoint.choices.values() for option in of])
        others["choices"] = st.dictionaries(st.sampled_from(list(endpoint.choices)), members, max_size=2)
    if endpoint.attributes:
        values = st.sampled_from(["eu", "global", "us", "gpt-5", "*", " x", ""])
        others["attributes"] = st.dictionaries(st.sampled_from(endpoint.attributes), values, max_size=4)
    return st.fixed_dictionaries(usage, optional=others)


def here(sheet: PriceBook, usage: dict[str, Any]) -> tuple[Any, ...]:
    try:
        total = sheet.price(usage)  # type: ignore[arg-type]
    except PriceSheetError as error:
        # The command line has one field for the message and the help.
        return (error.code, error.culprit, f"{error.message}; {error.help}" if error.help else error.message)
    assert sheet.quote(usage).total == total  # type: ignore[arg-type]
    return (str(total),)


def there(rated: dict[str, Any]) -> tuple[Any, ...]:
    if "total" in rated:
        return (rated["total"],)
    return (rated["error"]["code"], rated["error"]["culprit"], rated["error"]["message"])


def as_json(usage: dict[str, Any]) -> dict[str, Any]:
    """The usage as a record, with every number as its text."""
    record = dict(usage, quantities={name: str(count) for name, count in usage.get("quantities", {}).items()})
    return record | ({"calls": str(usage["calls"])} if "calls" in usage else {})


@pytest.mark.parametrize("path", [ROOT / "pricing.toml", *SHEETS], ids=lambda path: path.stem)
def test_prices_are_those_of_the_command_line(path: Path, rate: Rate) -> None:
    sheet = PriceSheet.from_file(path)
    # Records choose their sheet by their instant, if there is but one.
    book = PriceBook([sheet])

    @settings(max_examples=20, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.lists(usages(sheet), min_size=5, max_size=20))
    def same(stated: list[dict[str, Any]]) -> None:
        rated = rate(path, [as_json(usage) for usage in stated])
        assert len(rated) == len(stated)
        for usage, outcome in zip(stated, rated, strict=True):
            assert here(book, usage) == there(outcome), usage

    same()


PLAIN = PriceSheet.from_toml("name = 'A'\nendpoints.e.charges.n.price = 1")
MANTISSA = 2**96 - 1


@given(st.integers(0, MANTISSA), st.integers(0, 28))
@example(MANTISSA, 28)
@example(MANTISSA, 0)
@example(10**28, 28)
def test_no_digit_is_lost_on_the_way(mantissa: int, places: int) -> None:
    # Python's own context would round to 28 digits.
    count = Decimal(mantissa).scaleb(-places, Context(prec=40))
    total = PLAIN.price("e", quantities={"n": count})
    assert total == count
    assert PLAIN.price("e", quantities={"n": str(count)}) == count
    assert PLAIN.price("e", quantities={"n": total}) == total


@given(st.integers(0, 2**100))
def test_whole_numbers_are_exact_or_refused(count: int) -> None:
    try:
        assert PLAIN.price("e", quantities={"n": count}) == count
        assert count <= MANTISSA
    except PriceSheetError as error:
        assert (error.code, count > MANTISSA) == ("invalid-number", True)
