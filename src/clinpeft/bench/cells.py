"""What is timed: small cells of real text where it is at hand, of synthetic text elsewhere."""

from dataclasses import dataclass

from clinpeft import catalogue, corpora, modelling
from clinpeft.corpora import CorpusUnavailable
from clinpeft.modelling import Encoded, hardware
from clinpeft.specs import RunSpec

BACKBONE, METHOD, RECIPE = "minilm_l6", "lora", "bench"
LEARNING_RATE = 2e-3
_PREFERRED = (("disposition", "neiss"), ("mortality", "synthetic"))
BATCH = 32
"""Of the recipe, and of the Trainer's run."""
_TEXTS, _TEXTS_IN_FLOAT32 = 128, 96
"""Training texts of a cell, a few seconds' worth: the notebooks around it are what the ratio of sweeps is about."""


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    cells: int
    """Runs of a sweep."""
    alone: int
    """Of these, how many are also made with one worker; a single one tells what a notebook takes, and no scaling."""
    stock_cells: int
    """Of these, how many are made the stock way; its time for the others is taken to be the same."""
    repeats: int
    """Times that each side of the training ratio is measured, after one that is thrown away."""
    seeds: int
    """Seeds for the comparison of scores; 0 for none."""
    score_texts: int
    """Training texts of that comparison."""
    score_recipe: str
    """And how both sides train in it."""
    steps: int
    """Training steps timed for the share of the limit, each between two measurements of the peak."""
    attention_rounds: int
    """Steps timed with each implementation of attention; 0 for none."""
    few: int
    """Simulated runs of a small sweep; 0 for no comparison of small and large ones."""
    many: int
    """And of a large one, whose runs should cost no more."""
    rounds: int
    """Times that a large sweep is made between two small ones."""


QUICK = Size(
    cells=4, alone=1, stock_cells=1, repeats=1, seeds=0, score_texts=0, score_recipe=RECIPE, steps=5,
    attention_rounds=0, few=0, many=0, rounds=0,
)  # fmt: skip
LONG = Size(
    cells=16, alone=16, stock_cells=16, repeats=3, seeds=5, score_texts=2000, score_recipe="tuned", steps=10,
    attention_rounds=5, few=16, many=512, rounds=3,
)  # fmt: skip


def specs(count: int, texts: int) -> list[RunSpec]:
    """So many runs on so many training texts: one seed each, otherwise equal."""
    task, corpus = text()
    return [
        RunSpec(task, corpus, BACKBONE, METHOD, RECIPE, seed, texts, learning_rate=LEARNING_RATE)
        for seed in range(count)
    ]


def texts() -> int:
    """Training texts of a cell, in every form of the bench: what batches by length save grows with their number.

    It follows from the number format alone. A measurement of this machine's pace would differ from hour to hour.
    """
    return _TEXTS_IN_FLOAT32 if hardware.chosen().precision == "float32" else _TEXTS


def training_texts(spec: RunSpec) -> list[Encoded]:
    """The texts that a cell trains on, as numbers: the same for ours and for the Trainer."""
    cell = catalogue.resolve(spec)
    train = corpora.sample(corpora.load(spec.task, spec.corpus).train, spec.train_size, spec.seed, spec.per_class)
    length = modelling.input_length(cell.task, cell.recipe.max_length, cell.backbone, cell.method)
    return modelling.encode(train, modelling.load_tokenizer(cell.backbone), cell.task, length)


def text() -> tuple[str, str]:
    """Task and corpus: the first of the preferred that is on this machine."""
    for task, corpus in _PREFERRED[:-1]:
        try:
            corpora.load(task, corpus)
        except CorpusUnavailable:
            continue
        return task, corpus
    return _PREFERRED[-1]
