"""Quotes, meters and holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from pricesheet import ArgumentError, Hold, HoldError, Meter, MeterError, PriceSheet, Settlement, UsageError

SEARCH = {"search": 1, "status": 4, "results": 120}


def test_a_quote_prints_as_the_table_of_the_command_line(
    sheet: PriceSheet, command_line: Callable[..., str]
) -> None:
    quote = sheet.quote("search-employees", quantities=SEARCH, calls=2)
    stated = [f"{name}={count}" for name, count in SEARCH.items()]
    printed = command_line("quote", "search-employees", *stated, "--calls", "2")
    assert printed.startswith(str(quote))
    as_json = json.loads(command_line("quote", "--json", "search-employees", *stated, "--calls", "2"))
    # There, the sheet has its file besides.
    assert quote.to_dict() == as_json | {"sheet": quote.to_dict()["sheet"]}
    assert json.loads(quote.to_json()) == quote.to_dict()


def test_the_lines_of_a_quote_add_up(sheet: PriceSheet) -> None:
    quote = sheet.quote("get-personal-profile", ["skills"], calls=3)
    assert [(line.kind, line.label, line.amount) for line in quote.lines] == [
        ("flat", "flat amount", Decimal(1)),
        ("option", "option skills", Decimal("0.5")),
        ("round", "rounded down to a multiple of 1", Decimal("-0.5")),
    ]
    assert sum(line.amount for line in quote.lines) == quote.price == 1
    assert (quote.calls, quote.total) == (3, 3)
    assert (quote.endpoint, quote.options, quote.alias) == ("get-personal-profile", ["skills"], None)
    assert (quote.sheet, quote.version, quote.unit) == (sheet.name, sheet.version, "credit")
    assert quote.fingerprint == sheet.fingerprint
    assert repr(quote) == "<Quote get-personal-profile: 3 credit>"
    searched = sheet.quote("search-employees", quantities=SEARCH)
    assert searched.quantities == {name: Decimal(count) for name, count in SEARCH.items()}
    details = searched.lines[2].details
    assert details is not None and details["price"] == "0.5"


def test_a_notebook_shows_a_table() -> None:
    sheet = PriceSheet.from_toml("name = 'A & B'\nendpoints.e = { title = '<E>', price = 1.5 }")
    html = sheet.quote("e", calls=2)._repr_html_()
    assert html.startswith("<table><caption>&lt;E&gt;<br><small>A &amp; B</small>")
    assert ">total</th><th style=\"text-align:right\">3</th>" in html
    assert "× 2" in html


def test_a_meter_makes_due_what_the_whole_costs(sheet: PriceSheet) -> None:
    meter = Meter(sheet, "search-employees")
    due = [meter.record(quantities={"search": 1}), meter.record(quantities={"results": 25})]
    stored = meter.to_json()
    meter = Meter.from_json(sheet, stored)
    due.append(meter.record(quantities={"results": 7}))
    due.append(meter.restate(quantities={"results": 30}))
    due.append(meter.close())
    assert due == [50, Decimal("12.5"), Decimal("3.5"), -1, 0]
    assert sum(due) == meter.charged == sheet.price("search-employees", quantities={"search": 1, "results": 30})
    assert meter.is_closed and meter.endpoint == "search-employees"
    quote = meter.quote()
    assert quote is not None and quote.total == meter.charged
    assert Meter(sheet, "search-employees").quote() is None
    assert repr(meter) == "<Meter search-employees: 65 charged, closed>"


def test_a_meter_counts_no_record_twice(sheet: PriceSheet) -> None:
    meter = Meter(sheet, "search-employees", minimum="at-close")
    meter.record(sequence=1, quantities={"results": 25})
    with pytest.raises(MeterError) as caught:
        meter.record(sequence=1, quantities={"results": 25})
    assert caught.value.code == "already-counted"
    with pytest.raises(MeterError) as caught:
        meter.record(sequence=3, quantities={"results": 25})
    assert (caught.value.code, meter.sequence, meter.charged) == ("sequence-gap", 1, Decimal("12.5"))
    with pytest.raises(UsageError) as unknown:
        meter.record(quantities={"result": 1})
    assert (unknown.value.code, meter.charged) == ("unknown-quantity", Decimal("12.5"))
    with pytest.raises(ArgumentError) as minimum:
        Meter(sheet, "search-employees", minimum="later")  # type: ignore[arg-type]
    assert minimum.value.culprit == "minimum"


def test_a_meter_is_not_continued_under_another_sheet() -> None:
    old = PriceSheet.from_toml("name = 'A'\nendpoints.e.charges.n.price = 1")
    new = PriceSheet.from_toml("name = 'A'\nendpoints.e.charges.n.price = 2")
    meter = Meter(old, "e")
    meter.record(quantities={"n": 3})
    stored = meter.to_json()
    with pytest.raises(MeterError) as caught:
        Meter.from_json(new, stored)
    assert caught.value.code == "other-sheet"
    meter, due = Meter.rerate(new, stored)
    assert (due, meter.charged) == (3, 6)
    with pytest.raises(MeterError) as caught:
        Meter.from_json(old, stored.replace('"3"', '"4"', 1))
    assert caught.value.code == "meter-contradicted"
    with pytest.raises(ArgumentError, match="the text is not the state of a meter"):
        Meter.from_json(old, "{}")


def test_a_hold_is_settled_once(sheet: PriceSheet) -> None:
    hold = Hold(sheet, "search-employees", quantities={"search": 1, "status": 20, "results": 100})
    assert (hold.amount, hold.charged) == (100, None)
    hold = Hold.from_json(sheet, hold.to_json())
    with pytest.raises(HoldError) as caught:
        hold.settle(quantities={"search": 1, "results": 101})
    assert (caught.value.code, caught.value.culprit) == ("beyond-quantity", "results")
    settlement = hold.settle(quantities={"search": 1, "status": 3, "results": 64})
    assert settlement == Settlement(charged=Decimal(82), released=Decimal(18))
    assert hold.charged == 82
    with pytest.raises(HoldError) as caught:
        hold.settle(quantities={"search": 1})
    assert caught.value.code == "already-settled"
    assert repr(hold) == "<Hold search-employees: 100 held, 82 charged>"
