"""Real text that anyone may have: downloaded once, pinned by address and sha256.

An edition reads the files of another corpus in another way: split by hospital, split as published, or without what was
taken out against leakage, so that what this changes can be measured.
"""

from dataclasses import replace

from clinpeft.specs import Corpus

_GITHUB = "https://raw.githubusercontent.com/"
_REPEATS = "For comparison only: texts of the test occur, word for word, in training as well."

_SPLIT_BY_TEXT = (
    "Split by text, so that eight thousand texts can train: hospitals stand in several splits, and a hospital's habits "
    "help a model that meets it again. Claims rest on the edition split by hospital."
)
_NEISS = Corpus(
    name="neiss",
    title="NEISS emergency-department narratives, neck injuries, 2003-2022",
    tier="open",
    tasks=("disposition",),
    language="English",
    licence="MIT (repository); U.S. federal public-use data (CPSC)",
    citation="U.S. Consumer Product Safety Commission, National Electronic Injury Surveillance System (NEISS); "
    "subset by A. Seas.",
    source=f"{_GITHUB}AndreasSeas/NEISS_CSI/6e11dc1560a2a1ea3e7eb0c48ed567d361f26dcf/",
    cluster="text",
    caveats=(
        "One body region only, the neck; one short line a visit, in shorthand.",
        "A coder wrote the line after the visit and may have known its outcome.",
        _SPLIT_BY_TEXT,
    ),
)
_VAERS = Corpus(
    name="vaers",
    title="VAERS reports of 2004 to 2006 with a stay in hospital",
    tier="open",
    tasks=("hospital_days",),
    language="English",
    licence="Public domain (work of the U.S. federal government)",
    citation="Vaccine Adverse Event Reporting System (VAERS), CDC and FDA, public use data files. https://vaers.hhs.gov",
    source=f"{_GITHUB}skyl/VAERS/b6ee304e9468c5a5f51688630e234cd5bfbd465f/data/",
    cluster="text",
    caveats=(
        "A text benchmark, never evidence about vaccines: anyone may report, nothing is verified, and a report does "
        "not say what caused what.",
        "Stated stays and days of discharge are masked, as far as patterns find them; hints remain.",
        "Written by reporters and the agency's staff, not in a chart.",
    ),
)
_MTSAMPLES = Corpus(
    name="mtsamples",
    title="MTSamples, sample reports by transcriptionists",
    tier="open",
    tasks=("specialty",),
    language="English",
    licence="Free to share with credit and a link to www.mtsamples.com, which asks to be told (notice of the site)",
    citation="Transcribed Medical Transcription Sample Reports and Examples, https://www.mtsamples.com",
    source=f"{_GITHUB}socd06/medical-nlp/04a67aecc3d47291975ce32911a6dfb24b742639/data/",
    cluster="text",
    caveats=(
        "Unverified: the public table at the address has not been seen by this project. Its figures come from another "
        "parser's copy of the same site; reading tells how many reports have the same letters and digits.",
        "The site files a report under one to five categories; only reports under exactly one specialty are used.",
        "Model reports, cleaner than real ones; the specialty is easily told from the words.",
    ),
)
_MTS_DIALOG = Corpus(
    name="mts_dialog",
    title="MTS-Dialog, sections of visit notes with their headings",
    tier="open",
    tasks=("section",),
    language="English",
    licence="CC BY 4.0",
    citation="Ben Abacha A, Yim W, Fan Y, Lin T. An Empirical Study of Clinical Note Generation from Doctor-Patient "
    "Encounters. EACL 2023.",
    source=f"{_GITHUB}abachaa/MTS-Dialog/3ff0801933608d6f570468c13125125fb5cabdea/Main-Dataset/",
    cluster="text",
    caveats=(
        "The official splits, both official tests together; training texts that a later split repeats are removed.",
        "Very uneven headings: some have one to three training texts, and one test text more or less moves the score.",
    ),
)
_PHEE = Corpus(
    name="phee",
    title="PHEE, drug events in sentences of published case reports",
    tier="open",
    tasks=("drug_events",),
    language="English",
    licence="MIT",
    citation="Sun Z et al. PHEE: A Dataset for Pharmacovigilance Event Extraction from Text. EMNLP 2022. "
    "arXiv:2210.12560",
    source=f"{_GITHUB}ZhaoyueSun/PHEE/41489b08675d0b63a1eb7cd4f2d1946952833eb1/data/json/",
    cluster="article",
    caveats=(
        "Pairs are made by this project: each drug of a sentence with each argument of its events, the argument's type "
        "hidden.",
        "Few pairs without a relation: these sentences were chosen because they report an event.",
    ),
)
_MEDDOCAN = Corpus(
    name="meddocan",
    title="MEDDOCAN, Spanish case reports with identifying details",
    tier="open",
    tasks=("phi_es",),
    language="Spanish",
    licence="CC BY 4.0",
    citation="Marimon M et al. Automatic De-identification of Medical Texts in Spanish: the MEDDOCAN Track. "
    "IberLEF 2019: 618-638.",
    source=f"{_GITHUB}PlanTL-GOB-ES/SPACCC_MEDDOCAN/783a6df385c975b328c99bcffb54196a9ba4078a/corpus/",
    cluster="document",
    caveats=(
        "Spanish: a model that read only English meets a foreign language.",
        "The details were written into the reports, many of them in a form at the head, which makes them easy to find.",
    ),
)

