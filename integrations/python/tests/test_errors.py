"""Every error says what, where and what instead."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy
import pytest
from pricesheet import (
    ArgumentError,
    BookError,
    InForceError,
    PriceBook,
    PriceSheet,
    PriceSheetError,
    SheetError,
    UsageError,
)

# Longer than Python writes an integer.
HUGE = 10**5000


def repr_of(value: Any) -> str:
    return "huge" if isinstance(value, int) and abs(value) == HUGE else repr(value)


def test_a_usage_error_names_its_culprit(sheet: PriceSheet) -> None:
    with pytest.raises(UsageError) as caught:
        sheet.price("search-job")
    error = caught.value
    assert (error.code, error.culprit, error.help) == ("unknown-endpoint", "search-job", "did you mean `search-jobs`?")
    assert error.message == "unknown endpoint `search-job`"
    assert str(error) == "unknown endpoint `search-job`; help: did you mean `search-jobs`?"
    assert isinstance(error, PriceSheetError)


@pytest.mark.parametrize(
    ("options", "stated", "code", "culprit"),
    [
        (["skill"], {}, "unknown-option", "skill"),
        (["skills", "skills"], {}, "repeated-option", "skills"),
        ([], {"quantities": {"skills": 1}}, "unknown-quantity", "skills"),
        ([], {"attributes": {"region": "eu"}}, "unknown-attribute", "region"),
        ([], {"choices": {"proxy": "premium"}}, "unknown-choice", "proxy"),
        ([], {"calls": 0}, "invalid-calls", "calls"),
        ([], {"calls": -1}, "invalid-calls", "calls"),
        ([], {"calls": "1.5"}, "invalid-calls", "calls"),
        ([], {"calls": "many"}, "invalid-number", "calls"),
    ],
)
def test_codes_are_those_of_the_engine(
    sheet: PriceSheet, options: list[str], stated: dict[str, Any], code: str, culprit: str
) -> None:
    with pytest.raises(UsageError) as caught:
        sheet.price("get-personal-profile", options, **stated)
    assert (caught.value.code, caught.value.culprit) == (code, culprit)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (-1, "negative-quantity"),
        (Decimal("-0.5"), "negative-quantity"),
        (Decimal("-0"), "negative-quantity"),
        (-HUGE, "negative-quantity"),
        (HUGE, "invalid-number"),
        (2**96, "invalid-number"),
        (Decimal("1e-29"), "invalid-number"),
        (Decimal("NaN"), "invalid-number"),
        (Decimal("sNaN"), "invalid-number"),
        (Decimal("Infinity"), "invalid-number"),
        (Decimal("1e999999"), "invalid-number"),
        ("007", "invalid-number"),
        (".5", "invalid-number"),
        ("1 000", "invalid-number"),
        ("", "invalid-number"),
    ],
    ids=repr_of,
)
def test_numbers_that_are_none(sheet: PriceSheet, value: Any, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        sheet.price("search-employees", quantities={"results": value})
    assert (caught.value.code, caught.value.culprit) == (code, "results")


@pytest.mark.parametrize("value", [0.1, 3.0, float("nan"), numpy.float64(0.5)])
def test_floats_are_refused(sheet: PriceSheet, value: float) -> None:
    with pytest.raises(ArgumentError) as caught:
        sheet.price("search-employees", quantities={"results": value})  # type: ignore[dict-item]
    error = caught.value
    assert (error.code, error.culprit) == ("float-refused", "results")
    assert error.message == "`results` is a float, which is not exact"
    assert error.help is not None and "decimal.Decimal" in error.help
    assert isinstance(error, TypeError)
    with pytest.raises(ArgumentError):
        sheet.cover("get-personal-profile", balance=value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [True, False, numpy.bool_(True), b"1", Fraction(1, 2), [1], numpy.float32(1)])
def test_other_types_are_refused(sheet: PriceSheet, value: Any) -> None:
    with pytest.raises(ArgumentError) as caught:
        sheet.price("search-employees", quantities={"results": value})
    assert (caught.value.code, caught.value.culprit) == ("wrong-type", "results")


def test_whole_numbers_of_other_libraries_count(sheet: PriceSheet) -> None:
    for value in (numpy.int64(120), numpy.uint8(120)):
        assert sheet.price("search-employees", quantities={"search": 1, "results": value}) == 110


def test_instants_without_a_zone_are_refused(sheet: PriceSheet) -> None:
    with pytest.raises(ArgumentError) as caught:
        sheet.price("get-personal-profile", at=datetime(2026, 5, 1))
    assert (caught.value.code, caught.value.culprit) == ("naive-datetime", "at")
    with pytest.raises(ArgumentError, match="`at` is of type `date`"):
        sheet.price("get-personal-profile", at=date(2026, 5, 1))  # type: ignore[arg-type]


def test_one_text_is_not_a_list_of_options(sheet: PriceSheet) -> None:
    with pytest.raises(ArgumentError, match="`options` is of type `str`, not a list of option names"):
        sheet.price("get-personal-profile", "skills")
    with pytest.raises(ArgumentError, match="`options` is of type `dict`"):
        sheet.price("get-personal-profile", {"skills": True})
    with pytest.raises(ArgumentError):
        sheet.price("get-personal-profile", [1])  # type: ignore[list-item]


def test_unknown_arguments_are_refused(sheet: PriceSheet) -> None:
    with pytest.raises(TypeError, match="unexpected argument `quantity`: a usage states `options`, `quantities`"):
        sheet.price("search-employees", quantity={"search": 1})  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected argument `result`"):
        sheet.price({"endpoint": "search-employees", "result": 1})  # type: ignore[typeddict-unknown-key]
    with pytest.raises(ArgumentError, match="as a mapping and by arguments"):
        sheet.price({"endpoint": "search-employees"}, calls=2)
    with pytest.raises(UsageError) as caught:
        sheet.price({"calls": 1})  # type: ignore[typeddict-item]
    assert caught.value.code == "missing-endpoint"


def test_every_fault_of_a_sheet_has_its_place() -> None:
    with pytest.raises(SheetError) as caught:
        PriceSheet.from_toml("name = 'A'\nendpoints.e.price = -1\nendpoints.f.prise = 1", source="a.toml")
    error = caught.value
    first = error.diagnostics[0]
    assert (first.severity, first.source, first.line, first.column) == ("error", "a.toml", 2, 21)
    assert len(error.diagnostics) >= 2
    assert error.code == first.code
    assert error.culprit == "a.toml:2:21"
    assert str(error).splitlines()[0] == str(first)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.toml"):
        PriceSheet.from_file(tmp_path / "none.toml")


def test_books_that_are_none(sheet: PriceSheet) -> None:
    with pytest.raises(BookError) as caught:
        PriceBook([])
    assert caught.value.code == "empty-book"
    with pytest.raises(BookError) as caught:
        PriceBook([sheet, sheet])
    assert caught.value.code == "same-effective"
    with pytest.raises(InForceError) as early:
        PriceBook([sheet]).price("get-personal-profile", at="2020-01-01T00:00:00Z")
    assert (early.value.code, early.value.culprit) == ("before-first-sheet", "at")
    with pytest.raises(ArgumentError):
        PriceBook(["pricing.toml"])  # type: ignore[list-item]
