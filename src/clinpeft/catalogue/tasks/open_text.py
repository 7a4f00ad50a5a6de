"""The tasks on open text; each names the credentialed task that it stands in for, and never bears its name.

Where texts are long, ``max_length`` and ``train_tokens`` keep a run within what a small machine can do.
"""

from clinpeft.catalogue.tasks.paper import CONCEPT_TAGS, bio_tags
from clinpeft.specs import Task

_TIMELINE = (
    "problem", "test", "treatment", "occurrence", "clinical_dept", "date", "time", "duration", "frequency",
)  # fmt: skip
_SPANISH_IDENTIFIERS = (
    "TERRITORIO", "FECHAS", "EDAD_SUJETO_ASISTENCIA", "NOMBRE_SUJETO_ASISTENCIA", "NOMBRE_PERSONAL_SANITARIO",
    "SEXO_SUJETO_ASISTENCIA", "CALLE", "PAIS", "ID_SUJETO_ASISTENCIA", "ID_TITULACION_PERSONAL_SANITARIO",
    "CORREO_ELECTRONICO", "ID_ASEGURAMIENTO", "HOSPITAL", "FAMILIARES_SUJETO_ASISTENCIA", "INSTITUCION",
    "ID_CONTACTO_ASISTENCIAL", "NUMERO_TELEFONO", "PROFESION", "NUMERO_FAX", "OTROS_SUJETO_ASISTENCIA",
    "CENTRO_SALUD", "ID_EMPLEO_PERSONAL_SANITARIO",
)  # fmt: skip


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
        name="transfer",
        title="Transferred to another hospital, from the emergency-department narrative",
        kind="sequence",
        labels=("stayed", "transferred"),
        main_metric="auroc",
        max_length=128,
        text="narrative",
        summary="Is the patient transferred to another hospital, or admitted here or sent home? One in ten is transferred.",
        limits="Whether a patient is transferred depends on what the hospital can do itself, which the line does not "
        "tell; test hospitals are unseen, so only what is said of the patient can help.",
        stands_in_for="mortality",
    ),
    Task(
        name="hospital_days",
        title="Days in hospital, from a report to a vaccine surveillance system",
        kind="sequence",
        labels=("up_to_3", "4_to_7", "8_to_14", "over_14"),
        main_metric="auroc",
        max_length=256,
        text="report",
        summary="How many days in hospital does the report record? Four bins, as for length of stay.",
        limits="It shows how well a report's account of an illness ranks recorded stays, nothing else: it is no evidence "
        "about vaccines, and reports are neither complete nor verified.",
        stands_in_for="length_of_stay",
    ),
    Task(
        name="specialty",
        title="Medical specialty of a transcribed report",
        kind="sequence",
        labels=(
            "cardiovascular", "orthopedic", "gastroenterology", "obstetrics", "urology", "neurology", "ent",
            "ophthalmology", "oncology", "nephrology", "psychiatry", "pediatrics", "dentistry", "dermatology", "podiatry",
            "neurosurgery", "cosmetic", "endocrinology", "bariatrics", "diets",
        ),
        main_metric="f1_macro",
        max_length=256,
        train_tokens=250_000,
        text="report",
        summary="Under which of twenty specialties does the site file a report?",
        limits="Reports name organs and procedures that give the specialty away: it shows that a topic can be told, "
        "not that a patient can be sent to the right place.",
        stands_in_for="triage",
    ),  # fmt: skip
    Task(
        name="section",
        title="Heading of a section of a visit note",
        kind="sequence",
        labels=(
            "fam_sochx", "genhx", "pastmedicalhx", "cc", "pastsurgical", "allergy", "ros", "medications", "assessment",
            "exam", "diagnosis", "disposition", "plan", "edcourse", "immunizations", "imaging", "gynhx", "procedures",
            "other_history", "labs",
        ),
        main_metric="f1_macro",
        max_length=256,
        text="section",
        summary="Which of twenty headings does a section of a visit note stand under?",
        limits="Half of the headings have too few texts to be learned or to be measured well.",
        stands_in_for="triage",
    ),  # fmt: skip
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
    Task(
        name="case_timeline",
        title="Events and times in published case reports",
        kind="token",
        labels=bio_tags(_TIMELINE),
        main_metric="entity_f1",
        max_length=128,
        text="sentence",
        summary="Which words of a case report name what happened, and when?",
        limits="It shows how well events and times are found, not how they are ordered; times of day and frequencies are "
        "few.",
        stands_in_for="events",
    ),
    Task(
        name="case_relations",
        title="Relations between two mentions in a sentence of a case report",
        kind="sequence",
        labels=("overlap", "modify", "sub_procedure", "before", "after", "identical", "cause", "none"),
        none_label="none",
        main_metric="f1_micro_without_none",
        max_length=128,
        train_tokens=400_000,
        text="sentence with two marked mentions",
        summary="How are two mentions of one sentence related: same time, before, after, part, cause, or not at all?",
        limits="The kinds of the two mentions alone give most labels away; pairs across sentences are not asked for.",
        stands_in_for="relations",
    ),
    Task(
        name="drug_events",
        title="What a drug has to do with another mention of the sentence",
        kind="sequence",
        labels=(
            "causes", "treats", "route", "dosage", "time_elapsed", "duration", "therapeutic_effect", "frequency", "none",
        ),
        none_label="none",
        main_metric="f1_macro",
        max_length=128,
        text="sentence with two marked mentions",
        summary="Does the drug cause or treat what is marked, or is that its route, dose, time, duration or frequency?",
        limits="Nearly every pair is related, unlike in notes, where most are not.",
        stands_in_for="relations",
    ),  # fmt: skip
    Task(
        name="phi_es",
        title="Identifying details in Spanish case reports",
        kind="token",
        labels=bio_tags(_SPANISH_IDENTIFIERS),
        main_metric="entity_f1",
        max_length=256,
        train_tokens=250_000,
        text="window of a document",
        summary="Which words identify a patient, a clinician, a place or a time? The types keep their Spanish names.",
        limits="Details were written into the reports, often into a form; real notes hide them better, and a missed one "
        "can identify a person however high the score.",
        stands_in_for="deid",
    ),
    Task(
        name="trial_outcome",
        title="What a trial report says about a comparison",
        kind="pair",
        labels=("decreased", "no_difference", "increased"),
        main_metric="f1_macro",
        max_length=192,
        text="passage and statement",
        summary="Does the passage report that the intervention decreased the outcome, increased it, or made no "
        "difference?",
        limits="The passage was chosen because it holds the answer; finding it in an article is the harder part.",
        stands_in_for="nli",
    ),
)
