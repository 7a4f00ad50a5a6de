"""The same cell as most people train it: transformers' Trainer at its defaults. For comparison only."""

import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise

from torch import nn
from torch.utils.data import Dataset
from transformers import PrinterCallback, Trainer, TrainerCallback, TrainingArguments

from clinpeft import catalogue, corpora, modelling
from clinpeft.bench import cells
from clinpeft.evaluation.predicting import Evaluator
from clinpeft.kernels import temporary_prefix
from clinpeft.modelling import Encoded
from clinpeft.specs import RunSpec


@dataclass(frozen=True)
class Trained:
    """What the Trainer made of a cell."""

    seconds: float
    """Of training alone."""
    steps: tuple[float, ...]
    """Seconds of each step but the first, which pays for what a process does once."""
    score: float | None
    """Main metric on the test split; None where it was not asked for or is undefined."""


class _Clock(TrainerCallback):
    """Notes when each step has ended; in between the next batch is put together as well."""

    def __init__(self) -> None:
        self._ends: list[float] = []

    def on_step_end(self, args: object, state: object, control: object, **_: object) -> None:
        del args, state, control
        self._ends.append(time.perf_counter())

    @property
    def steps(self) -> tuple[float, ...]:
        """Seconds of each step but the first."""
        return tuple(end - start for start, end in pairwise(self._ends))


class _Rows(Dataset):
    """Encoded texts as the Trainer takes them."""

    def __init__(self, texts: list[Encoded]) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, index: int) -> dict[str, object]:
        text = self._texts[index]
        return {
            "input_ids": list(text.input_ids),
            "token_type_ids": list(text.token_type_ids),
            "attention_mask": [1] * len(text.input_ids),
            "labels": text.labels[0],
        }


def train(spec: RunSpec, test: bool = True) -> Trained:
    """Train the cell of a sequence task; same weights, texts, epochs, batch size, dropout, length and rate as ours."""
    cell = catalogue.resolve(spec)
    tokenizer, texts = modelling.load_tokenizer(cell.backbone), cells.training_texts(spec)
    loaded = modelling.load(cell.backbone, cell.task, spec.seed)
    loaded.model.set_attn_implementation("sdpa")  # type: ignore[operator]  # transformers' default
    model = modelling.adapt(loaded, cell.backbone, cell.method).model
    with tempfile.TemporaryDirectory(prefix=temporary_prefix("bench")) as folder:
        arguments = TrainingArguments(
            output_dir=folder,
            per_device_train_batch_size=cell.recipe.batch_size,
            num_train_epochs=cell.recipe.epochs[cell.task.kind],
            learning_rate=spec.learning_rate or cell.method.learning_rate(cell.recipe.name, cell.task.kind),
            seed=spec.seed,
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
        )
        clock = _Clock()
        trainer = Trainer(
            model=model, args=arguments, train_dataset=_Rows(texts), processing_class=tokenizer, callbacks=[clock]
        )
        trainer.remove_callback(PrinterCallback)  # our output is JSON
        began = time.perf_counter()
        trainer.train()
        seconds = time.perf_counter() - began
    return Trained(seconds, clock.steps, _score(model, spec) if test else None)


def _score(model: nn.Module, spec: RunSpec) -> float | None:
    cell = catalogue.resolve(spec)
    part = corpora.held_out(corpora.load(spec.task, spec.corpus).test, cell.recipe.test_size, cell.recipe.spread)
    length = modelling.input_length(cell.task, cell.recipe.max_length, cell.backbone, cell.method)
    encoded = modelling.encode(part, modelling.load_tokenizer(cell.backbone), cell.task, length)
    evaluator = Evaluator("test", cell.task, part, encoded, cell.recipe.evaluation_tokens)
    return evaluator.main_score(evaluator.scores(model))
