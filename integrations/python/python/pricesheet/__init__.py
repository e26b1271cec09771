"""Exact prices from a declarative TOML price sheet.

A sheet is loaded once and prices usages: an endpoint, options, quantities.

>>> from pricesheet import PriceSheet
>>> sheet = PriceSheet.embedded()
>>> sheet.price("search-employees", quantities={"search": 1, "results": 120})
Decimal('110')

Every amount is a ``decimal.Decimal`` with all its digits. Counts and amounts go in as ``int``, ``decimal.Decimal`` or text;
a ``float`` is refused, since it is not the number that was written.

Errors are exceptions with a stable ``code``, a ``culprit`` and ``help``; all of them are ``PriceSheetError``.
"""

from ._data import (
    Affordable,
    AuditReport,
    AuditTotals,
    Coverage,
    Diagnostic,
    Endpoint,
    Line,
    Settlement,
)
from ._errors import (
    AffordError,
    ArgumentError,
    AuditError,
    BookError,
    HoldError,
    InForceError,
    MeterError,
    PriceSheetError,
    SheetError,
    UsageError,
)
from ._pricesheet import (
    Hold,
    Meter,
    PriceBook,
    PriceSheet,
    Quote,
    SheetDiff,
    Table,
    audit,
    audit_table,
    check,
    diff,
    price_table,
)

__all__ = [
    "AffordError",
    "Affordable",
    "ArgumentError",
    "AuditError",
    "AuditReport",
    "AuditTotals",
    "BookError",
    "Coverage",
    "Diagnostic",
    "Endpoint",
    "Hold",
    "HoldError",
    "InForceError",
    "Line",
    "Meter",
    "MeterError",
    "PriceBook",
    "PriceSheet",
    "PriceSheetError",
    "Quote",
    "Settlement",
    "SheetDiff",
    "SheetError",
    "Table",
    "UsageError",
    "audit",
    "audit_table",
    "check",
    "diff",
    "price_table",
]
