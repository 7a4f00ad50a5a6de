"""What is timed: small cells of real text where it is at hand, of synthetic text elsewhere."""

from dataclasses import dataclass

from clinpeft import corpora
from clinpeft.corpora import CorpusUnavailable
from clinpeft.specs import RunSpec

BACKBONE, METHOD, RECIPE = "minilm_l6", "lora", "bench"
LEARNING_RATE = 2e-3
_PREFERRED = (("disposition", "neiss"), ("mortality", "synthetic"))


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    cells: int
    """Runs of a sweep."""
    stock_cells: int
    """Of these, how many are made the stock way; its time for the others is taken to be the same."""
    texts: int
    """Training texts of a run."""
    repeats: int
    """Times that each side of the training ratio is measured."""
    seeds: int
    """Seeds for the comparison of AUROC; 0 for none."""
    steps: int
    """Training steps timed for the share of the limit."""


QUICK = Size(cells=4, stock_cells=1, texts=160, repeats=2, seeds=0, steps=2)
LONG = Size(cells=16, stock_cells=16, texts=640, repeats=3, seeds=5, steps=10)


def specs(size: Size) -> list[RunSpec]:
    """The runs of the sweep: one seed each, otherwise equal."""
    task, corpus = text()
    return [
        RunSpec(task, corpus, BACKBONE, METHOD, RECIPE, seed, size.texts, learning_rate=LEARNING_RATE)
        for seed in range(size.cells)
    ]


def text() -> tuple[str, str]:
    """Task and corpus: the first of the preferred that is on this machine."""
    for task, corpus in _PREFERRED[:-1]:
        try:
            corpora.load(task, corpus)
        except CorpusUnavailable:
            continue
        return task, corpus
    return _PREFERRED[-1]
