"""The paper's tasks, on credentialed text and on synthetic text of the same form."""

from clinpeft.specs import Task

CONCEPT_TYPES = ("problem", "test", "treatment")
EVENT_TYPES = ("OCCURRENCE", "EVIDENTIAL", "TEST", "PROBLEM", "TREATMENT", "CLINICAL_DEPT")
IDENTIFIER_TYPES = (
    "PATIENT", "DOCTOR", "USERNAME", "PROFESSION", "HOSPITAL", "ORGANIZATION", "STREET", "CITY", "STATE", "COUNTRY",
    "ZIP", "LOCATION-OTHER", "AGE", "DATE", "PHONE", "FAX", "EMAIL", "URL", "MEDICALRECORD", "HEALTHPLAN", "IDNUM",
    "BIOID", "DEVICE",
)  # fmt: skip
RELATION_TYPES = ("PIP", "TeCP", "TeRP", "TrAP", "TrCP", "TrIP", "TrNAP", "TrWP")
NO_RELATION = "none"
NLI_LABELS = ("entailment", "neutral", "contradiction")


def bio_tags(types: tuple[str, ...]) -> tuple[str, ...]:
    """The tags of a token task: "O", then begin and inside of each type.

    >>> bio_tags(("problem",))
    ('O', 'B-problem', 'I-problem')
    """
    return ("O", *(f"{place}-{kind}" for kind in types for place in "BI"))


CONCEPT_TAGS = bio_tags(CONCEPT_TYPES)

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
        name="length_of_stay",
        title="Length of stay from the admission note",
        kind="sequence",
        labels=("up_to_3_days", "over_3_to_7_days", "over_7_to_14_days", "over_14_days"),
        main_metric="auroc",
        max_length=480,
        text="admission note",
        summary="How long does a patient who survives stay in hospital? Asked of the sections known at admission.",
        limits="It shows how well text known at admission ranks stays of one hospital; when a patient leaves also "
        "depends on beds, money and family, which the note does not tell.",
    ),
    Task(
        name="triage",
        title="Specialty of the first diagnosis, from the discharge summary",
        kind="sequence",
        labels=(
            "cardiology",
            "obstetrics",
            "respiratory",
            "neurology",
            "gastroenterology",
            "acute_medicine",
            "oncology",
        ),
        main_metric="f1_macro",
        max_length=480,
        text="discharge summary",
        summary="Which specialty does the first diagnosis belong to? Twenty common diagnoses, seven specialties.",
        limits="It shows how well a finished summary tells the specialty of its own diagnosis, which is no triage: "
        "the diagnosis was known when the summary was written.",
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
    Task(
        name="relations",
        title="Relations between problems, tests and treatments",
        kind="sequence",
        labels=(*RELATION_TYPES, NO_RELATION),
        none_label=NO_RELATION,
        main_metric="f1_micro_without_none",
        max_length=128,
        text="sentence with two marked mentions",
        summary="How are the two marked mentions of a sentence related, if at all? (The form of i2b2 2010.)",
        limits="The mentions are given, so it shows nothing about finding them; most pairs have no relation, "
        "and a score that counts these looks better than it is.",
    ),
    Task(
        name="events",
        title="Clinical events in discharge summaries",
        kind="token",
        labels=bio_tags(EVENT_TYPES),
        main_metric="entity_f1",
        max_length=128,
        text="line",
        summary="Which words name an event: a problem, a test, a treatment, a department, an occurrence or evidence? "
        "(The form of i2b2 2012.)",
        limits="It shows how well events are found, not when they happened or whether they did.",
    ),
    Task(
        name="deid",
        title="Names, dates, places and numbers that identify a person",
        kind="token",
        labels=bio_tags(IDENTIFIER_TYPES),
        main_metric="entity_f1",
        max_length=256,
        text="line",
        summary="Which words identify a patient or those around them? Twenty-three types. (The form of i2b2 2014.)",
        limits="A score below 1 leaves identifying words standing: text cleaned by such a model is not anonymous.",
    ),
    Task(
        name="nli",
        title="Does the second sentence follow from the first?",
        kind="pair",
        labels=NLI_LABELS,
        main_metric="accuracy",
        max_length=128,
        text="pair of sentences",
        summary="Does the second sentence follow from a sentence of a note, contradict it, or neither?",
        limits="The second sentences were written for the task, and some give their label away without the first.",
    ),
)
