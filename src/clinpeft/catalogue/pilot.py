"""The pilot: studies that say where a comparison can mean anything, and at which learning rates."""

from itertools import product

from clinpeft.catalogue.methods import METHODS
from clinpeft.catalogue.methods.rates import PAPER
from clinpeft.catalogue.tasks import TASKS
from clinpeft.specs import RunSpec, Study

_GRID = (3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0)
"""Every rate that may be tried: neighbours are a factor of about three apart, and methods meet on the same rates."""
_CENTRES = {
    "full": 1e-4,
    "frozen": 1e-2,
    "lora": 1e-3,
    "ia3": 1e-2,
    "prompt_tuning": 3e-2,
    "prefix_tuning": 1e-2,
    "p_tuning": 3e-3,
}
_BEYOND: dict[tuple[str, str], tuple[float, ...]] = {
    ("frozen", "pair"): (3e-1,),
    ("frozen", "token"): (3e-1,),
    ("lora", "token"): (3e-2,),
    ("prompt_tuning", "token"): (1.0,),
    ("p_tuning", "sequence"): (1e-1,),
    ("prefix_tuning", "pair"): (3e-1,),
    ("prefix_tuning", "token"): (3e-1,),
}
"""Method and kind of task to further rates, where the winner of five ends the grid; ``publish`` says where."""
LONGEST = 2
"""How often a method's grid is made longer: on a flat curve the winner may end every grid."""
HEAD_RATE = 1e-2
"""Of the new head, beside whatever rate the rest has."""
_HEADROOM_RATES = (3e-5, 1e-4, 3e-4)
SIZE = 800
"""Training texts at which methods are compared, here and in the main study."""
_HEADROOM_CELLS: tuple[tuple[tuple[str, str], int | None], ...] = (
    (("disposition", "neiss_by_hospital"), 3200),
    (("transfer", "neiss_by_hospital"), 3200),
    (("hospital_days", "vaers"), None),
    (("specialty", "mtsamples"), 200),
    (("section", "mts_dialog"), 200),
    (("case_relations", "maccrobat"), 3200),
    (("drug_events", "phee"), 3200),
    (("trial_outcome", "evidence_inference"), None),
    (("case_concepts", "maccrobat"), None),
    (("case_timeline", "maccrobat"), None),
    (("phi_es", "meddocan"), None),
    (("deid", "mtsamples_surrogate"), None),
)
"""Every open task, and its second training size: 3,200, or None for all that it has, or fewer than the first where all
would hardly be more."""
_RATE_CELLS = (
    ("case_relations", "maccrobat"),
    ("trial_outcome", "evidence_inference"),
    ("disposition", "neiss_by_hospital"),
    ("case_concepts", "maccrobat"),
    ("case_timeline", "maccrobat"),
    ("phi_es", "meddocan"),
)
"""Tasks with headroom at the common size, and the two undecided ones, so that three tasks label a text or a pair.

``deid`` is not among them: a program wrote its mentions into the text, so it carries no headline.
"""
_PAIR_OF_KINDS = (("disposition", "neiss_by_hospital"), ("case_concepts", "maccrobat"))


def _run(
    cell: tuple[str, str], method: str, size: int | None, rate: float, seed: int = 0, head: float | None = None
) -> RunSpec:
    return RunSpec(*cell, "minilm_l6", method, "pilot", seed, size, learning_rate=rate, head_learning_rate=head)


def _rates(method: str, kind: str) -> tuple[tuple[float, float | None], ...]:
    """Five rates around the method's centre beside a rate of its own for the head, and the paper's one rate for all.

    Where nothing but the head is trained, the five are the head's.
    """
    entry, middle = METHODS[method], _GRID.index(_CENTRES[method])
    head = None if entry.trains == "head" else HEAD_RATE
    tried = (*_GRID[middle - 2 : middle + 3], *_BEYOND.get((method, kind), ()))
    return (*((rate, head) for rate in tried), (entry.learning_rate("paper", kind), None))


def further_rates(method: str, kind: str) -> int:
    """How many rates the method was given on this kind of task because its winner ended the grid."""
    return len(_BEYOND.get((method, kind), ()))


def _headroom() -> tuple[RunSpec, ...]:
    """Three rates a cell beside a rate of its own for the head, the common size first."""
    small = [(cell, SIZE) for cell, _ in _HEADROOM_CELLS]
    cells = product([*small, *_HEADROOM_CELLS], _HEADROOM_RATES)
    return tuple(_run(cell, "full", size, rate, head=HEAD_RATE) for (cell, size), rate in cells)


def _learning_rate() -> tuple[RunSpec, ...]:
    return tuple(
        _run(cell, method, SIZE, rate, head=head)
        for cell, method in product(_RATE_CELLS, _CENTRES)
        for rate, head in _rates(method, TASKS[cell[0]].kind)
    )


def _below_the_heads(method: str) -> float:
    """The method's centre, or the paper's rate where that is not below the head's own: one rate for both is small."""
    return _CENTRES[method] if _CENTRES[method] < HEAD_RATE else PAPER


def _head_rate() -> tuple[RunSpec, ...]:
    cells = product((0, 1, 2), _PAIR_OF_KINDS, ("full", "lora", "ia3", "prompt_tuning"), (None, HEAD_RATE))
    return tuple(_run(cell, method, SIZE, _below_the_heads(method), seed, head) for seed, cell, method, head in cells)


def _seeds() -> tuple[RunSpec, ...]:
    """As ``head_rate`` has them, so the two share their runs, and seeds need not wait until rates are chosen."""
    cells = product(range(10), _PAIR_OF_KINDS, ("full", "lora"))
    return tuple(_run(cell, method, SIZE, _CENTRES[method], seed, HEAD_RATE) for seed, cell, method in cells)


_FOUR = (
    Study(
        name="headroom",
        title="Headroom: where there is something to learn",
        question="On which tasks, and with how much text, does full fine-tuning beat counting words?",
        runs=_headroom(),
    ),
    Study(
        name="learning_rate",
        title="Learning rates: several of each method's own, and the paper's",
        question="Which learning rate does each method want on each task, and what does one shared rate cost?",
        runs=_learning_rate(),
        chooses_rates=True,
    ),
    Study(
        name="head_rate",
        title="A rate of its own for the head",
        question="Does a new head that learns faster than the adapter lift the score?",
        runs=_head_rate(),
    ),
    Study(
        name="seeds",
        title="Seeds: ten of each",
        question="How far do seeds lie apart, and how many does a difference of a hundredth need?",
        runs=_seeds(),
    ),
)

ENTRIES = (
    *_FOUR,
    Study(
        name="pilot",
        title="The pilot: its four studies as one",
        question="Do runs drawn from the whole pilot come out the same on another machine?",
        runs=tuple(dict.fromkeys(spec for study in _FOUR for spec in study.runs)),
    ),
)
