"""The main study, as data/protocol.md fixes it before it runs: what is compared, on what, how often."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

from clinpeft.catalogue.methods import SEVEN
from clinpeft.catalogue.methods.low_rank import RANKS
from clinpeft.catalogue.methods.rates import PAPER
from clinpeft.catalogue.pilot import HEAD_RATE, SIZE
from clinpeft.specs import RunSpec, Study

Place = tuple[str, str]

_CONCEPTS: Place = ("case_concepts", "maccrobat")
_RELATIONS: Place = ("case_relations", "maccrobat")
_OUTCOME: Place = ("trial_outcome", "evidence_inference")
_IDENTIFIERS: Place = ("phi_es", "meddocan")
HEADLINES: tuple[Place, ...] = (_CONCEPTS, ("case_timeline", "maccrobat"), _OUTCOME, _IDENTIFIERS)
"""Tasks on which full fine-tuning beats the floor in the headroom study; only they carry headlines."""
_PAIR: tuple[Place, ...] = (_CONCEPTS, _OUTCOME)
"""One of each kind, of corpora that share no document."""
_LARGE = 1600
"""Twice the texts in the same number of updates."""
_CONTRAST = ("full", "lora")
_REST = tuple(name for name in SEVEN if name not in _CONTRAST)
_FIRST_SEED = 10
"""The pilot has used those below: a seed draws the training texts, and what chose the rates is not to judge them."""
_CONTRAST_SEEDS = range(_FIRST_SEED, _FIRST_SEED + 5)
_SEEDS = range(_FIRST_SEED, _FIRST_SEED + 3)
_DRAWS = range(_FIRST_SEED, _FIRST_SEED + 10)
_FEW = (16, 64, 256)
"""Training texts so few that chance decides which they are: ten draws each, the smaller part of the larger."""
_SMALLER = ("minilm_l3", "minilm_l6_first2", "minilm_l6_first4", "bge_small")
DEPTHS = ("mpnet_base_first3", "mpnet_base_first6", "mpnet_base")
"""One backbone and its cuts: what the claim on depth is judged on."""
_DECODERS = ("smollm2_135m",)
"""Dear, and compared with themselves alone: one seed."""
_WITH_FROZEN = (*_CONTRAST, "frozen")
_DOMAINS = ("distilbert", "bio_distilbert", "clinical_distilbert")
"""General text, biomedical abstracts, clinical notes; the first is the control."""
_BUDGETS = (15.0, 45.0, 135.0)
_RANK_RATES = {_CONCEPTS: (3e-3, 1e-2, 3e-2), _OUTCOME: (1e-3, 3e-3, 1e-2)}
"""Around the rate that LoRA chose on tasks of the kind, so that no rank's best need end its grid."""


def _runs(
    places: Iterable[Place],
    methods: Iterable[str],
    seeds: Iterable[int],
    backbone: str = "minilm_l6",
    size: int = SIZE,
) -> tuple[RunSpec, ...]:
    return tuple(
        RunSpec(*place, backbone, method, "main", seed, size) for seed, place, method in product(seeds, places, methods)
    )


def _core() -> tuple[RunSpec, ...]:
    """The primary contrast at two sizes, then the other methods at the smaller one."""
    contrast = [run for size in (SIZE, _LARGE) for run in _runs(HEADLINES, _CONTRAST, _CONTRAST_SEEDS, size=size)]
    return (*contrast, *_runs(HEADLINES, _REST, _SEEDS))


def _size_ladder() -> tuple[RunSpec, ...]:
    encoders = [
        run for name in ("minilm_l6", *_SMALLER, *DEPTHS) for run in _runs(_PAIR, _WITH_FROZEN, _SEEDS[:2], name)
    ]
    return (*encoders, *(run for name in _DECODERS for run in _runs((_CONCEPTS,), _WITH_FROZEN, _SEEDS[:1], name)))


def _few_shot() -> tuple[RunSpec, ...]:
    places = (_CONCEPTS, _RELATIONS)
    return tuple(run for size in _FEW for run in _runs(places, _WITH_FROZEN, _DRAWS, size=size))


def _rank() -> tuple[RunSpec, ...]:
    methods = ("lora", *(method.name for method in RANKS))
    return tuple(
        RunSpec(
            *place, "minilm_l6", method, "main", _FIRST_SEED, SIZE, learning_rate=rate, head_learning_rate=HEAD_RATE
        )
        for place, method in product(_PAIR, methods)
        for rate in _RANK_RATES[place]
    )


def _time_budget() -> tuple[RunSpec, ...]:
    cells = product(_SEEDS[:2], _PAIR, ("full", "lora", "ia3", "frozen"), _BUDGETS)
    return tuple(
        RunSpec(*place, "minilm_l6", method, "main", seed, _LARGE, max_seconds=seconds)
        for seed, place, method, seconds in cells
    )


def _synthetic() -> tuple[RunSpec, ...]:
    places = [(task, "synthetic") for task in ("mortality", "concepts", "relations", "nli")]
    return _runs(places, SEVEN, _SEEDS[:1])


def _shared_rate() -> tuple[RunSpec, ...]:
    """LoRA as in core, but adapter and head at the one rate that the paper gave every method."""
    return tuple(replace(run, learning_rate=PAPER) for run in _runs(HEADLINES, ("lora",), _SEEDS))


def _paper() -> tuple[RunSpec, ...]:
    cells = product(_PAIR, SEVEN)
    return tuple(RunSpec(*place, "minilm_l6", method, "paper", _FIRST_SEED, SIZE) for place, method in cells)


ENTRIES = (
    Study(
        name="core",
        title="Core: LoRA against full fine-tuning, and the rest of the seven",
        question="Is LoRA as good as full fine-tuning, within a margin named beforehand?",
        runs=_core(),
    ),
    Study(
        name="size_ladder",
        title="Size: the same methods on larger and smaller backbones",
        question="Does the distance between LoRA and full fine-tuning shrink as the backbone grows?",
        runs=_size_ladder(),
    ),
    Study(
        name="few_shot",
        title="Few texts: sixteen to two hundred and fifty-six",
        question="From how many training texts on does it pay to move the encoder's weights?",
        runs=_few_shot(),
    ),
    Study(
        name="rank",
        title="Rank: how thin can LoRA's matrices be?",
        question="Does a larger rank help once each rank has had three learning rates?",
        runs=_rank(),
    ),
    Study(
        name="time_budget",
        title="Time: the same seconds for every method",
        question="Which method is best after so many seconds of training on the same machine, nothing else running?",
        runs=_time_budget(),
    ),
    Study(
        name="domain",
        title="Domain: general, biomedical and clinical backbones of one size",
        question="Does pretraining on clinical text help on text from elsewhere, and LoRA as much as full fine-tuning?",
        runs=tuple(run for name in _DOMAINS for run in _runs(_PAIR, _CONTRAST, _SEEDS[:2], name)),
    ),
    Study(
        name="synthetic",
        title="Synthetic: where the best possible score is known",
        question="How close does each method come to a ceiling that is known?",
        runs=_synthetic(),
    ),
    Study(
        name="shared_rate",
        title="One rate for all: LoRA at the paper's",
        question="What does the paper's shared learning rate cost LoRA, everything else being equal?",
        runs=_shared_rate(),
    ),
    Study(
        name="paper",
        title="The paper's recipe: one learning rate for every PEFT method",
        question="What order of methods does the paper's own recipe give on these tasks?",
        runs=_paper(),
    ),
)
