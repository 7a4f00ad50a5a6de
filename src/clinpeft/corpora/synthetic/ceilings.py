"""The best score that any model can be expected to reach on the synthetic corpus, from the generator's own chances."""

from collections import Counter
from functools import cache
from random import Random

import numpy as np

from clinpeft.corpora.synthetic.mimic_tables import draw_stays
from clinpeft.specs import unknown_name

_PATIENTS = 10_000
_MILLION = 1_000_000
# Every mention is annotated, none wrongly, and no two meanings share one sentence: strict entity F1 can be 1.
_WITHOUT_NOISE = {"concepts": 1.0}


@cache
def ceiling(task: str) -> float:
    """Best expected score on a task's main metric: AUROC for `mortality`, strict entity F1 for `concepts`.

    Mortality: the AUROC of the true risks, averaged over all the outcomes that they could give, in 10,000 patients. A
    test split of a few hundred patients can lie a little above or below it.
    """
    if task in _WITHOUT_NOISE:
        return _WITHOUT_NOISE[task]
    if task != "mortality":
        raise unknown_name("task with a known ceiling", task, ("mortality", *_WITHOUT_NOISE))
    stays = draw_stays(Random("ceiling"), _PATIENTS)
    return expected_auroc([stay.risk for stay in stays if stay.risk is not None])


def expected_auroc(risks: list[int]) -> float:
    """AUROC of risks (in millionths) as scores when each outcome is drawn with its risk: sums over pairs, ties half."""
    counts = Counter(risks)
    levels = np.array(sorted(counts), dtype=float)
    people = np.array([counts[int(level)] for level in levels], dtype=float)
    died = people * levels
    survived = people * (_MILLION - levels)
    below = np.concatenate([[0.0], np.cumsum(survived)[:-1]])
    return float((died * (below + survived / 2)).sum() / (died.sum() * survived.sum()))
