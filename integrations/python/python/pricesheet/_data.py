"""What functions return that needs no engine: plain values, which compare, print and pickle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal


@dataclass(frozen=True)
class Diagnostic:
    """A fault of a sheet, or what is suspicious in it, with its place."""

    severity: Literal["error", "warning"]
    code: str
    """A stable code, which ``pricesheet explain CODE`` explains."""
    message: str
    help: str | None
    """What to do instead, where something can be said."""
    source: str
    """The name of the text that it stands in."""
    line: int
    """From 1."""
    column: int
    """In characters, from 1."""

    def __str__(self) -> str:
        text = f"{self.source}:{self.line}:{self.column}: {self.severity}[{self.code}]: {self.message}"
        return f"{text}; help: {self.help}" if self.help else text


@dataclass(frozen=True)
class Endpoint:
    """What a usage of an endpoint may state."""

    name: str
    title: str | None
    group: tuple[str, ...]
    """Its groups, the outer first."""
    basis: Literal["call", "period"]
    """Whether a usage is one call, or everything of one billing period."""
    aliases: tuple[str, ...]
    options: tuple[str, ...]
    choices: Mapping[str, tuple[str, ...]]
    """Names of choices, and the options of which a usage states at most one."""
    quantities: tuple[str, ...]
    attributes: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A step of the price of one call."""

    kind: str
    name: str | None
    """The name of the option or the charge."""
    label: str
    amount: Decimal
    details: Mapping[str, Any] | None
    """Of a charge: what was counted, the row, the tiers and bounds; amounts are texts."""


@dataclass(frozen=True)
class Coverage:
    """Whether a balance covers a usage. It is false where it does not."""

    covered: bool
    left: Decimal | None
    """What is left of it, where it covers the usage."""
    missing: Decimal | None
    """What it lacks, where it does not."""

    def __bool__(self) -> bool:
        return self.covered


@dataclass(frozen=True)
class Affordable:
    """How many of something a balance covers: every whole count up to it."""

    kind: Literal["nothing", "up-to", "unlimited"]
    """``nothing`` where the rest of the usage alone is too much."""
    count: Decimal | None
    """The largest count, where there is one."""


@dataclass(frozen=True)
class Settlement:
    """What becomes of a hold: both add up to its amount."""

    charged: Decimal
    released: Decimal


@dataclass(frozen=True)
class AuditTotals:
    """What several audited records come to, in the sheet's unit."""

    records: int
    """All of them: the next four counts, without ``tolerated``, add up to it."""
    agreed: int
    tolerated: int
    """Those that agree only within the tolerance."""
    over: int
    under: int
    unpriceable: int
    charged: Decimal
    """What was charged for those with a price."""
    expected: Decimal
    """What they cost."""
    difference: Decimal
    tolerated_difference: Decimal
    overcharged: Decimal
    undercharged: Decimal
    """A number above zero."""
    charged_unpriceable: Decimal
    """What was charged for those without a price."""


def _number(value: Any) -> Any:
    return Decimal(value) if isinstance(value, str) else value


def _totals(totals: Mapping[str, Any]) -> AuditTotals:
    return AuditTotals(*(_number(totals[field.name]) for field in fields(AuditTotals)))


class AuditReport:
    """What an audit found. It prints as its totals and causes."""

    def __init__(self, report: dict[str, Any], unit: str) -> None:
        self._report = report
        self.unit = unit
        """What amounts are counted in."""

    @property
    def totals(self) -> AuditTotals:
        """What all records come to."""
        return _totals(self._report["totals"])

    @property
    def endpoints(self) -> list[tuple[str, str | None, AuditTotals]]:
        """What the records of each endpoint come to, under each sheet: endpoint, version of the sheet, totals."""
        return [(of["endpoint"], of["version"], _totals(of)) for of in self._report["endpoints"]]

    @property
    def causes(self) -> list[dict[str, Any]]:
        """Why records differ, the most money first; amounts are texts."""
        return list(self._report["causes"])

    @property
    def largest(self) -> list[dict[str, Any]]:
        """The records that differ most, with their place in ``records``, from 1; amounts are texts."""
        return list(self._report["largest"])

    @property
    def reasons(self) -> dict[str, int]:
        """Why records have no price: codes, and how many records each."""
        return dict(self._report["reasons"])

    @property
    def is_clean(self) -> bool:
        """Whether every record agrees."""
        totals = self.totals
        return totals.agreed == totals.records

    def to_dict(self) -> dict[str, Any]:
        """All of it as dictionaries and lists, every amount a text."""
        return dict(self._report)

    def __str__(self) -> str:
        totals = self.totals
        lines = [
            f"{totals.records} records: {totals.agreed} agreed, {totals.over} over, {totals.under} under, "
            f"{totals.unpriceable} unpriceable",
            f"charged {totals.charged}, expected {totals.expected} {self.unit}: "
            f"{totals.overcharged} too much, {totals.undercharged} too little",
        ]
        lines += [f"  {of['difference']:>12}  {of['message']} ({of['records']})" for of in self.causes]
        lines += [f"  unpriceable   {code} ({count})" for code, count in self.reasons.items()]
        return "\n".join(lines)

    def __repr__(self) -> str:
        totals = self.totals
        return f"<AuditReport: {totals.records} records, {totals.agreed} agreed>"
