"""The claims of the main study, as data/protocol.md names them beforehand, and what the results say to each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from clinpeft.catalogue.main_study import DEPTHS
from clinpeft.catalogue.methods.rates import PAPER
from clinpeft.results import tables
from clinpeft.results.contrasts import Contrast, Side, compared, holm, slope_over_layers
from clinpeft.results.names import count_words, listed
from clinpeft.results.tables import StudyResults
from clinpeft.specs import RunResult

ALPHA = 0.05
"""An adjusted p-value below it upholds a claim."""
LORA: Side = {"method": "lora"}
FULL: Side = {"method": "full"}
_SHARED: Side = {"method": "lora", "learning_rate": PAPER}
_OWN: Side = {"method": "lora", "learning_rate": None}


@dataclass(frozen=True)
class Claim:
    """One statement that the main study can uphold or must give up."""

    text: str
    studies: tuple[str, ...]
    compare: Callable[[Sequence[RunResult]], Contrast | None]
    p_value: Callable[[Contrast], float]
    """Of the statement, before it is adjusted for the number of claims."""


def _of_size(results: Sequence[RunResult], texts: int) -> list[RunResult]:
    return [result for result in results if result.spec.train_size == texts]


CLAIMS = (
    Claim(
        "LoRA is equivalent to full fine-tuning",
        ("core",),
        lambda results: compared(_of_size(results, 800), LORA, FULL),
        lambda found: found.p_equivalent,
    ),
    Claim(
        "LoRA is equivalent to full fine-tuning with twice the texts in the same number of updates",
        ("core",),
        lambda results: compared(_of_size(results, 1600), LORA, FULL),
        lambda found: found.p_equivalent,
    ),
    Claim(
        "LoRA beats the frozen encoder",
        ("core",),
        lambda results: compared(_of_size(results, 800), LORA, {"method": "frozen"}),
        lambda found: found.p_above(0),
    ),
    Claim(
        "IA3 is worse than LoRA at its own best rate",
        ("core",),
        lambda results: compared(_of_size(results, 800), {"method": "ia3"}, LORA),
        lambda found: found.p_below(0),
    ),
    Claim(
        "at the paper's shared rate LoRA loses more than a margin to LoRA at its own",
        ("core", "shared_rate"),
        lambda results: compared(_of_size(results, 800), _SHARED, _OWN),
        lambda found: found.p_below(-1),
    ),
    Claim(
        "the lead of full fine-tuning over LoRA shrinks with depth",
        ("size_ladder",),
        lambda results: slope_over_layers(results, FULL, LORA, DEPTHS),
        lambda found: found.p_below(0),
    ),
)


@dataclass(frozen=True)
class Judged:
    """A claim, what was found, and its p-value adjusted over all claims by Holm; None where it is not judged."""

    claim: Claim
    found: Contrast | None
    adjusted: float | None
    reason: str | None = None
    """Why it is not judged."""

    @property
    def upheld(self) -> bool | None:
        """Whether the claim stands; None where it is not judged."""
        return None if self.adjusted is None else self.adjusted < ALPHA


def judge() -> list[Judged]:
    """Every claim against the published runs of its studies.

    A claim is judged once all runs of its studies are there and none has failed: a part may say something else than
    the whole, and what failed might have said it. Nor is it judged on runs of two number formats, since a difference
    of methods might be one of formats. One that is not judged counts among those that are adjusted for, so
    that what comes early is not let off lightly.
    """
    runs = [[tables.study_results(name).own() for name in claim.studies] for claim in CLAIMS]
    reasons = [_not_judged(stored) for stored in runs]
    found = [
        None if reason else claim.compare([result for one in stored for result in one.published])
        for claim, stored, reason in zip(CLAIMS, runs, reasons, strict=True)
    ]
    values = {claim.text: 1.0 if one is None else claim.p_value(one) for claim, one in zip(CLAIMS, found, strict=True)}
    adjusted = holm(values)
    return [
        Judged(claim, one, None if one is None else adjusted[claim.text], reason)
        for claim, one, reason in zip(CLAIMS, found, reasons, strict=True)
    ]


def table(judged: Sequence[Judged]) -> pd.DataFrame:
    """A row a claim: difference in margins with its 95 % interval (a layer more, for the last), p-value, verdict."""
    rows = [
        {
            "claim": one.claim.text,
            "difference": "" if one.found is None else f"{one.found.estimate:+.2f}",
            "interval": "" if one.found is None else f"{one.found.low:+.2f} to {one.found.high:+.2f}",
            "p": "" if one.adjusted is None else f"{one.adjusted:.3f}",
            "verdict": one.reason or {None: "no pairs of runs", True: "upheld", False: "given up"}[one.upheld],
        }
        for one in judged
    ]
    return pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="number"))


def _not_judged(studies: Sequence[StudyResults]) -> str | None:
    """Why a claim on these studies cannot be judged; None where it can."""
    asked = sum(len(stored.study.runs) for stored in studies)
    lacking = sum(len(tables.absent_runs(stored.current, stored.study)) for stored in studies)
    if lacking:
        return f"not judged yet: {asked - lacking} of {asked} runs"
    failed = sum(result.status == "failed" for stored in studies for result in stored.published)
    if failed:
        return f"not judged: {count_words(failed, 'run')} failed"
    formats = sorted({str(result.machine.get("precision")) for stored in studies for result in stored.published})
    return f"not judged: runs in {listed(formats)}" if len(formats) > 1 else None
