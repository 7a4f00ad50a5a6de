"""The same specification gives the same numbers, and other numbers of threads give nearly the same."""

from pathlib import Path
from statistics import stdev

import pytest
import torch

from clinpeft import catalogue, modelling, paths
from clinpeft.modelling import Encoded
from clinpeft.running.run import run
from clinpeft.specs import RunSpec
from clinpeft.training import loop
from tiny import TINY, WORDS, write_tiny

TASK = catalogue.task("disposition")


def losses(threads: int) -> list[float]:
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        loaded = modelling.load(TINY, TASK, 0)
        for module in loaded.model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.1
        adapted = modelling.adapt(loaded, TINY, catalogue.method("lora"))
        draw = torch.Generator().manual_seed(0)
        rows = [torch.randint(4, len(WORDS), (12,), generator=draw).tolist() for _ in range(32)]
        texts = [Encoded(tuple(row), (0,) * 12, (row[0] % 2,), ()) for row in rows]
        plan = loop.Plan(
            kind="sequence", seed=0, batch_size=8, length_window=16, updates=20, evaluate_every=5, learning_rate=1e-3,
            head_learning_rate=1e-3, weight_decay=0.0, warmup_fraction=0.0, clip_norm=1.0, max_seconds=None,
        )  # fmt: skip
        return [point.train_loss for point in loop.fit(adapted, texts, plan, lambda _: None).curve]
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize("precision", ["float32", "auto"])
def test_scores_repeat_and_hardly_depend_on_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, precision: str
) -> None:
    monkeypatch.setenv("CLINPEFT_HOME", str(tmp_path))
    monkeypatch.setenv("CLINPEFT_PRECISION", precision)
    torch.manual_seed(0)
    write_tiny(paths.weights_folder("tiny"), pooler=True)
    one = losses(1)
    assert losses(1) == one
    assert losses(2) == pytest.approx(one, abs=0.02)  # the masks are the same; sums are rounded in another order


@pytest.mark.long
@pytest.mark.usefixtures("minilm")
def test_a_real_run_scores_the_same_within_seed_noise_whatever_the_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINPEFT_RUNS", str(tmp_path))

    def score(seed: int, threads: int) -> float:
        monkeypatch.setenv("CLINPEFT_THREADS", str(threads))
        spec = RunSpec("concepts", "synthetic", "minilm_l6", "lora", "quick", seed, 200)
        found = run(spec, fresh=True).score(catalogue.task(spec.task).main_metric)
        assert found is not None
        return found

    one = [score(seed, 1) for seed in range(3)]
    assert score(0, 1) == one[0]
    assert score(0, 2) == pytest.approx(one[0], abs=2 * stdev(one))
