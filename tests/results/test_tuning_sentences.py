"""What the page on learning rates says of the runs themselves."""

from dataclasses import replace

import mini_study

from clinpeft.results import tables, tuning_sentences
from clinpeft.specs import RunResult, Score


def test_number_formats_are_told_where_they_differ() -> None:
    one = mini_study.results("here")[0]
    short = replace(one, machine={**one.machine, "precision": "bfloat16"})
    long = replace(one, machine={**one.machine, "precision": "float32"})
    assert tuning_sentences.number_formats([long, long]) == ""
    assert "2 runs in float32 and 1 run in bfloat16" in tuning_sentences.number_formats([short, long, long])


def test_a_head_that_lacked_training_is_told_from_an_adapter_that_did() -> None:
    base = mini_study.results("here")[1]

    def made(method: str, rate: float, test: float, head: float | None = None) -> RunResult:
        spec = replace(base.spec, method=method, learning_rate=rate, head_learning_rate=head)
        scores = tuple(Score(split=split, metric="auroc", value=test) for split in ("validation", "test"))
        return replace(base, spec=spec, settings={}, scores=scores)

    runs = [made("frozen", 1e-2, 0.62), made("lora", 3e-4, 0.55), made("ia3", 3e-4, 0.55)]
    with_head = [*runs, made("lora", 3e-4, 0.66, head=1e-2)]
    said = tuning_sentences.head_words(tables.frame(with_head, "learning_rate", "here"))
    assert said.endswith(
        "- **LoRA** on disposition: 0.550, then 0.660 with a rate of its own for the head; "
        "the frozen encoder reaches 0.620."
    )
    assert "IA3" not in said
    assert tuning_sentences.head_words(tables.frame(runs, "learning_rate", "here")) == ""