ENTRIES = (
    _NEISS,
    replace(
        _NEISS,
        name="neiss_by_hospital",
        title="NEISS emergency-department narratives, split by hospital",
        tasks=("disposition", "transfer"),
        edition_of="neiss",
        cluster="hospital",
        caveats=(
            *(caveat for caveat in _NEISS.caveats if caveat != _SPLIT_BY_TEXT),
            "No hospital stands in two splits: a hospital's way of writing and its rate of admissions tell much.",
            "Texts that share half of the runs of five words of a text in a later split are taken out; that moves the "
            "floor by less than a hundredth.",
        ),
    ),
    Corpus(
        name="maccrobat",
        title="MACCROBAT2020, two hundred annotated case reports",
        tier="open",
        tasks=("case_concepts", "case_timeline", "case_relations"),
        language="English",
        licence="CC BY 4.0 (figshare 10.6084/m9.figshare.9764942)",
        citation="Caufield JH. MACCROBAT. figshare, 2019; Caufield JH et al., medRxiv 19009118, 2019.",
        source=f"{_GITHUB}Saieiei/NLP/f2b522984cc621d5c7e00fbce02ddeee2a5b8077/",
        cluster="document",
        caveats=(
            "Published case reports, more carefully written than notes; few documents.",
            "Fine types are mapped to problem, test and treatment by this project.",
            "Its tasks share their documents: results on them are not independent.",
        ),
        folds=5,
    ),
    _VAERS,
    replace(
        _VAERS,
        name="vaers_stated",
        title="VAERS reports with their stated stays",
        edition_of="vaers",
        caveats=(_VAERS.caveats[0], "For comparison only: many of these texts state the stay that is asked for."),
    ),
    replace(
        _VAERS,
        name="vaers_2003",
        title="VAERS reports of 2003 to 2006 with a stay in hospital",
        caveats=(*_VAERS.caveats, "The file of 2003 has not been seen by this project: no checksum, no figures yet."),
    ),
    _MTSAMPLES,
    replace(
        _MTSAMPLES,
        name="mtsamples_surrogate",
        title="MTSamples reports with made-up identifying details",
        tasks=("deid",),
        edition_of="mtsamples",
        cluster="document",
        planted=True,
        caveats=(
            "Every name, date, number and place was written in by this project's own code, as forms, in place of the "
            "reports' placeholders and between sentences; no annotator marked a real note.",
            "Forms repeat, so scores are higher than on real notes; names and places of the test occur in no other "
            "split.",
            "Eighteen of the task's twenty-three types are written.",
            _MTSAMPLES.caveats[0],
        ),
    ),
    _MTS_DIALOG,
    replace(
        _MTS_DIALOG,
        name="mts_dialog_official",
        title="MTS-Dialog as published",
        edition_of="mts_dialog",
        repeats_cross=True,
        caveats=(_REPEATS,),
    ),
    _PHEE,
    replace(
        _PHEE,
        name="phee_official",
        title="PHEE as published",
        edition_of="phee",
        repeats_cross=True,
        caveats=(_REPEATS,),
    ),
    _MEDDOCAN,
    replace(
        _MEDDOCAN,
        name="meddocan_official",
        title="MEDDOCAN as published",
        edition_of="meddocan",
        repeats_cross=True,
        caveats=(_REPEATS, _MEDDOCAN.caveats[0]),
    ),
    Corpus(
        name="evidence_inference",
        title="Evidence Inference 2.0, passages of trial reports",
        tier="open",
        tasks=("trial_outcome",),
        language="English",
        licence="MIT",
        citation="DeYoung J, Lehman E, Nye B, Marshall IJ, Wallace BC. Evidence Inference 2.0: More Data, Better "
        "Models. BioNLP 2020. arXiv:2005.04177",
        source=f"{_GITHUB}jayded/evidence-inference/b9831b6c59b52ac2d277f757d413ececf0949a8d/annotations/",
        cluster="article",
        caveats=(
            "Published trials, not notes; tables and their captions are among the passages.",
            "The statement is put together by this project from the source's intervention, comparator and outcome.",
        ),
    ),
)
