"""What a sweep costs beside its runs: few and many simulated runs in turn, real in all but the training."""

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from clinpeft import paths, resources
from clinpeft.bench.cells import Size
from clinpeft.bench.environment import environment, own_runs
from clinpeft.kernels import temporary_prefix
from clinpeft.modelling import weights
from clinpeft.running import sweep as sweeping
from clinpeft.running.fingerprints import Fingerprints
from clinpeft.specs import RunSpec

_PAGE = """# ---
# jupyter:
#   kernelspec: {{display_name: Python 3, language: python, name: python3}}
# ---

# %% tags=["parameters"]
{parameters}

# %%
import json
from clinpeft import paths, store
from clinpeft.specs import Costs, RunResult, RunSpec, Score, Structure
spec = RunSpec.from_parameters(globals())
store.write_own(RunResult(
    spec=spec, status="success", created_at="2026-01-01T00:00:00+00:00", settings={{}},
    hashes=json.loads((paths.tree().root / "hashes").read_text()), versions={{}}, machine={{}},
    scores=(Score(split="test", metric="auroc", value=0.5),),
    structure=Structure(num_total_params=1, num_trainable_params=1, adapter_parameters=1, head_parameters=0),
    costs=Costs(train_time=0.0, evaluation_time=0.0, total_time=0.0, file_size=1, updates=1, tokens=1,
                peak_memory=None, threads=1)))
"""


def constancy(size: Size) -> float:
    """Seconds of a run in a sweep of many over those in a sweep of few: medians of sweeps made in turn."""
    costs: dict[int, list[float]] = {size.few: [], size.many: []}
    with _simulated_project():
        for runs in [size.few, size.many, size.few] * size.rounds:
            costs[runs].append(_seconds_each(runs))
    return median(costs[size.many]) / median(costs[size.few])


def _seconds_each(runs: int) -> float:
    """Seconds of a run once all workers are at work: the start of the first kernel belongs to no run."""
    workers = min(resources.cores(), runs // 2)  # of each worker's runs one is its first, and the others are timed
    with own_runs():
        ended = []
        for spec, error in sweeping.sweep([_spec(seed) for seed in range(runs)], workers):
            if error is not None:
                raise RuntimeError(f"the sweep that is measured has failed: {spec.slug}: {error}")
            ended.append(time.perf_counter())
    return (ended[-1] - ended[workers - 1]) / (runs - workers)


def _spec(seed: int) -> RunSpec:
    return RunSpec("mortality", "synthetic", "minilm_l6", "lora", "quick", seed, 64)


@contextmanager
def _simulated_project() -> Iterator[None]:
    """A project whose method page only writes a result, and stand-ins for the weights, which are only ever hashed."""
    real = paths.tree()
    with tempfile.TemporaryDirectory(prefix=temporary_prefix("bench")) as folder:
        root = Path(folder)
        parameters = "\n".join(f"{name} = {value!r}" for name, value in _spec(0).parameters().items())
        files = {
            "notebooks/py/methods/lora.py": _PAGE.format(parameters=parameters),
            "data/results/schema.json": (real.published / "schema.json").read_text(encoding="utf-8"),
            **{f"home/weights/minilm_l6/{name}": "{}" for name in weights.REQUIRED},
        }
        for name, content in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(content, encoding="utf-8")
        shutil.copytree(real.cards, root / "data" / "corpora")
        with environment({"CLINPEFT_PROJECT": folder, "CLINPEFT_HOME": str(root / "home")}):
            (root / "hashes").write_text(json.dumps(Fingerprints().of(_spec(0))), encoding="utf-8")
            yield
