"""The tasks on open text; each names the credentialed task that it stands in for, and never bears its name."""

from clinpeft.catalogue.tasks.paper import CONCEPT_TAGS
from clinpeft.specs import Task

ENTRIES = (
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
        labels=CONCEPT_TAGS,
        main_metric="entity_f1",
        max_length=128,
        text="sentence",
        summary="Which words of a case report name a problem, a test or a treatment?",
        limits="It shows how well mentions are found in edited prose of published case reports, which is tidier "
        "than what clinicians type.",
        stands_in_for="concepts",
    ),
)
