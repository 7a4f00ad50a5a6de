"""How a made-up note says things: now, not now, long ago, about someone else, getting better or worse, in numbers."""

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
    "{age} {sex} with {}.", "{age} yo {sex} w/ {}.", "{age}yo {sex} presents with {}.", "{age} y/o {sex}, {}.",
    "{age} {sex} p/w {}.", "{age} yo {sex}.", "{age} {sex}, as above.", "{age}yo {sex}.", "{age} y/o {sex}.",
)  # fmt: skip

HISTORY_PRESENT = ("{}", "{}", "known {}", "hx of {}", "{} (active)")
HISTORY_ABSENT = ("no {}", "{} ruled out", "denies {}", "never {}", "father with {}", "mother: {}")

LOOKS = ("Gen: {}.", "On arrival {}.", "Appearance: {}.", "In the ED {}.")
COURSE = ("Overall {}.", "Since then {}.", "Currently {}.", "At present {}.", "This morning {}.")

PLANS = ("Plan: {}.", "Plan {}.", "Dispo: {}.", "Expect {}.", "For {}.")

# Sections after the first three bear nothing on death; many writers leave them empty.
MEDICATION = ("", "", "", "", "", "none", "see list", "aspirin")
ALLERGIES = ("", "", "", "", "NKDA", "PCN", "latex")
EXAM = ("", "", "", "", "deferred", "no edema")
MOVES = ("{}", "{}", "{}", "{}, no edema")
FAMILY = ("", "", "", "", "", "", "unknown", "N/C")
SOCIAL = ("", "", "", "retired", "ex smoker", "no ETOH")
HOMES = ("{}", "{}", "{}", "{}; retired")

BIRTHS = (
    "{} at {weeks} weeks, Apgars {first} and 9.", "Mother {age} yo, {} at {weeks} weeks, GBS negative.",
    "{}, {weeks} weeks, nursery care.", "{}, G{first}P{second}, uneventful delivery.",
    "{} seen at {age} hours of life.", "{}; membranes ruptured {age} hours before.",
)  # fmt: skip
NURSERY = (
    "Feeding well.", "Jaundice watched.", "Hearing screen passed.", "Breast feeding.", "Bottle fed.", "Voiding.",
    "Brief warmer stay.", "Hepatitis B vaccine given.", "Sepsis ruled out.", "Circumcised.", "Car seat test done.",
    "Mild retractions, resolved.", "Grunting at birth.", "Transitioned in room air.", "Rooming in.", "Good tone.",
)  # fmt: skip
