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
    "",
    "getting worse / rapidly deteriorating / critically ill / declining fast / no response to treatment / crashing / "
    "barely hanging on / in grave condition / very unstable / fading away / desperately sick / beyond help / agonal",
    "going downhill / not responding to therapy / dangerously ill / sinking",
    "worsening despite therapy / in extremis / quickly failing / near death / in a life threatening state / "
    "extremely unwell / losing ground / doing terribly",
)
STEADY = wordings(
    "",
    "unchanged / about the same / no different since arrival / stable / holding steady / nothing new / constant",
    "as before / without change",
    "not altered / at baseline / staying level / neither up nor down",
)
BETTER = wordings(
    "",
    "feeling better / improving quickly / comfortable / eager to go home / responding well / walking the halls / "
    "bright and cheerful / nearly back to normal / pain free / in good spirits / steadily mending / much happier",
    "recovering nicely / clearly improved / relaxed and talkative / doing fine",
    "greatly relieved / thriving / getting stronger / laughing with family / healthy again / "
    "making excellent progress / full of energy / ready for discharge",
)
ILL_LOOKING = wordings(
    "",
    "ashen and sweating / grey and clammy / blue lips / barely rousable / mottled and cold / moaning in agony / "
    "limp and pale / wasted and frail / eyes rolled back / slumped over / gurgling breaths / ghostly pale",
    "cyanotic face / doubled over in pain / lifeless gaze",
    "toxic appearing / white as a sheet / hardly awake / corpse like / skeletal and weak / "
    "purple fingertips / suffering terribly / dying look",
)
WELL_LOOKING = wordings(
    "",
    "rosy and relaxed / sitting up reading / chatting with nurses / pink and warm / bright eyed / well nourished / "
    "resting quietly / calm and friendly / joking with staff / strong handshake / good color / watching television",
    "cheerful and alert / drinking tea / easy smile",
    "at ease / untroubled / pleasant and awake / lively / happily eating lunch / "
    "doing a crossword / smiling at visitors",
)
LOOKS = ("Gen: {}.", "On arrival {}.", "Appearance: {}.", "In the ED {}.")
COURSE = ("Overall {}.", "Since then {}.", "Currently {}.", "At present {}.", "This morning {}.")

# Sections after the first three bear nothing on the outcome; many writers leave them empty.
MEDICATION = ("", "", "none", "see list", "aspirin", "multivitamin")
ALLERGIES = ("", "NKDA", "NKDA", "penicillin", "latex")
EXAM = ("", "", "deferred", "abdomen soft", "no edema")
FAMILY = ("", "", "noncontributory", "unknown")
SOCIAL = ("", "lives alone", "married", "former smoker")
