"""What the documentation shows is so."""

from __future__ import annotations

import doctest
import runpy
from pathlib import Path

import pricesheet


def test_the_docstrings_hold() -> None:
    assert doctest.testmod(pricesheet).attempted > 0
    assert doctest.testmod(pricesheet).failed == 0


def test_what_type_checkers_see_runs() -> None:
    runpy.run_path(str(Path(__file__).with_name("typed.py")))
