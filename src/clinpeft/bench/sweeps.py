"""Sweeps: ours against plain papermill with the Trainer inside, one worker against as many as cores."""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import jupytext
import papermill

from clinpeft import paths, resources, store
from clinpeft.bench import cells
from clinpeft.bench.cells import Size
from clinpeft.bench.environment import environment, own_runs
from clinpeft.kernels import temporary_prefix
from clinpeft.running import execution
from clinpeft.running import sweep as sweeping
from clinpeft.running.attempt import Terms
from clinpeft.specs import RunSpec

_STOCK = """# %% tags=["parameters"]
parameters = {}

# %%
import time
began = time.perf_counter()
from clinpeft.bench import stock
from clinpeft.specs import RunSpec
imported = time.perf_counter()
trained = stock.train(RunSpec(**parameters))
print(f"inside {time.perf_counter() - imported}")
print(f"training {trained.seconds}")
"""
_MEMORY = """# %%
from pathlib import Path
rows = [row.split() for row in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]]
print("kilobytes", sum(int(row[1]) for row in rows if row[0].startswith("Private_")))
"""


@dataclass(frozen=True)
class Sweeps:
    """What the sweeps took."""

    sweep_ratio: float
    overhead_ours: float
    """Seconds of a run's notebook beyond the run itself."""
    overhead_stock: float
    beside_ours: float
    """Seconds of a notebook beyond the training alone: loading, floor and evaluation count as well."""
    beside_stock: float
    scaling: float | None
    """One worker's time over that of as many as cores, both with one core a run; None on a machine of one core, and
    where one worker has made a single run, which would say little."""
    workers: int
    first: "FirstKernel"
    """Its seconds are part of ours in the ratio, spread over as many cells as the long form has, so that both forms
    answer for a sweep of one size."""
    peak_rss_mb: float | None
    """Largest memory of one of our runs, in its own kernel; None where the system does not say."""


@dataclass(frozen=True)
class FirstKernel:
    """The first kernel of all."""

    seconds: float
    """Until it has answered. A command begins to start the server that forks it before its own imports; on several
    cores what is left to wait for is what the server takes longer."""
    private_mb: float | None
    """Private memory before it has imported anything of its own; None where the system does not say."""


@dataclass(frozen=True)
class _Stock:
    """What a plain papermill run with the Trainer took, in seconds."""

    wall: float
    inside: float
    training: float


@dataclass(frozen=True)
class _Swept:
    """What one of our sweeps took."""

    runs: int
    wall: float
    inside: float
    """Seconds of the runs inside it."""
    training: float
    """Of these, training."""
    peak: float | None
    """Of the run that took most memory, in MB."""

    def and_then(self, other: "_Swept") -> "_Swept":
        """Two sweeps as one."""
        together = self.runs + other.runs, self.wall + other.wall, self.inside + other.inside
        return _Swept(*together, self.training + other.training, _largest(self.peak, other.peak))


def measure(size: Size, texts: int, first: FirstKernel) -> Sweeps:
    """Make cells of so many training texts with one worker, with as many as cores, and the stock way.

    Of what the sweep with all workers is compared with, half goes before it and half after: a machine that grows slower
    meanwhile, or faster, favours neither side. A single run goes after it, when the texts have been read.
    """
    specs = cells.specs(size.cells, texts)
    workers, threads = _workers(size), _threads(size)
    early, late = _halves(specs[: size.alone])
    stock_first, stock_last = _halves(specs[: size.stock_cells])
    stock = [_stock(spec) for spec in stock_first]
    with own_runs(), environment(threads):
        before = _ours(early, 1, sweeping.local_pool(1))
    with own_runs():
        several = _ours(specs, workers) if workers > 1 else None
    with own_runs(), environment(threads):
        single = before.and_then(_ours(late, 1, sweeping.local_pool(1)))
    stock += [_stock(spec) for spec in stock_last]
    several = several or single  # on a machine of one core
    alone, together = single.wall / single.runs, several.wall / several.runs
    return Sweeps(
        sweep_ratio=mean(one.wall for one in stock) / (first.seconds / cells.LONG.cells + together),
        overhead_ours=(single.wall - single.inside) / single.runs,
        overhead_stock=mean(one.wall - one.inside for one in stock),
        beside_ours=(single.wall - single.training) / single.runs,
        beside_stock=mean(one.wall - one.training for one in stock),
        scaling=alone / together if workers > 1 and size.alone > 1 else None,
        workers=workers,
        first=first,
        peak_rss_mb=_largest(single.peak, several.peak),
    )


def _largest(*peaks: float | None) -> float | None:
    return max((peak for peak in peaks if peak is not None), default=None)


def _halves(specs: list[RunSpec]) -> tuple[list[RunSpec], list[RunSpec]]:
    return specs[: len(specs) // 2], specs[len(specs) // 2 :]


def _ours(specs: list[RunSpec], workers: int, pool: sweeping.Pool | None = None) -> _Swept:
    began = time.perf_counter()
    errors = {spec.slug: error for spec, error in sweeping.sweep(specs, workers, pool) if error is not None}
    wall = time.perf_counter() - began
    if errors:
        raise RuntimeError(f"the sweep that is measured has failed: {errors}")
    results = [store.read(store.result_path(paths.tree().runs, spec)) for spec in specs]
    costs = [result.costs for result in results if result.costs is not None]
    peak = _largest(*(cost.peak_memory for cost in costs))
    inside, training = sum(cost.total_time for cost in costs), sum(cost.train_time for cost in costs)
    return _Swept(len(specs), wall, inside, training, None if peak is None else peak / 2**20)


def _stock(spec: RunSpec) -> _Stock:
    began = time.perf_counter()
    executed = papermill.execute_notebook(
        jupytext.reads(_STOCK, fmt="py:percent"),
        None,
        parameters={"parameters": spec.parameters()},
        kernel_name=execution.KERNEL,
        language="python",
        progress_bar=False,
    )
    wall = time.perf_counter() - began
    return _Stock(wall, _printed(executed, "inside"), _printed(executed, "training"))


def _workers(size: Size) -> int:
    return min(resources.cores(), size.cells)


def _threads(size: Size) -> dict[str, str]:
    """As the sweep with several workers has it: what is compared is the number of workers, not that of threads."""
    return Terms(threads=resources.threads_each(_workers(size))).environment


def first_kernel(size: Size) -> FirstKernel:
    """Wait for the first of the kernels that such a measurement uses, and ask for its memory."""
    with environment(_threads(size)), tempfile.TemporaryDirectory(prefix=temporary_prefix("bench")) as folder:
        source = Path(folder) / "memory.py"
        source.write_text(_MEMORY if Path("/proc/self/smaps_rollup").exists() else "# %%\n1 + 1\n", encoding="utf-8")
        began = time.perf_counter()
        executed = execution.execute(source, Path(folder) / "memory.ipynb", {})
        wall = time.perf_counter() - began
    found = _outputs(executed)
    return FirstKernel(wall, _printed(executed, "kilobytes") / 1024 if "kilobytes" in found else None)


def _outputs(executed: dict) -> str:  # type: ignore[type-arg]
    cells_of_code = (cell for cell in executed["cells"] if cell["cell_type"] == "code")
    return "".join(output.get("text", "") for cell in cells_of_code for output in cell["outputs"])


def _printed(executed: dict, name: str) -> float:  # type: ignore[type-arg]
    """The number of the line that begins with the name."""
    line = next(line for line in _outputs(executed).splitlines() if line.startswith(f"{name} "))
    return float(line.split()[1])
