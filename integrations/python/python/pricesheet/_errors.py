"""The exceptions. The engine raises them with its own words; codes are stable, messages are for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._data import Diagnostic


class PriceSheetError(Exception):
    """What every exception of the package is."""

    message: str
    """What is wrong."""
    code: str
    """A stable code for the kind of error, which ``pricesheet explain CODE`` explains."""
    culprit: str
    """The name that the error is about."""
    help: str | None
    """What to do instead, where something can be said."""

    def __init__(self, message: str, code: str, culprit: str, help: str | None = None) -> None:
        super().__init__(message, code, culprit, help)
        self.message = message
        self.code = code
        self.culprit = culprit
        self.help = help

    def __str__(self) -> str:
        return f"{self.message}; help: {self.help}" if self.help else self.message


class SheetError(PriceSheetError):
    """A sheet that does not load, with every fault of it."""

    diagnostics: tuple[Diagnostic, ...]
    """The faults, in the order of the text; at least one."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        first = diagnostics[0]
        place = f"{first.source}:{first.line}:{first.column}"
        super().__init__("\n".join(map(str, diagnostics)), first.code, place, None)
        self.args = (diagnostics,)
        self.diagnostics = diagnostics


class UsageError(PriceSheetError):
    """A usage that the sheet does not price: an unknown name, a number that is not one, a rate that is not there."""


class InForceError(PriceSheetError):
    """A book has no sheet for a usage."""


class BookError(PriceSheetError):
    """Sheets that make no book."""


class AffordError(PriceSheetError):
    """It is not known what a balance covers."""


class MeterError(PriceSheetError):
    """A meter does not take a record, or is not continued; it stays as it was."""


class HoldError(PriceSheetError):
    """A hold is not reserved, or not settled; it stays as it was."""


class AuditError(PriceSheetError):
    """An audit cannot go on: a total has more digits than an exact decimal."""


class ArgumentError(PriceSheetError, TypeError):
    """An argument of a type or form that it cannot have: a float, a datetime without a time zone, a text for a list."""
