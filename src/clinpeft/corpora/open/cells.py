"""Which reader serves which task on which open corpus, and how its texts are split."""

from collections.abc import Callable
from functools import partial

from clinpeft.corpora.examples import Example, Splits
from clinpeft.corpora.released import AsReleased
from clinpeft.corpora.splits import (
    split_as_assigned,
    split_by_filling,
    split_by_group,
    split_by_hash,
    split_in_folds,
)

Split = Callable[[tuple[Example, ...]], tuple[Splits, int]] | AsReleased
SplitFold = Callable[[tuple[Example, ...], int], tuple[Splits, int]]

_DOCUMENTS = partial(split_by_group, validation=30, test=30)
_HOSPITALS = partial(split_by_filling, validation=750, test=5000)
_REPORTS = partial(split_by_group, validation=250, test=500)
_OFFICIAL = AsReleased(validation=0.1, test=0.2, clean=True)
_AS_IT_WAS = AsReleased(validation=0.1, test=0.2)

READERS: dict[tuple[str, str], tuple[str, Split]] = {
    ("disposition", "neiss"): ("neiss:read_disposition", partial(split_by_group, validation=750, test=3000)),
    ("disposition", "neiss_by_hospital"): ("neiss:read_disposition_by_hospital", _HOSPITALS),
    ("transfer", "neiss_by_hospital"): ("neiss:read_transfer", _HOSPITALS),
    ("hospital_days", "vaers"): ("vaers:read_hospital_days", _REPORTS),
    ("hospital_days", "vaers_stated"): ("vaers:read_stated_hospital_days", _REPORTS),
    ("hospital_days", "vaers_2003"): ("vaers:read_hospital_days", _REPORTS),
    ("specialty", "mtsamples"): ("mtsamples:read_specialty", partial(split_by_group, validation=170, test=330)),
    ("deid", "mtsamples_surrogate"): (
        "mtsamples_surrogate:read_deid", partial(split_as_assigned, assign=split_by_hash)
    ),
    ("section", "mts_dialog"): ("mts_dialog:read_section", _OFFICIAL),
    ("section", "mts_dialog_official"): ("mts_dialog:read_section", _AS_IT_WAS),
    ("case_concepts", "maccrobat"): ("maccrobat:read_case_concepts", _DOCUMENTS),
    ("case_timeline", "maccrobat"): ("maccrobat:read_case_timeline", _DOCUMENTS),
    ("case_relations", "maccrobat"): ("maccrobat_relations:read_case_relations", _DOCUMENTS),
    ("drug_events", "phee"): ("phee:read_drug_events", _OFFICIAL),
    ("drug_events", "phee_official"): ("phee:read_drug_events", _AS_IT_WAS),
    ("phi_es", "meddocan"): ("meddocan:read_phi_es", _OFFICIAL),
    ("phi_es", "meddocan_official"): ("meddocan:read_phi_es", _AS_IT_WAS),
    ("trial_outcome", "evidence_inference"): ("evidence_inference:read_trial_outcome", _OFFICIAL),
}  # fmt: skip
"""Task and corpus to the reader's module and function, and the split."""

FOLDS: dict[str, SplitFold] = {"maccrobat": partial(split_in_folds, folds=5, validation=20)}
"""How a corpus with folds is split for one of them: 40 test documents, 20 to validate, 140 to train."""

WITHOUT_NEAR_TWINS = frozenset({"neiss_by_hospital"})
"""Corpora whose earlier splits lose what is nearly a text of a later one; neiss keeps it, needing 8,000."""
