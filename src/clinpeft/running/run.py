"""From a specification to a result."""

import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import nn

from clinpeft import catalogue, corpora, kernels, modelling, provenance, resources, store, training
from clinpeft.catalogue import Cell
from clinpeft.corpora import CorpusUnavailable, Splits
from clinpeft.evaluation import costs, floors
from clinpeft.evaluation.predicting import Evaluator
from clinpeft.modelling import Adapted, Encoded, WeightsUnavailable
from clinpeft.running import fingerprints, leases
from clinpeft.running.finished import failure, now, shown_result
from clinpeft.running.token_cache import TokenCache
from clinpeft.specs import Costs, Floor, RunResult, RunSpec, Score, SpecError, as_plain
from clinpeft.training import Fitted


def run(spec: RunSpec, fresh: bool = False, lease: leases.Lease | None = None) -> RunResult:
    """The result of a run: this machine's finished one where it still holds, else trained now and stored.

    Where the book is built ($CLINPEFT_SHOWS_PUBLISHED is 1), a published result that still holds is taken as well.
    A result holds while specification, settings, corpus, weights and the library's code are the same. A run that fails
    leaves its error in its file, and the error is raised. SpecError, CorpusUnavailable and WeightsUnavailable are
    raised before anything is stored: they are about the machine or the question, not about the run.

    NotStored where ``lease``, or the one that the environment of a sweep's kernel names, is gone at the end: another
    process has taken the run over.
    """
    began = time.perf_counter()
    held = os.environ if lease is None else lease.environment
    cell = catalogue.resolve(spec)
    reason = catalogue.excluded(spec)
    if reason is not None:
        raise SpecError(f"{spec.slug} is excluded: {reason}")
    prints = fingerprints.Fingerprints()
    hashes = prints.of(spec)
    finished = None if fresh else shown_result(spec, hashes)
    if finished is not None:
        return finished
    with _threads():
        try:
            result = _train_and_test(spec, cell, prints.splits(spec), hashes, began)
        except (SpecError, CorpusUnavailable, WeightsUnavailable):
            raise
        except Exception as error:
            _store(failure(spec, error, hashes), held)
            raise
    _store(result, held)
    return result


def _store(result: RunResult, held: Mapping[str, str]) -> None:
    leases.require(held)
    store.write_own(result)


@contextmanager
def _threads() -> Iterator[None]:
    """Limit torch to $CLINPEFT_THREADS threads while a run lasts; where nothing is asked, to the cores that it may use.

    Torch itself counts the machine's cores, whatever share of them a container has.
    """
    before = torch.get_num_threads()
    allowed = before if os.environ.get("OMP_NUM_THREADS") else min(before, resources.cores())
    torch.set_num_threads(int(os.environ.get("CLINPEFT_THREADS") or allowed))
    try:
        yield
    finally:
        torch.set_num_threads(before)


@dataclass(frozen=True)
class _Prepared:
    """A run's texts as numbers, and its floor."""

    train: list[Encoded]
    validation: Evaluator
    test: Evaluator
    floor: Floor


def _train_and_test(
    spec: RunSpec, cell: Cell, splits: Splits, hashes: Mapping[str, str | None], began: float
) -> RunResult:
    prepared = _prepare(spec, cell, splits)
    adapted = modelling.adapt(modelling.load(cell.backbone, cell.task, spec.seed), cell.backbone, cell.method)
    plan = training.make_plan(
        cell.recipe,
        kind=cell.task.kind,
        texts=len(prepared.train),
        seed=spec.seed,
        **asdict(catalogue.rates(spec)),
        max_seconds=spec.max_seconds,
    )
    looks: list[tuple[Score, ...]] = []

    def validate(model: nn.Module) -> float | None:
        looks.append(prepared.validation.scores(model))
        return prepared.validation.main_score(looks[-1])

    fitted = training.fit(adapted, prepared.train, plan, validate)
    scores, predictions, seconds = _test_once(prepared, adapted)
    return RunResult(
        spec=spec,
        status="success",
        created_at=now(),
        settings=as_plain(provenance.settings(spec, cell)),  # type: ignore[arg-type]
        hashes=hashes,
        versions=costs.versions(),
        machine=costs.machine(),
        scores=looks[fitted.best_look] + scores,
        floor=prepared.floor,
        curve=fitted.curve,
        best_epoch=fitted.best_epoch,
        structure=adapted.structure,
        costs=_costs(adapted, cell, fitted, seconds, began),
        predictions=predictions,
    )


def _prepare(spec: RunSpec, cell: Cell, splits: Splits) -> _Prepared:
    task, recipe = cell.task, cell.recipe
    train = corpora.sample(splits.train, spec.train_size, spec.seed, spec.per_class)
    parts = {
        "validation": corpora.held_out(splits.validation, recipe.validation_size, recipe.spread),
        "test": corpora.held_out(splits.test, recipe.test_size, recipe.spread),
    }
    tokens = TokenCache(spec, modelling.input_length(task, recipe.max_length, cell.backbone, cell.method))
    evaluators = {
        name: Evaluator(name, task, part, tokens.encoded(part), recipe.evaluation_tokens)
        for name, part in parts.items()
    }
    return _Prepared(
        tokens.encoded(train),
        evaluators["validation"],
        evaluators["test"],
        floors.floor(task, train, parts["validation"], parts["test"]),
    )


def _test_once(prepared: _Prepared, adapted: Adapted) -> tuple[tuple[Score, ...], dict[str, list[object]], float]:
    """Scores of the checkpoint that validation chose; the only place where the test split is read."""
    began = time.perf_counter()
    scores, predictions = prepared.test.scores_and_predictions(adapted.model)
    return scores, predictions, time.perf_counter() - began


def _costs(adapted: Adapted, cell: Cell, fitted: Fitted, seconds_of_test: float, began: float) -> Costs:
    with tempfile.TemporaryDirectory(prefix="adapter-", dir=kernels.scratch()) as folder:
        file_size = modelling.save(adapted, cell.method, Path(folder))
    return Costs(
        train_time=fitted.train_time,
        evaluation_time=fitted.evaluation_time + seconds_of_test,
        total_time=time.perf_counter() - began,
        file_size=file_size,
        updates=fitted.updates,
        tokens=fitted.tokens,
        peak_memory=costs.peak_memory(),
        threads=torch.get_num_threads(),
    )
