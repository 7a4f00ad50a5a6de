"""What the best decisions reach when the true chances are known."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_ROUNDS = 20


def expected_auroc(chances: Floats, weights: Floats | None = None) -> float:
    """AUROC of chances (n,) as scores when each outcome is drawn with its chance: sums over pairs, ties half.

    ``weights`` (n,): how much each case counts, by default alike.
    """
    counted = np.ones_like(chances) if weights is None else weights
    levels, place = np.unique(chances, return_inverse=True)
    people = np.bincount(place, weights=counted)
    positive, negative = people * levels, people * (1 - levels)
    below = np.concatenate([[0.0], np.cumsum(negative)[:-1]])
    return float((positive * (below + negative / 2)).sum() / (positive.sum() * negative.sum()))


def best_f1_macro(chances: Floats, weights: Floats, perfect_classes: int = 0) -> float:
    """Macro F1 of the best decisions on chances (n, classes), each case counting with its weight (n,).

    F1 of a class is 2 right / (said + true); saying it of one more case of chance p changes it by
    (2 p - F1) / (said + true), so the class with the greatest change is taken, round by round.
    ``perfect_classes`` more classes are never mistaken and have F1 1.
    """
    true = (chances * weights[:, None]).sum(axis=0)
    gains, best = chances, 0.0
    for _ in range(_ROUNDS):
        taken = np.eye(chances.shape[1])[gains.argmax(axis=1)] * weights[:, None]
        said, right = taken.sum(axis=0), (taken * chances).sum(axis=0)
        f1 = 2 * right / (said + true)
        best = max(best, float((f1.sum() + perfect_classes) / (len(f1) + perfect_classes)))
        gains = (2 * chances - f1) / (said + true)
    return best
