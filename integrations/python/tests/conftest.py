"""What several tests stand on: the sheets of the engine's own tests, and the command line to compare with."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from pricesheet import PriceSheet

ROOT = Path(__file__).resolve().parents[3]
SHEETS = sorted((ROOT / "tests" / "sheets" / "valid").glob("*.toml"))

# The same examples each time: a run says the same of the same code.
settings.register_profile("project", derandomize=True, deadline=None, print_blob=False)
settings.load_profile("project")


@pytest.fixture(scope="session")
def sheet() -> PriceSheet:
    return PriceSheet.embedded()


@pytest.fixture(scope="session")
def command_line() -> Callable[..., str]:
    """Runs `pricesheet`, and returns what it prints; a status of 1 says that it found something."""
    program = os.environ.get("PRICESHEET_CLI", str(ROOT / "target" / "debug" / "pricesheet"))

    def run(*arguments: str, stdin: str = "") -> str:
        done = subprocess.run([program, *arguments], input=stdin, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def rate(command_line: Callable[..., str]) -> Callable[[Path, Sequence[dict[str, Any]]], list[dict[str, Any]]]:
    """Rates records by a sheet on the command line."""

    def run(path: Path, records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        lines = "".join(json.dumps(record) + "\n" for record in records)
        printed = command_line("rate", "--sheet", str(path), "--totals", stdin=lines)
        return [json.loads(line) for line in printed.splitlines()]

    return run
