"""Notebooks, run: one notebook and its parameters in, one executed copy out, without the clocks that running leaves in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def run(notebook: Path, target: Path, parameters: Mapping[str, Any]) -> None:
    """Execute `notebook` with `parameters` and write the executed copy to `target`.

    Raises
    ------
    ImportError
        If papermill is not installed (the extra ``notebook``).
    RuntimeError
        If a cell fails: it says which, and why. No copy is written then.
    """
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}")
    try:
        executed = papermill.execute_notebook(str(notebook), str(unfinished), parameters=dict(parameters), progress_bar=False)
        executed.metadata.pop("papermill", None)
        for place, cell in enumerate(executed.cells):
            cell.id = f"cell-{place:02d}"  # the cell that holds the parameters has a random one
            for clock in ("papermill", "execution"):
                cell.metadata.pop(clock, None)
        unfinished.write_text(nbformat.writes(executed) + "\n", encoding="utf-8")  # type: ignore[no-untyped-call]
        unfinished.replace(target)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise RuntimeError(f"{notebook}: {error}") from error
    except PapermillExecutionError as error:
        raise RuntimeError(f"{notebook}, cell {error.cell_index}: {error.ename}: {error.evalue}") from error
    finally:
        unfinished.unlink(missing_ok=True)
