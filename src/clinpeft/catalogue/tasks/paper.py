"""The paper's tasks, on credentialed text and on synthetic text of the same form."""

from clinpeft.specs import Task

CONCEPT_TAGS = ("O", "B-problem", "I-problem", "B-test", "I-test", "B-treatment", "I-treatment")

ENTRIES = (
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
        labels=CONCEPT_TAGS,
        main_metric="entity_f1",
        max_length=128,
        text="sentence",
        summary="Which words name a problem, a test or a treatment? (The form of i2b2 2010.)",
        limits="It shows how well mentions are found, not whether they are true of the patient: negation and "
        "history are not asked for.",
    ),
)
