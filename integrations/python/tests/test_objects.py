"""Pickling, and use by several threads at once."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pricesheet
import pytest
from conftest import SHEETS
from pricesheet import Hold, Meter, PriceBook, PriceSheet, SheetError, UsageError

LIST = "name = 'List'\nendpoints.a.price = 4\nendpoints.b.price = 10"
CONTRACT = "name = 'Acme'\nover = { name = 'List' }\nothers = 'as-listed'\nendpoints.a.price = 3"


def again(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_every_sheet_pickles(path: Path) -> None:
    sheet = PriceSheet.from_file(path)
    assert again(sheet) == sheet
    assert again(sheet).to_toml() == sheet.to_toml()


def test_a_contract_pickles_with_its_base() -> None:
    contract = PriceSheet.from_toml(LIST).over(CONTRACT)
    assert again(contract) == copy.deepcopy(contract) == contract
    assert again(contract).price("b") == 10


def test_what_is_in_use_pickles(sheet: PriceSheet) -> None:
    book = PriceBook([sheet])
    assert again(book).sheets == book.sheets
    quote = sheet.quote("search-employees", quantities={"search": 1, "results": 3}, calls=2)
    assert again(quote) == quote and str(again(quote)) == str(quote)
    meter = Meter(sheet, "search-employees")
    meter.record(quantities={"results": 3})
    assert again(meter).to_json() == meter.to_json()
    hold = Hold(sheet, "search-employees", quantities={"results": 3})
    assert again(hold).to_json() == hold.to_json()


def test_exceptions_pickle(sheet: PriceSheet) -> None:
    with pytest.raises(UsageError) as usage:
        sheet.price("search-job")
    copied = again(usage.value)
    assert type(copied) is UsageError
    assert (str(copied), copied.code, copied.help) == (str(usage.value), usage.value.code, usage.value.help)
    with pytest.raises(SheetError) as fault:
        PriceSheet.from_toml("")
    assert again(fault.value).diagnostics == fault.value.diagnostics


def test_threads_share_a_sheet(sheet: PriceSheet) -> None:
    def prices(start: int) -> list[Any]:
        return [sheet.price("search-employees", quantities={"results": start + n}) for n in range(500)]

    with ThreadPoolExecutor(8) as threads:
        shared = list(threads.map(prices, range(64)))
    assert shared == [prices(start) for start in range(64)]


def test_threads_load_sheets_at_once() -> None:
    with ThreadPoolExecutor(8) as threads:
        sheets = list(threads.map(lambda _: PriceSheet.embedded(), range(32)))
    assert len(set(sheets)) == 1


def test_everything_public_is_documented_and_named() -> None:
    for name in pricesheet.__all__:
        thing = getattr(pricesheet, name)
        assert thing.__doc__, name
        for member, value in vars(thing).items() if isinstance(thing, type) else ():
            if not member.startswith("_") and callable(value):
                assert value.__doc__, f"{name}.{member}"
