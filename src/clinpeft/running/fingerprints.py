"""Hashes of all that a run is made from, the texts and weights of this machine among it."""

import hashlib
from functools import cache
from pathlib import Path

import jupytext

from clinpeft import catalogue, corpora, paths, provenance
from clinpeft.corpora import Splits
from clinpeft.modelling import weights
from clinpeft.specs import RunSpec
from clinpeft.weight_files import recorded


def library() -> str:
    """sha256 over all that the library declares and does: its source, and the tables beside it."""
    package = Path(__file__).resolve().parents[1]
    return paths.digest(sorted(path for kind in ("*.py", "*.json") for path in package.rglob(kind)), package)


@cache
def loaded_library() -> str:
    """The same as this process first found it: what has changed on the disk since is not what it executes."""
    return library()


def notebook(method_notebook: str) -> str | None:
    """sha256 of a method notebook's code cells, None where there is no such notebook; prose does not count."""
    path = paths.tree().notebooks / "methods" / f"{method_notebook}.py"
    if not path.is_file():
        return None
    cells = [cell.source for cell in jupytext.read(path).cells if cell.cell_type == "code"]
    return hashlib.sha256("\n\n".join(cells).encode()).hexdigest()


class Fingerprints:
    """Hashes of runs; corpora and weights are read once however many runs ask."""

    def __init__(self) -> None:
        self._splits: dict[tuple[str, str, int | None], Splits] = {}
        self._weights: dict[str, str] = {}
        self._code = provenance.code()

    def splits(self, spec: RunSpec) -> Splits:
        """The texts of the run's task."""
        key = (spec.task, spec.corpus, spec.fold)
        if key not in self._splits:
            self._splits[key] = corpora.load(*key)
        return self._splits[key]

    def of(self, spec: RunSpec) -> dict[str, str | None]:
        """The hashes that a result of the run made now would carry."""
        cell = catalogue.resolve(spec)
        if spec.backbone not in self._weights:
            self._weights[spec.backbone] = weights_digest(weights.folder(cell.backbone))
        return {
            "corpus": self.splits(spec).sha256,
            "weights": self._weights[spec.backbone],
            "code": self._code,
            "settings": provenance.settings_hash(spec, cell),
            "notebook": notebook(cell.method.notebook),
        }


def weights_digest(folder: Path) -> str:
    """sha256 of the weights; WeightsUnavailable where the files beside them have changed, which would go unseen."""
    problem = recorded.difference(folder)
    if problem is not None:
        raise weights.WeightsUnavailable(f"{problem}; remove the folder and call `clinpeft models fetch`")
    return weights.digest(folder)
