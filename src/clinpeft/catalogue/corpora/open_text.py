"""Real text that anyone may have: downloaded once, pinned by address and sha256."""

from clinpeft.specs import Corpus

ENTRIES = (
    Corpus(
        name="neiss",
        title="NEISS emergency-department narratives, neck injuries, 2003-2022",
        tier="open",
        tasks=("disposition",),
        language="English",
        licence="MIT (repository); U.S. federal public-use data (CPSC)",
        citation="U.S. Consumer Product Safety Commission, National Electronic Injury Surveillance System (NEISS); "
        "subset by A. Seas.",
        source="https://raw.githubusercontent.com/AndreasSeas/NEISS_CSI/6e11dc1560a2a1ea3e7eb0c48ed567d361f26dcf/",
        cluster="text",
        caveats=(
            "One body region only, the neck; one short line a visit, in shorthand.",
            "A coder wrote the line after the visit and may have known its outcome.",
        ),
    ),
    Corpus(
        name="maccrobat",
        title="MACCROBAT2020, two hundred annotated case reports",
        tier="open",
        tasks=("case_concepts",),
        language="English",
        licence="CC BY 4.0 (figshare 10.6084/m9.figshare.9764942)",
        citation="Caufield JH. MACCROBAT. figshare, 2019; Caufield JH et al., medRxiv 19009118, 2019.",
        source="https://raw.githubusercontent.com/Saieiei/NLP/f2b522984cc621d5c7e00fbce02ddeee2a5b8077/",
        cluster="document",
        caveats=(
            "Published case reports, more carefully written than notes; few documents.",
            "Fine types are mapped to problem, test and treatment by this project.",
        ),
    ),
)
