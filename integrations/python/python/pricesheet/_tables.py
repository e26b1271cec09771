"""Tables of other libraries, where Python is the shorter way."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._pricesheet import Table


def to_pandas(table: Table) -> Any:
    """A data frame of Arrow's types, so that amounts stay decimals."""
    # Neither has types that checkers find.
    pandas: Any = import_module("pandas")
    pyarrow: Any = import_module("pyarrow")
    return pyarrow.table(table).to_pandas(types_mapper=pandas.ArrowDtype)
