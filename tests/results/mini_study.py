"""Seventeen invented results of the study "quick": small enough to check by hand. Run this file to write them again.

Invented, not measured: they stand under tests/ and nowhere else.
"""

from pathlib import Path

from clinpeft import store
from clinpeft.specs import Costs, CurvePoint, Floor, RunResult, RunSpec, Score, Structure

FOLDER = Path(__file__).parent / "mini"
CORPUS = {"disposition": "neiss", "case_concepts": "maccrobat"}
METRIC = {"disposition": "auroc", "case_concepts": "entity_f1"}
FLOOR = {"disposition": 0.78, "case_concepts": 0.30}
TRAINABLE = {"full": 22_713_216, "lora": 222_000, "frozen": 148_000, "ia3": 160_000}
SECONDS = {"full": 20.0, "lora": 16.0, "frozen": 5.0, "ia3": 17.0}
HEAD = 148_000

# (task, method, seed) -> test score of the main metric; None for a run that failed
HERE: dict[tuple[str, str, int], float | None] = {
    ("disposition", "full", 0): 0.750,
    ("disposition", "lora", 0): 0.740,
    ("disposition", "frozen", 0): 0.700,
    ("disposition", "ia3", 0): None,
    ("case_concepts", "full", 0): 0.500,
    ("case_concepts", "lora", 0): 0.450,
}
PUBLISHED: dict[tuple[str, str, int], float | None] = {
    ("disposition", "full", 0): 0.752,
    ("disposition", "full", 1): 0.756,
    ("disposition", "lora", 0): 0.800,
    ("disposition", "lora", 1): 0.801,
    ("disposition", "frozen", 0): 0.690,
    ("disposition", "frozen", 1): 0.710,
    ("disposition", "ia3", 0): 0.720,
    ("disposition", "ia3", 1): 0.730,
    ("case_concepts", "full", 0): 0.510,
    ("case_concepts", "full", 1): 0.490,
    ("case_concepts", "lora", 0): 0.440,
}


def spec(task: str, method: str, seed: int) -> RunSpec:
    """The run of the study "quick"."""
    return RunSpec(task, CORPUS[task], "minilm_l6", method, "quick", seed, 800)


def result(task: str, method: str, seed: int, value: float | None) -> RunResult:
    """One invented result; a failed one for no value."""
    shared = {
        "spec": spec(task, method, seed),
        "created_at": "2026-01-01T00:00:00+00:00",
        "settings": {},
        "hashes": {"corpus": None, "weights": None, "code": None, "settings": None, "notebook": None},
        "versions": {"torch": "0"},
        "machine": {"cpu": "invented", "threads": 2},
    }
    if value is None:
        return RunResult(**shared, status="failed", error="RuntimeError: invented failure")
    metric = METRIC[task]
    return RunResult(
        **shared,
        status="success",
        scores=_scores(metric, value) + (() if task != "disposition" else (_undefined_ece(),)),
        floor=Floor(name="invented", strength=1.0, scores=_scores(metric, FLOOR[task])),
        curve=_curve(value),
        best_epoch=2.0,
        structure=Structure(
            num_total_params=22_713_216,
            num_trainable_params=TRAINABLE[method],
            adapter_parameters=TRAINABLE[method] - HEAD,
            head_parameters=HEAD,
        ),
        costs=Costs(
            train_time=SECONDS[method] + seed,
            evaluation_time=2.0,
            total_time=30.0,
            file_size=4 * TRAINABLE[method],
            updates=100,
            tokens=50_000,
            peak_memory=None,
            threads=2,
        ),
        predictions=_predictions(task, method),
    )


def _curve(value: float) -> tuple[CurvePoint, ...]:
    scores = {1: value - 0.02, 2: value}
    return tuple(
        CurvePoint(epoch=float(i), updates=50 * i, train_loss=0.7 / i, validation=score, seconds=1.0 * i)
        for i, score in scores.items()
    )


def _scores(metric: str, value: float) -> tuple[Score, ...]:
    return (
        Score(split="validation", metric=metric, value=round(value + 0.01, 3)),
        Score(split="test", metric=metric, value=value),
    )


def _undefined_ece() -> Score:
    return Score(split="test", metric="ece", value=None, reason="invented: undefined")


def _predictions(task: str, method: str) -> dict[str, list[object]]:
    if task == "case_concepts":
        return {
            "documents": ["a", "b", "c", "d"],
            "true_positive": [3, 5, 2, 4],
            "false_positive": [1, 2, 2, 0],
            "false_negative": [2, 1, 3, 1],
        }
    scores = [0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.2, 0.1]
    labels = ["admitted", "admitted", "released", "admitted", "released", "admitted", "released", "released"]
    return {
        "ids": [f"i{i}" for i in range(8)],
        "groups": [f"g{i // 2}" for i in range(8)],
        "labels": list(labels),
        "scores": scores if method == "full" else [0.5, 0.8, 0.7, 0.6, 0.5, 0.3, 0.2, 0.5],
    }


def results(origin: str) -> tuple[RunResult, ...]:
    """The invented results of one origin."""
    values = HERE if origin == "here" else PUBLISHED
    return tuple(result(*key, value) for key, value in values.items())


def write() -> None:
    """Write the checked-in files again."""
    for origin, folder in (("here", "runs"), ("published", "published")):
        for one in results(origin):
            store.write(one, FOLDER / folder)


if __name__ == "__main__":
    write()
