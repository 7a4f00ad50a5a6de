"""Every study: a named list of runs."""

from itertools import product

from clinpeft.catalogue import main_study, pilot
from clinpeft.catalogue.methods import METHODS, SEVEN
from clinpeft.catalogue.methods.low_rank import RANKS
from clinpeft.catalogue.methods.rates import PAPER
from clinpeft.catalogue.recipes import PROFILES
from clinpeft.specs import RunSpec, Study

_QUICK_TASKS = (
    ("mortality", "synthetic"),
    ("concepts", "synthetic"),
    ("disposition", "neiss"),
    ("case_concepts", "maccrobat"),
)
_MORE_WALKED_THROUGH = ("bitfit", "dora", "adalora", "vera", "oft")
"""Methods beyond the paper's seven that have a page of their own."""
_ON_THE_PAGE_OF_THE_REST = "miss"
"""The one that the page for all other methods walks through."""


def _quick(seeds: tuple[int, ...]) -> tuple[RunSpec, ...]:
    return tuple(
        RunSpec(task, corpus, "minilm_l6", method, "quick", seed, 800)
        for seed, (task, corpus), method in product(seeds, _QUICK_TASKS, SEVEN)
    )


_CORPUS_OF_LONGER = {"case_concepts": "maccrobat", "disposition": "neiss"}
_LONGER: tuple[tuple[str, str, int | None, float, float | None], ...] = (
    ("case_concepts", "full", None, 2e-4, None),
    ("case_concepts", "lora", None, 2e-3, None),
    ("case_concepts", "lora", None, PAPER, None),
    ("case_concepts", "ia3", None, 1e-2, None),
    ("case_concepts", "frozen", None, 1e-2, None),
    ("disposition", "full", 2000, 1e-4, None),
    ("disposition", "full", 8000, 1e-4, None),
    ("disposition", "lora", 2000, 2e-3, 5e-3),  # at 2e-3 the new head is undertrained
    ("disposition", "lora", 8000, 2e-3, 5e-3),
    ("disposition", "lora", 2000, PAPER, None),
)
"""Task, method, training texts; then the learning rate of all, and of the head where it has its own.

The rates were set before the pilot, so they stand in the runs themselves; the paper's is tried beside them.
"""


def _longer() -> tuple[RunSpec, ...]:
    return tuple(
        RunSpec(
            *(task, _CORPUS_OF_LONGER[task], "minilm_l6", method, "tuned", seed, size),
            learning_rate=rate,
            head_learning_rate=head,
        )
        for seed, (task, method, size, rate, head) in product((0, 1), _LONGER)
    )


def _smoke() -> tuple[RunSpec, ...]:
    cells = (("concepts", "frozen"), ("concepts", "lora"), ("mortality", "prompt_tuning"))
    return tuple(
        RunSpec(task, "synthetic", "minilm_l6", method, "quick", 0, 64, max_seconds=2.0) for task, method in cells
    )


def _synthetic_tasks() -> tuple[RunSpec, ...]:
    tasks = ("mortality", "length_of_stay", "triage", "concepts", "relations", "events", "deid", "nli")
    minutes = [
        RunSpec(task, "synthetic", "minilm_l6", "full", "quick", seed, 800) for task, seed in product(tasks, (0, 1))
    ]
    # A hundred updates are few for labels that hang on two mentions or on two sentences: these two, longer and on all.
    longer = [
        RunSpec(task, "synthetic", "minilm_l6", "full", "tuned", seed, None, learning_rate=1e-4)
        for task, seed in product(("relations", "nli"), (0, 1))
    ]
    return (*minutes, *longer)


def _zoo() -> tuple[RunSpec, ...]:
    """Every method once, rank 8 standing for all of LoRA's ranks."""
    names = [name for name, method in METHODS.items() if method not in RANKS]
    tasks = (("disposition", "neiss"), ("case_concepts", "maccrobat"))
    return tuple(
        RunSpec(task, corpus, "minilm_l6", name, "quick", 0, 800) for (task, corpus), name in product(tasks, names)
    )


def _synthetic_pages() -> tuple[RunSpec, ...]:
    names = [name for name in METHODS if name in (*_MORE_WALKED_THROUGH, _ON_THE_PAGE_OF_THE_REST)]
    return tuple(RunSpec("concepts", "synthetic", "minilm_l6", name, "quick", 0, 800) for name in names)


def _course() -> tuple[RunSpec, ...]:
    """The walk-throughs' methods, trained as the profile "class" trains them."""
    names = (*SEVEN, *(name for name in METHODS if name in _MORE_WALKED_THROUGH))
    profile = PROFILES["class"]
    tasks = (("disposition", "neiss"), ("case_concepts", "maccrobat"))
    return tuple(
        RunSpec(task, corpus, "minilm_l6", name, profile.recipe, 0, profile.train_size)
        for (task, corpus), name in product(tasks, names)
    )


_ENTRIES = (
    Study(
        name="smoke",
        title="Smoke: three runs of seconds",
        question="Does the machinery run here at all? The scores mean nothing.",
        runs=_smoke(),
    ),
    Study(
        name="quick",
        title="Quick: seven methods, four tasks, minutes",
        question="Does the whole path work here, and in what order do the methods come out on small training sets?",
        runs=_quick(seeds=(0,)),
    ),
    Study(
        name="quick_seeds",
        title="Quick, repeated",
        question="How much of the order in the quick study is chance?",
        runs=_quick(seeds=(0, 1)),
    ),
    Study(
        name="longer",
        title="Longer: more text, more passes",
        question="What changes with more training text, and what does a shared learning rate cost LoRA?",
        runs=_longer(),
    ),
    Study(
        name="synthetic_tasks",
        title="Synthetic tasks: between words and ceiling",
        question="Does each made-up task leave room above counting words, and do two seeds agree?",
        runs=_synthetic_tasks(),
    ),
    Study(
        name="course",
        title="Course: the twelve walk-throughs, trained for a lesson",
        question="What do the walked-through methods reach when each trains for minutes instead of seconds?",
        runs=_course(),
    ),
    Study(
        name="synthetic_pages",
        title="Synthetic pages: the further method pages without open text",
        question="What do the pages of further methods show where the open text is not at hand?",
        runs=_synthetic_pages(),
    ),
    Study(
        name="zoo",
        title="Zoo: every method on two tasks",
        question="What does each method of the catalogue do on a small training set, at a rate that no search chose?",
        runs=_zoo(),
    ),
)

STUDIES = {study.name: study for study in (*_ENTRIES, *pilot.ENTRIES, *main_study.ENTRIES)}
