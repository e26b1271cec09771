"""What the documentation shows is so."""

from __future__ import annotations

import doctest
import runpy
from pathlib import Path

import pricesheet
import pricesheet.polars


def test_the_docstrings_hold() -> None:
    for module in (pricesheet, pricesheet.polars):
        tested = doctest.testmod(module)
        assert tested.attempted > 0 and tested.failed == 0


def test_what_type_checkers_see_runs() -> None:
    runpy.run_path(str(Path(__file__).with_name("typed.py")))
