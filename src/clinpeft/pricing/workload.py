"""What a run has to compute: updates, texts and floating-point operations, counted before it starts."""

from collections.abc import Sequence
from dataclasses import dataclass

from clinpeft import catalogue, modelling, training
from clinpeft.catalogue import Cell
from clinpeft.corpora import Splits, TextExample, TokenExample
from clinpeft.modelling import Encoded
from clinpeft.running.fingerprints import Fingerprints
from clinpeft.running.memory import numbers_of_a_layer
from clinpeft.specs import Backbone, RunSpec

SAMPLE = 100
"""Texts whose length is looked at."""
PASSES = {"all": 3.0, "adapter": 2.0, "prefix": 2.0, "selected": 2.0, "head": 1.0}
"""What is trained to the cost of training in forward passes: backward to the activations costs one more, to all
weights another; to a few selected ones, or to an adapter, next to nothing."""


@dataclass(frozen=True)
class Workload:
    """What one run computes."""

    updates: int
    predicted: int
    """Texts predicted, on validation and test, all looks together."""
    train_flops: float
    predict_flops: float


def forward_flops(backbone: Backbone, length: float) -> float:
    """Floating-point operations of one text of so many tokens through the encoder, a multiply-add counted as two."""
    # No layer holds more than its share of all numbers: an inner width that only some matrices have is not declared.
    weights = min(numbers_of_a_layer(backbone), backbone.parameters / backbone.layers)
    return backbone.layers * length * (2 * weights + 4 * backbone.hidden_size * length)


class Workloads:
    """Counts of runs; texts are read and tokenised once however many runs share them."""

    def __init__(self, prints: Fingerprints) -> None:
        self._prints = prints
        self._encoded: dict[tuple[object, ...], dict[str, list[Encoded]]] = {}

    def of(self, spec: RunSpec) -> Workload:
        """What the run computes; CorpusUnavailable and WeightsUnavailable where it cannot be made here."""
        cell, splits = catalogue.resolve(spec), self._prints.splits(spec)
        texts = {name: self._flops(spec, cell, name) for name in ("train", "validation", "test")}
        plan = training.make_plan(
            cell.recipe,
            kind=cell.task.kind,
            texts=_training_texts(spec, cell, splits),
            seed=spec.seed,
            learning_rate=1.0,
            head_learning_rate=None,
            max_seconds=None,
        )
        looks = -(-plan.updates // plan.evaluate_every)
        trained = plan.updates * plan.batch_size
        if cell.method.trains == "head":  # the encoder's features are computed once
            looks, trained = (
                1,
                min(trained, plan.batch_size * -(-_training_texts(spec, cell, splits) // plan.batch_size)),
            )
        validation = len(splits.validation[: cell.recipe.validation_size])
        test = len(splits.test[: cell.recipe.test_size])
        return Workload(
            updates=plan.updates,
            predicted=looks * validation + test,
            train_flops=PASSES[cell.method.trains] * trained * texts["train"],
            predict_flops=looks * validation * texts["validation"] + test * texts["test"],
        )

    def encoded(self, spec: RunSpec) -> dict[str, list[Encoded]]:
        """A sample of each split as the run would see it."""
        key = (spec.task, spec.corpus, spec.fold, spec.backbone, spec.method, spec.recipe)
        if key not in self._encoded:
            cell, splits = catalogue.resolve(spec), self._prints.splits(spec)
            tokenizer = modelling.load_tokenizer(cell.backbone)
            length = modelling.input_length(cell.task, cell.recipe.max_length, cell.backbone, cell.method)
            parts = {"train": splits.train, "validation": splits.validation, "test": splits.test}
            self._encoded[key] = {
                name: modelling.encode(part[:SAMPLE], tokenizer, cell.task, length) for name, part in parts.items()
            }
        return self._encoded[key]

    def examples(self, spec: RunSpec, count: int) -> list[TextExample | TokenExample]:
        """The first texts of the validation split."""
        return list(self._prints.splits(spec).validation[:count])

    def _flops(self, spec: RunSpec, cell: Cell, split: str) -> float:
        """Mean operations of a text, the method's virtual tokens counted in."""
        return mean_flops(cell, self.encoded(spec)[split])


def mean_flops(cell: Cell, texts: Sequence[Encoded]) -> float:
    """Mean operations of a forward pass over these texts, the method's virtual tokens counted in."""
    lengths = [len(text.input_ids) + cell.method.virtual_tokens for text in texts]
    return sum(forward_flops(cell.backbone, length) for length in lengths) / max(1, len(lengths))


def _training_texts(spec: RunSpec, cell: Cell, splits: Splits) -> int:
    if spec.per_class is not None:
        return min(len(splits.train), spec.per_class * len(cell.task.labels))
    return min(len(splits.train), spec.train_size or len(splits.train))
