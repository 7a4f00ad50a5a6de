"""From a specification to a result."""

import os
import tempfile
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path

import torch

from clinpeft import catalogue, corpora, modelling, paths, store, training
from clinpeft.catalogue import Cell
from clinpeft.corpora import Splits
from clinpeft.evaluation import costs, floors
from clinpeft.evaluation.predicting import Evaluator
from clinpeft.modelling import weights
from clinpeft.running import fingerprints
from clinpeft.specs import Costs, RunResult, RunSpec, SpecError, as_plain


def run(spec: RunSpec, fresh: bool = False) -> RunResult:
    """The result of a run: this machine's finished one where it still holds, else trained now and stored.

    A result holds while specification, settings, corpus, weights and the library's code are the same. A run that fails
    leaves its error in its file, and the error is raised. SpecError, CorpusUnavailable and WeightsUnavailable are
    raised before anything is stored: they are about the machine or the question, not about the run.
    """
    cell = catalogue.resolve(spec)
    reason = catalogue.excluded(spec)
    if reason is not None:
        raise SpecError(f"{spec.slug} is excluded: {reason}")
    splits = corpora.load(spec.task, spec.corpus)
    hashes = _hashes(spec, cell, splits)
    if not fresh:
        finished = finished_result(spec, hashes)
        if finished is not None:
            return finished
    with _threads():
        try:
            result = _train_and_test(spec, cell, splits, hashes)
        except Exception as error:
            store.write(failure(spec, error, hashes), paths.tree().runs)
            raise
    store.write(result, paths.tree().runs)
    return result


def finished_result(spec: RunSpec, hashes: dict[str, str | None] | None = None) -> RunResult | None:
    """This machine's successful result of the run, if it still holds; None otherwise."""
    path = store.result_path(paths.tree().runs, spec)
    if not path.is_file():
        return None
    try:
        result = store.read(path)
    except store.ResultError:
        return None  # a damaged or outdated file answers nothing; the run is made again and replaces it
    wanted = current_hashes(spec) if hashes is None else hashes
    same = all(result.hashes.get(name) == wanted[name] for name in ("corpus", "weights", "code", "settings"))
    return result if result.status == "success" and result.spec == spec and same else None


def current_hashes(spec: RunSpec) -> dict[str, str | None]:
    """The hashes that a result made now would carry."""
    cell = catalogue.resolve(spec)
    return _hashes(spec, cell, corpora.load(spec.task, spec.corpus))


def failure(spec: RunSpec, error: BaseException, hashes: dict[str, str | None]) -> RunResult:
    """The result that says what went wrong; paths of this machine are cut to file names."""
    place = [
        f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return failed(spec, f"{type(error).__name__}: {error}", place[-5:], hashes)


def failed(spec: RunSpec, message: str, place: list[str], hashes: dict[str, str | None]) -> RunResult:
    """A failed result with a message and where it came from."""
    return RunResult(
        spec=spec,
        status="failed",
        created_at=_now(),
        settings={},
        hashes=hashes,
        versions=costs.versions(),
        machine=costs.machine(),
        error="\n".join([message, *place]),
    )


def _hashes(spec: RunSpec, cell: Cell, splits: Splits) -> dict[str, str | None]:
    return {
        "corpus": splits.sha256,
        "weights": weights.sha256_of(weights.folder(cell.backbone) / weights.WEIGHTS),
        "code": fingerprints.code(),
        "settings": fingerprints.of(fingerprints.settings(spec, cell)),
        "notebook": fingerprints.notebook(cell.method.notebook),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class _threads:
    """Limits torch to $CLINPEFT_THREADS threads while a run lasts."""

    def __enter__(self) -> None:
        self._before = torch.get_num_threads()
        torch.set_num_threads(int(os.environ.get("CLINPEFT_THREADS") or self._before))

    def __exit__(self, *error: object) -> None:
        torch.set_num_threads(self._before)


def _train_and_test(spec: RunSpec, cell: Cell, splits: Splits, hashes: dict[str, str | None]) -> RunResult:
    began = time.perf_counter()
    task, recipe = cell.task, cell.recipe
    train = corpora.sample(splits.train, spec.train_size, spec.seed, spec.per_class)
    validation, test = splits.validation[: recipe.validation_size], splits.test[: recipe.test_size]
    floor = floors.floor(task, train, validation, test)

    tokenizer = modelling.load_tokenizer(cell.backbone)
    length = modelling.input_length(task, recipe.max_length, cell.backbone, cell.method)
    texts = modelling.encode(train, tokenizer, task, length)
    looks = {
        name: Evaluator(name, task, part, modelling.encode(part, tokenizer, task, length), recipe.evaluation_batch_size)
        for name, part in (("validation", validation), ("test", test))
    }
    adapted = modelling.adapt(modelling.load(cell.backbone, task, spec.seed), cell.backbone, cell.method)
    settings = fingerprints.settings(spec, cell)
    plan = training.make_plan(
        recipe,
        kind=task.kind,
        texts=len(texts),
        seed=spec.seed,
        learning_rate=spec.learning_rate or cell.method.learning_rates[recipe.name],
        head_learning_rate=spec.head_learning_rate,
        max_seconds=spec.max_seconds,
    )
    fitted = training.fit(adapted, texts, plan, looks["validation"].main_score)
    # The test split is read here, once, by the checkpoint that validation chose.
    at_test = time.perf_counter()
    test_scores, predictions = looks["test"].scores_and_predictions(adapted.model)
    scores = looks["validation"].scores(adapted.model) + test_scores
    evaluation_time = fitted.evaluation_time + time.perf_counter() - at_test
    with tempfile.TemporaryDirectory(prefix="clinpeft-adapter-") as folder:
        file_size = modelling.save(adapted, cell.method, Path(folder))
    return RunResult(
        spec=spec,
        status="success",
        created_at=_now(),
        settings=as_plain(settings),  # type: ignore[arg-type]
        hashes=hashes,
        versions=costs.versions(),
        machine=costs.machine(),
        scores=scores,
        floor=floor,
        curve=fitted.curve,
        best_epoch=fitted.best_epoch,
        structure=adapted.structure,
        costs=Costs(
            train_time=fitted.train_time,
            evaluation_time=evaluation_time,
            total_time=time.perf_counter() - began,
            file_size=file_size,
            updates=fitted.updates,
            tokens=fitted.tokens,
            peak_memory=costs.peak_memory(),
            threads=torch.get_num_threads(),
        ),
        predictions=predictions,
    )
