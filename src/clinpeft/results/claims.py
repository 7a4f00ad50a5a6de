"""The claims of the main study, as data/protocol.md names them beforehand, and what the results say to each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from clinpeft.catalogue.main_study import DEPTHS
from clinpeft.catalogue.methods.rates import PAPER
from clinpeft.results.contrasts import Contrast, Side, compared, holm, slope_over_layers
from clinpeft.results.tables import study_results
from clinpeft.specs import RunResult

LEVEL = 0.05
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
    """A claim, what was found, and its p-value adjusted over all claims by Holm; None where nothing has run."""

    claim: Claim
    found: Contrast | None
    adjusted: float | None

    @property
    def upheld(self) -> bool | None:
        """Whether the claim stands; None where nothing has run."""
        return None if self.adjusted is None else self.adjusted < LEVEL


def judge() -> list[Judged]:
    """Every claim against the published runs of its studies.

    A claim without runs counts among those that are adjusted for, so that what comes early is not let off lightly.
    """
    found = [claim.compare(_published(claim.studies)) for claim in CLAIMS]
    values = {claim.text: 1.0 if one is None else claim.p_value(one) for claim, one in zip(CLAIMS, found, strict=True)}
    adjusted = holm(values)
    return [
        Judged(claim, one, None if one is None else adjusted[claim.text])
        for claim, one in zip(CLAIMS, found, strict=True)
    ]


def table(judged: Sequence[Judged]) -> pd.DataFrame:
    """A row a claim: difference in margins with its 95 % interval (a layer more, for the last), p-value, verdict."""
    rows = [
        {
            "claim": one.claim.text,
            "difference": "" if one.found is None else f"{one.found.estimate:+.2f}",
            "interval": "" if one.found is None else f"{one.found.low:+.2f} to {one.found.high:+.2f}",
            "p": "" if one.adjusted is None else f"{one.adjusted:.3f}",
            "verdict": {None: "not run", True: "upheld", False: "given up"}[one.upheld],
        }
        for one in judged
    ]
    return pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="number"))


def _published(studies: Sequence[str]) -> list[RunResult]:
    return [result for study in studies for result in study_results(study).published]
