"""What a learning rate of its own for the new head is worth, run against run of the same seed."""

import pandas as pd

from clinpeft.results.tables import PLACE, main_scores

COLUMNS = (
    *PLACE,
    "learning_rate",
    "head_learning_rate",
    "metric",
    "floor",
    "n",
    "shared",
    "own",
    "gain",
    "low",
    "high",
)


def gains(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a cell tried both ways: mean test scores with one rate for both and with a head rate of its own.

    Seeds that were tried one way only are left out. ``n`` is the number of seeds, ``gain`` the mean over them of the
    score with the own rate less that with the shared one, ``low`` and ``high`` the smallest and largest of a seed.
    """
    scores = main_scores(frame).dropna(subset=["value"])
    keys = [*PLACE, "learning_rate", "seed"]
    own = scores[scores["head_learning_rate"].notna()]
    shared = scores.loc[scores["head_learning_rate"].isna(), [*keys, "value"]]
    pairs = own.merge(shared, on=keys, suffixes=("_own", "_shared"))
    pairs = pairs.assign(gain=pairs["value_own"].astype(float) - pairs["value_shared"].astype(float))
    table = pairs.groupby([*PLACE, "learning_rate", "head_learning_rate"], sort=False, dropna=False).agg(
        metric=("metric", "first"),
        floor=("floor", "mean"),
        n=("gain", "count"),
        shared=("value_shared", "mean"),
        own=("value_own", "mean"),
        gain=("gain", "mean"),
        low=("gain", "min"),
        high=("gain", "max"),
    )
    return table.reset_index()[list(COLUMNS)]
