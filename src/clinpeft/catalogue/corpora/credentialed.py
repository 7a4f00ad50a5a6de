"""Text that needs a data agreement: read from the user's own disk, kept under $CLINPEFT_HOME/private, never printed.

A corpus with a suffix is another edition of the one without: its caveats say what differs, and why it is there.
"""

from clinpeft.specs import Corpus

_MIMIC_LICENCE = "PhysioNet Credentialed Health Data License 1.5.0 (training and a signed agreement needed)"
_MIMIC_CITATION = (
    "Johnson AEW et al. MIMIC-III, a freely accessible critical care database. Sci Data 3:160035, 2016; "
    "version 1.4, PhysioNet, doi 10.13026/C2XW26."
)
_MIMIC_SOURCE = "https://physionet.org/content/mimiciii/1.4/"
_MIMIC_CAVEATS = (
    "One hospital, intensive care, 2001 to 2012; clinical backbones were pretrained on its notes.",
    "Split by patient: by the field's lists mimic_train.csv, mimic_val.csv and mimic_test.csv where they lie beside "
    "the tables, else 70, 10 and 20 percent from a fixed seed.",
)
_I2B2_LICENCE = "n2c2 data use agreement (portal.dbmi.hms.harvard.edu)"
_I2B2_SOURCE = "https://portal.dbmi.hms.harvard.edu/projects/n2c2-nlp/"
_VALIDATION = "The official test stays the test; validation is a tenth of the training {}, from a fixed seed."
_2010_CITATION = (
    "Uzuner Ö et al. 2010 i2b2/VA challenge on concepts, assertions, and relations in clinical text. "
    "J Am Med Inform Assoc 18(5):552-556, 2011."
)

ENTRIES = (
    Corpus(
        name="mimic3",
        title="MIMIC-III notes and tables",
        tier="credentialed",
        tasks=("mortality", "length_of_stay", "triage"),
        language="English",
        licence=_MIMIC_LICENCE,
        citation=_MIMIC_CITATION,
        source=_MIMIC_SOURCE,
        cluster="patient",
        caveats=(
            *_MIMIC_CAVEATS,
            "Triage is the repaired cohort: septicaemia (0389) counts as acute medicine.",
        ),
    ),
    Corpus(
        name="mimic3_published",
        title="MIMIC-III, triage as published",
        tier="credentialed",
        tasks=("triage",),
        language="English",
        licence=_MIMIC_LICENCE,
        citation=_MIMIC_CITATION,
        source=_MIMIC_SOURCE,
        cluster="patient",
        caveats=(
            *_MIMIC_CAVEATS,
            "Without septicaemia, the second most common diagnosis: its code 0389 lost its zero in the published "
            "preparation and matched nothing, so acute medicine is kidney failure alone.",
            "The published split was by admission; here it is by patient, as for every corpus.",
        ),
    ),
    Corpus(
        name="i2b2_2010",
        title="i2b2/VA 2010 discharge summaries",
        tier="credentialed",
        tasks=("concepts", "relations"),
        language="English",
        licence=_I2B2_LICENCE,
        citation=_2010_CITATION,
        source=_I2B2_SOURCE,
        cluster="document",
        caveats=(
            _VALIDATION.format("documents"),
            "All training documents of the release as it is given out today, of Beth Israel and of Partners.",
        ),
    ),
    Corpus(
        name="i2b2_2010_partners",
        title="i2b2/VA 2010, training documents of Partners alone",
        tier="credentialed",
        tasks=("concepts",),
        language="English",
        licence=_I2B2_LICENCE,
        citation=_2010_CITATION,
        source=_I2B2_SOURCE,
        cluster="document",
        caveats=(
            _VALIDATION.format("documents"),
            "Without the training documents of Beth Israel: the published preparation overwrote them, and the paper's "
            "scores were made so. The test is the whole official one.",
        ),
    ),
    Corpus(
        name="i2b2_2012",
        title="i2b2 2012 discharge summaries, temporal relations",
        tier="credentialed",
        tasks=("events",),
        language="English",
        licence=_I2B2_LICENCE,
        citation="Sun W, Rumshisky A, Uzuner Ö. Evaluating temporal relations in clinical text: 2012 i2b2 challenge. "
        "J Am Med Inform Assoc 20(5):806-813, 2013.",
        source=_I2B2_SOURCE,
        cluster="document",
        caveats=(_VALIDATION.format("documents"), "Times (TIMEX3) and links are not asked for."),
    ),
    Corpus(
        name="i2b2_2014",
        title="i2b2/UTHealth 2014 longitudinal notes, de-identification",
        tier="credentialed",
        tasks=("deid",),
        language="English",
        licence=_I2B2_LICENCE,
        citation="Stubbs A, Uzuner Ö. Annotating longitudinal clinical narratives for de-identification: the 2014 "
        "i2b2/UTHealth corpus. J Biomed Inform 58:S20-S29, 2015.",
        source=_I2B2_SOURCE,
        cluster="patient",
        caveats=(
            _VALIDATION.format("patients"),
            "Every name and number in it was made up by the challenge's makers in place of the true one.",
        ),
    ),
    Corpus(
        name="mednli",
        title="MedNLI, sentence pairs from MIMIC-III notes",
        tier="credentialed",
        tasks=("nli",),
        language="English",
        licence=_MIMIC_LICENCE,
        citation="Romanov A, Shivade C. Lessons from natural language inference in the clinical domain. EMNLP 2018; "
        "PhysioNet, doi 10.13026/C2RS98.",
        source="https://physionet.org/content/mednli/1.0.0/",
        cluster="premise",
        caveats=(
            "Official splits. The paper's own run on it never read the second sentence.",
            "The second sentences were written by clinicians for the task; some give their label away alone.",
        ),
    ),
)
