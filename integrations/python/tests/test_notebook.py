"""The notebook runs as it is published, and shows what it says."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[1] / "examples" / "month.ipynb"


@pytest.mark.filterwarnings("default")
def test_the_notebook_runs(tmp_path: Path) -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "it is published without what it printed"
    # The kernel of this interpreter, whatever others are installed.
    specification = {"argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]}
    kernel = tmp_path / "kernels" / "tested" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    kernel.write_text(str(specification | {"display_name": "tested", "language": "python"}).replace("'", '"'))
    client = NotebookClient(notebook, timeout=300, kernel_name="tested")
    client.create_kernel_manager().kernel_spec_manager.kernel_dirs.insert(0, str(tmp_path / "kernels"))
    client.execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("text/html" in output.get("data", {}) for output in outputs)
    assert any("image/png" in output.get("data", {}) for output in outputs)
    printed = "".join(output.get("text", "") for output in outputs)
    assert "5000 records" in printed
    assert "charge `search` was left out" in printed
    assert "the total was not rounded" in printed
