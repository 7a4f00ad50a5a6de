"""Every task of the study."""

from clinpeft.specs import Task

_CONCEPT_TAGS = ("O", "B-problem", "I-problem", "B-test", "I-test", "B-treatment", "I-treatment")

_ENTRIES = (
    Task(
        name="mortality",
        title="In-hospital mortality from the admission note",
        kind="sequence",
        labels=("survived", "died"),
        main_metric="auroc",
        max_length=480,
        text="admission note",
        summary="Does the patient die in hospital? Asked of the sections known at admission.",
        limits="It shows how well text known at admission ranks patients of one hospital, not whether acting on "
        "the ranking would help anyone.",
    ),
    Task(
        name="concepts",
        title="Problems, tests and treatments in clinical notes",
        kind="token",
        labels=_CONCEPT_TAGS,
        main_metric="entity_f1",
        max_length=128,
        text="sentence",
        summary="Which words name a problem, a test or a treatment? (The form of i2b2 2010.)",
        limits="It shows how well mentions are found, not whether they are true of the patient: negation and "
        "history are not asked for.",
    ),
    Task(
        name="disposition",
        title="Admitted or sent home, from the emergency-department narrative",
        kind="sequence",
        labels=("released", "admitted"),
        main_metric="auroc",
        max_length=128,
        text="narrative",
        summary="Is the patient admitted or transferred (admitted), or treated and released (released)?",
        limits="It shows what one short line by a hospital coder says about one kind of injury; it says nothing "
        "about other patients, and the coder may have known the outcome when writing.",
        stands_in_for="mortality",
    ),
    Task(
        name="case_concepts",
        title="Problems, tests and treatments in published case reports",
        kind="token",
        labels=_CONCEPT_TAGS,
        main_metric="entity_f1",
        max_length=128,
        text="sentence",
        summary="Which words of a case report name a problem, a test or a treatment?",
        limits="It shows how well mentions are found in edited prose of published case reports, which is tidier "
        "than what clinicians type.",
        stands_in_for="concepts",
    ),
)

TASKS = {task.name: task for task in _ENTRIES}
