"""What is timed: small cells of real text where it is at hand, of synthetic text elsewhere."""

from dataclasses import dataclass

from clinpeft import corpora
from clinpeft.corpora import CorpusUnavailable
from clinpeft.specs import RunSpec

BACKBONE, METHOD, RECIPE = "minilm_l6", "lora", "bench"
LEARNING_RATE = 2e-3
_PREFERRED = (("disposition", "neiss"), ("mortality", "synthetic"))
BATCH = 32
"""Of the recipe, and of the Trainer's run."""
TRAIN_SECONDS = 3.0
"""How long a cell of a sweep trains, about: the notebooks around it are what its ratio is about."""
_BATCHES = (2, 20)
"""Fewest and most batches of such a cell."""


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    cells: int
    """Runs of a sweep."""
    alone: int
    """Of these, how many are also made with one worker; a single one tells what a notebook takes, and no scaling."""
    stock_cells: int
    """Of these, how many are made the stock way; its time for the others is taken to be the same."""
    texts: int | None
    """Training texts of the runs whose training is compared with the Trainer's; None for as many as the cells have."""
    repeats: int
    """Times that each side of the training ratio is measured."""
    seeds: int
    """Seeds for the comparison of scores; 0 for none."""
    score_texts: int
    """Training texts of that comparison."""
    score_recipe: str
    """And how both sides train in it."""
    steps: int
    """Training steps timed for the share of the limit."""
    attention_rounds: int
    """Steps timed with each implementation of attention; 0 for none."""
    few: int
    """Simulated runs of a small sweep; 0 for no comparison of small and large ones."""
    many: int
    """And of a large one, whose runs should cost no more."""
    rounds: int
    """Times that a large sweep is made between two small ones."""


QUICK = Size(
    cells=4, alone=1, stock_cells=1, texts=None, repeats=2, seeds=0, score_texts=0, score_recipe=RECIPE, steps=1,
    attention_rounds=0, few=0, many=0, rounds=0,
)  # fmt: skip
LONG = Size(
    cells=16, alone=16, stock_cells=16, texts=320, repeats=3, seeds=5, score_texts=2000, score_recipe="tuned", steps=10,
    attention_rounds=5, few=16, many=512, rounds=3,
)  # fmt: skip


def specs(count: int, texts: int) -> list[RunSpec]:
    """So many runs on so many training texts: one seed each, otherwise equal."""
    task, corpus = text()
    return [
        RunSpec(task, corpus, BACKBONE, METHOD, RECIPE, seed, texts, learning_rate=LEARNING_RATE)
        for seed in range(count)
    ]


def texts_of_seconds(batch_seconds: float) -> int:
    """Training texts that take about ``TRAIN_SECONDS`` where a batch takes so long."""
    fewest, most = _BATCHES
    return BATCH * min(most, max(fewest, round(TRAIN_SECONDS / batch_seconds)))


def text() -> tuple[str, str]:
    """Task and corpus: the first of the preferred that is on this machine."""
    for task, corpus in _PREFERRED[:-1]:
        try:
            corpora.load(task, corpus)
        except CorpusUnavailable:
            continue
        return task, corpus
    return _PREFERRED[-1]
