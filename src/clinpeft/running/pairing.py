"""The jupytext pairs, one way: notebooks/py/ is what people edit, notebooks/ipynb/ is made from it."""

import hashlib
from pathlib import Path

import jupytext
import nbformat

from clinpeft import paths, store

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def rendered(source: Path) -> str:
    """The .ipynb text of a py:percent notebook: no outputs, ids from content, so equal everywhere."""
    notebook = jupytext.read(source)
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        seen[digest] = seen.get(digest, 0) + 1
        cell["id"] = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
    return nbformat.writes(notebook, version=4) + "\n"


def pairs() -> list[tuple[Path, Path]]:
    """Every source and its copy."""
    tree = paths.tree()
    return [
        (source, tree.notebook_copies / source.relative_to(tree.notebooks).with_suffix(".ipynb"))
        for source in sorted(tree.notebooks.rglob("*.py"))
    ]


def out_of_step() -> list[str]:
    """Names of copies that are missing, stale, or have no source any more."""
    tree = paths.tree()
    wrong = [
        copy.relative_to(tree.root).as_posix()
        for source, copy in pairs()
        if not copy.is_file() or copy.read_text(encoding="utf-8") != rendered(source)
    ]
    return wrong + [orphan.relative_to(tree.root).as_posix() for orphan in _orphans()]


def sync() -> list[str]:
    """Make every copy anew from its source; returns the names of those that changed."""
    changed = out_of_step()
    for source, copy in pairs():
        store.write_atomically(copy, rendered(source))
    for orphan in _orphans():
        orphan.unlink()
    return changed


def _orphans() -> list[Path]:
    wanted = {copy for _, copy in pairs()}
    return sorted(path for path in paths.tree().notebook_copies.rglob("*.ipynb") if path not in wanted)
