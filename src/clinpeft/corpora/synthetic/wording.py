"""How a made-up note says things: now, not now, long ago, about someone else, getting better or worse, in numbers."""

from clinpeft.corpora.synthetic.pools import wordings

# {} is a finding. Every frame is used for serious and harmless findings alike, so the frame alone predicts nothing.
PRESENT = (
    "Now with {}.", "Also reports {}.", "Developed {} today.", "Found to have {}.", "Ongoing {}.", "+ {}.",
    "Brought in for {}.", "c/o {} since yesterday.", "{} noted by EMS.", "Course complicated by {}.",
    "Still has {}.", "{} observed on arrival.",
)  # fmt: skip
ABSENT = (
    "Denies {}.", "No {}.", "No signs of {}.", "Without {}.", "Negative for {}.", "{} was ruled out.",
    "Never had {}.", "No evidence of {}.", "Family reports no {}.", "Workup excluded {}.", "{} not present.",
)  # fmt: skip
PAST = (
    "H/o {} in {year}, resolved.", "{} years ago, fully recovered.", "Remote {}, none since.",
    "Prior admission in {year} for {}.", "Past episode of {}, now gone.", "{} as a child.",
    "Old note mentions {} in {year}.", "{} last year, since resolved.",
)  # fmt: skip
OTHER = ("Mother had {}.", "Brother treated for {}.", "Wife recently admitted with {}.", "Father with {}.")

LEADS = (
    "{age} yo {sex} presents with {}.", "{age} {sex} admitted with {}.", "Pt is a {age} year old {sex} with {}.",
    "{age} y/o {sex} sent in for {}.", "{age} yo {sex}, chief concern {}.",
)  # fmt: skip

HISTORY_PRESENT = ("{}", "{}", "known {}", "hx of {}", "{} (active)")
HISTORY_ABSENT = ("no {}", "{} ruled out", "denies {}", "never {}", "father with {}", "mother: {}")

WORSE = wordings(
    "getting worse",
    "rapidly deteriorating / critically ill / declining fast / no response to treatment / looks moribund",
    "going downhill / not responding to therapy",
    "worsening despite treatment / in extremis / quickly failing",
)
STEADY = wordings(
    "unchanged",
    "about the same / no change since arrival / stable course / holding steady",
    "as before / without change",
    "much the same / no different / staying level",
)
BETTER = wordings(
    "feeling better",
    "improving quickly / comfortable and smiling / eager to go home / responding well / walking the halls",
    "recovering nicely / clearly improved",
    "much relieved / looks well / getting stronger",
)
COURSE = ("Overall {}.", "Since then {}.", "Currently {}.", "At present {}.", "This morning {}.")

MEDICATION = ("aspirin", "multivitamin", "none", "see list", "omeprazole", "lisinopril", "acetaminophen prn")
ALLERGIES = ("NKDA", "penicillin", "sulfa", "none known", "latex")
EXAM = ("abdomen soft", "no edema", "pupils equal", "neck supple", "skin intact", "deferred")
FAMILY = ("noncontributory", "unknown", "adopted", "diabetes")
SOCIAL = ("lives alone", "retired teacher", "married", "former smoker", "lives with daughter", "no alcohol")
