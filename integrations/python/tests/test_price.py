"""What a call prices, in every way in which Python states it."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pytest
from conftest import ROOT
from pricesheet import Affordable, Coverage, PriceBook, PriceSheet, UsageError

EVERYTHING = """
name = "Everything"
windows.peak = { clock = "as-stated", hours = [{ from = 08:00:00, to = 18:00:00 }] }
[endpoints.chat]
aliases = ["talk"]
attributes.region = { default = "global", of = ["eu"] }
choices.tier = { of = ["batch", "priority"] }
quantities.tokens = {}
rates = [{ when = ["in peak"], price = 2 }, { price = 1 }]
options = { batch = { times = 0.5 } }
[endpoints.chat.charges.tokens]
rates = [
  { when = ["region = eu"], price = 0.003, per = 1_000, increment = "none" },
  { price = 0.002, per = 1_000, increment = "none" },
]
"""


@pytest.fixture(scope="module")
def everything() -> PriceSheet:
    return PriceSheet.from_toml(EVERYTHING)


def test_a_usage_in_every_way(sheet: PriceSheet) -> None:
    for options in (["skills", "certifications"], ("skills", "certifications"), {"skills", "certifications"}):
        assert sheet.price("get-personal-profile", options) == Decimal(2)
    quantities = {"search": 1, "results": Decimal("120.0"), "status": "4"}
    for stated in (quantities, OrderedDict(quantities), MappingProxyType(quantities)):
        assert sheet.price("search-employees", quantities=stated) == Decimal(110)
    usage = {"endpoint": "search-employees", "quantities": quantities, "calls": 2}
    assert sheet.price(usage) == Decimal(220)
    assert sheet.price(MappingProxyType(usage)) == Decimal(220)


def test_none_is_not_stated(sheet: PriceSheet) -> None:
    assert sheet.price("get-personal-profile", None, quantities=None, calls=None, at=None) == 1
    stated = sheet.price("search-employees", quantities={"search": 1, "results": None})
    assert stated == sheet.price("search-employees", quantities={"search": 1})


def test_instants_choices_and_attributes(everything: PriceSheet) -> None:
    berlin = timezone(timedelta(hours=2))
    morning = datetime(2026, 5, 1, 9, tzinfo=berlin)
    assert everything.price("chat", quantities={"tokens": 500}, at=morning) == Decimal("2.001")
    assert everything.price("chat", quantities={"tokens": 500}, at=morning.astimezone(timezone.utc)) == Decimal("1.001")
    assert everything.price("chat", quantities={"tokens": 500}, at="2026-05-01T09:00:00+02:00") == Decimal("2.001")
    eu = everything.price("talk", attributes={"region": "eu"}, quantities={"tokens": 500}, at=morning)
    assert eu == Decimal("2.0015")
    assert everything.price("chat", choices={"tier": "batch"}, at=morning) == 1
    assert everything.price("chat", ["batch"], at=morning) == 1


def test_amounts_have_no_trailing_zeros_and_no_exponent() -> None:
    sheet = PriceSheet.from_toml('name = "A"\nendpoints.e = { price = 1000.50 }\nendpoints.f = { price = 1_000_000 }')
    assert str(sheet.price("e")) == "1000.5"
    assert str(sheet.price("f")) == "1000000"


def test_what_a_balance_covers(sheet: PriceSheet) -> None:
    search = {"search": 1, "results": 120}
    assert sheet.cover("search-employees", quantities=search, balance=100) == Coverage(False, None, Decimal(10))
    covered = sheet.cover("search-employees", quantities=search, balance=Decimal("110.5"))
    assert covered and covered.left == Decimal("0.5")
    assert sheet.afford("search-employees", quantities={"search": 1}, most="results", balance=500) == Affordable(
        "up-to", Decimal(900)
    )
    assert sheet.afford("search-employees", quantities={"search": 1}, most="results", balance=49).kind == "nothing"
    assert sheet.afford("search-employees", quantities={"search": 1}, most="status", balance=50).kind == "unlimited"
    assert sheet.afford("search-employees", quantities=search, most="calls", balance=500).count == 4


def test_a_sheet_says_what_it_is(sheet: PriceSheet) -> None:
    assert sheet.name == "Personal and company data API"
    assert sheet.version == "2026-05"
    assert sheet.effective == "2026-05-01T00:00:00Z"
    assert sheet.unit == "credit"
    assert len(sheet.fingerprint) == 64
    assert sheet.endpoints[0] == "get-personal-profile"
    assert sheet == PriceSheet.from_file(ROOT / "pricing.toml")
    assert sheet == PriceSheet.from_toml(sheet.to_toml())
    assert len({sheet, PriceSheet.from_toml(sheet.to_toml())}) == 1
    assert repr(sheet) == f"<PriceSheet Personal and company data API 2026-05: {len(sheet.endpoints)} endpoints>"


def test_an_endpoint_says_what_may_be_stated(everything: PriceSheet) -> None:
    chat = everything.endpoint("talk")
    assert (chat.name, chat.basis, chat.aliases) == ("chat", "call", ("talk",))
    assert chat.choices == {"tier": ("batch", "priority")}
    assert (chat.quantities, chat.attributes) == (("tokens",), ("region",))


def test_a_contract_over_a_list(tmp_path: Path) -> None:
    base = PriceSheet.from_toml("name = 'List'\nendpoints.a.price = 4\nendpoints.b.price = 10")
    text = "name = 'Acme'\nover = { name = 'List' }\nothers = 'as-listed'\nendpoints.a.price = 3"
    contract = base.over(text)
    assert (contract.price("a"), contract.price("b")) == (3, 10)
    assert PriceSheet.from_toml_over(text, base) == contract
    (tmp_path / "acme.toml").write_text(text)
    assert PriceSheet.from_file(tmp_path / "acme.toml", base=base) == contract


def test_a_book_prices_by_the_instant() -> None:
    text = "name = 'A'\nversion = '{}'\neffective = {}\nendpoints.e.price = {}"
    old = PriceSheet.from_toml(text.format("1", "2026-01-01T00:00:00Z", 1))
    new = PriceSheet.from_toml(text.format("2", "2026-07-01T00:00:00Z", 2))
    book = PriceBook([new, old])
    assert len(book) == 2
    assert [sheet.version for sheet in book.sheets] == ["1", "2"]
    assert book.price("e", at="2026-06-30T23:59:59Z") == 1
    assert book.price("e", at=datetime(2026, 7, 1, tzinfo=timezone.utc)) == 2
    assert book.quote("e", at="2026-08-01T00:00:00Z").version == "2"
    assert book.in_force("2026-03-01T00:00:00Z") == old


def test_a_free_endpoint_costs_nothing() -> None:
    sheet = PriceSheet.from_toml("name = 'A'\nendpoints.e = { price = 0 }")
    assert sheet.price("e", calls=10**9) == 0
    with pytest.raises(UsageError):
        sheet.price("f")
