"""What type checkers are shown: it must pass mypy and pyright as it stands, and is run as well."""

from datetime import datetime, timezone
from decimal import Decimal

import polars
from pricesheet import (
    AuditTotals,
    Hold,
    Meter,
    PriceBook,
    PriceSheet,
    Table,
    UsageError,
    audit,
    audit_table,
    check,
    diff,
    price_table,
)
from pricesheet import polars as priced_by

sheet: PriceSheet = PriceSheet.embedded()
price: Decimal = sheet.price("get-personal-profile", ["skills"], calls=2)
price += sheet.price({"endpoint": "search-employees", "quantities": {"search": 1, "results": Decimal(3)}})
price += PriceBook([sheet]).price("get-personal-profile", at=datetime(2026, 6, 1, tzinfo=timezone.utc))
labels: list[str] = [line.label for line in sheet.quote("get-personal-profile").lines]
left: Decimal | None = sheet.cover("get-personal-profile", balance="10").left
most: Decimal | None = sheet.afford("search-employees", most="results", balance=100).count
due: Decimal = Meter(sheet, "search-employees").record(quantities={"results": 2}, sequence=1)
held: Decimal = Hold(sheet, "search-employees", quantities={"results": 2}).settle(quantities={"results": 1}).released
codes: list[str] = [diagnostic.code for diagnostic in check("name = 'A'")]
differ: bool = bool(diff(sheet, sheet))
over: Decimal = audit(sheet, [{"endpoint": "get-personal-profile", "charged": 2}]).totals.overcharged
calls = polars.DataFrame({"endpoint": ["get-personal-profile"], "charged": [1]})
table: Table = price_table(sheet, calls, threads=2)
totals: AuditTotals = audit_table(sheet, calls, tolerance="0.5")[1]
frame: polars.DataFrame = calls.with_columns(priced_by.price(sheet, "endpoint"))

try:
    sheet.price("nowhere")
except UsageError as error:
    code: str = error.code
    help: str | None = error.help
