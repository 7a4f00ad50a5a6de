"""Made-up results, to be stored where a test wants them; and reading results back."""

from pathlib import Path

from clinpeft import catalogue, provenance, store
from clinpeft.running.lineage import APART_FROM_CODE
from clinpeft.specs import Costs, RunResult, RunSpec, Score, Structure

SPEC = RunSpec("concepts", "synthetic", "minilm_l6", "lora", "quick", 0, 64)
HASHES: dict[str, str | None] = {
    name: letter * 64 for name, letter in zip((*APART_FROM_CODE, "code"), "abcd", strict=True)
}


def read_all(folder: Path) -> tuple[RunResult, ...]:
    """Every result below a folder of results, in the order of their names."""
    return tuple(store.read(path) for path in sorted(folder.glob("*/[!.]*.json")))


def todays_hashes(spec: RunSpec) -> dict[str, str | None]:
    """The hashes by which a result is told from one of an earlier version; its text and weights are left open."""
    settings = provenance.settings_hash(spec, catalogue.resolve(spec))
    return {"corpus": None, "weights": None, "code": provenance.code(), "settings": settings, "notebook": None}


def made(hashes: dict[str, str | None], day: str) -> RunResult:
    return RunResult(
        spec=SPEC,
        status="success",
        created_at=day,
        settings={},
        hashes={**hashes, "notebook": None},
        versions={},
        machine={},
        scores=(Score(split="test", metric="entity_f1", value=0.5),),
        structure=Structure(num_total_params=2, num_trainable_params=1, adapter_parameters=1, head_parameters=0),
        costs=Costs(
            train_time=1.0,
            evaluation_time=0.0,
            total_time=1.0,
            file_size=1,
            updates=1,
            tokens=1,
            peak_memory=None,
            threads=1,
        ),
    )
