"""Sentences of made-up documents, words and punctuation separated by spaces.

Slots: {P} problem, {X} test, {T} treatment, {A} any of them, {B} problem or treatment, {E} test or treatment, {L} a
substance that is measured (test), {M} a substance that is given (treatment). {n} {v} {mg} {day} {name} {place} are
filled with words outside any mention.
"""

TYPED = (
    "She was started on {T} for {P} .",
    "He denies {P} , {P} or {P} .",
    "{X} showed {P} without {P} .",
    "{X} on admission revealed {P} .",
    "The patient was treated with {T} {mg} daily for {P} .",
    "{P} was managed with {T} and {T} .",
    "No evidence of {P} on {X} .",
    "{X} was {v} and {X} was {v} .",
    "{L} was {v} on hospital day {n} .",
    "{L} {v} , {X} {v} , {X} {n} .",
    "She was given {M} {mg} in {place} .",
    "He received {M} and {T} overnight .",
    "Please check {L} and {X} in the morning .",
    "{M} was given until {L} came back at {v} .",
    "Past history is notable for {P} and {P} .",
    "The team felt that {P} was due to {P} .",
    "He was allergic to {T} , which gave him {P} .",
    "{T} was held because of {P} .",
    "A decision was made to proceed with {T} on {day} .",
    "Dr. {name} ordered {X} to rule out {P} .",
    "{X} obtained in {place} was negative for {P} .",
)
# The words around {A}, {B} and {E} do not give the type away.
OPEN = (
    "She had {A} on {day} .",
    "He had {A} and {A} in {place} .",
    "{A} , {A} , and {A} as above .",
    "Discussed {A} with the family on {day} .",
    "The patient has had {B} before .",
    "Prior to transfer , there was {B} and also {B} .",
    "1. {A} . 2. {A} . 3. {A} .",
    "Dr. {name} is aware of {A} .",
    "We talked about {A} , and she understood .",
    "{A} noted in the chart by {name} .",
    "He returned to {place} after {E} .",
    "Regarding {A} , please call Dr. {name} .",
    "She was seen in {place} for {A} .",
    "Status post {B} {n} years ago .",
    "Mr. {name} recalls {B} but not {B} .",
    "Ms. {name} asked whether {B} was related to {B} .",
    "Issues : {A} ; {A} ; social support .",
    "Of note , {B} in the past .",
    "Family was told about {A} and the plan for {E} .",
    "Still awaiting word on {A} from {place} .",
)
# At times put before the full stop.
TAILS = (
    "during this admission", "according to Dr. {name}", "since {day}", "per the family", "while in {place}",
    "as far as we know", "for about {n} days",
)  # fmt: skip
# Nothing to find, though some words look like it.
EMPTY = (
    "The patient lives with her daughter on Stone Street .",
    "Dr. {name} was called to the bedside at {n} .",
    "He works in a drug store and is under pressure at work .",
    "She will follow up in {place} in {n} weeks .",
    "Discharged home on {day} in good condition .",
    "Mr. {name} was a cold and heat engineer for {n} years .",
    "The family was at the bedside and asked many questions .",
    "She drinks iron - rich water and walks {n} blocks .",
    "He understood the plan and agreed with the team .",
)
HEADINGS = (
    "HISTORY OF PRESENT ILLNESS :", "HOSPITAL COURSE :", "PAST MEDICAL HISTORY :", "DISCHARGE PLAN :", "ASSESSMENT :",
)  # fmt: skip
NAMES = ("Burns", "Payne", "Stone", "Rivers", "Akers", "Feverley", "Coffin", "Chen", "Okafor", "Stroker")
PLACES = ("the emergency department", "clinic", "the intensive care unit", "rehab", "the test center", "Lung Falls")
DAYS = ("Monday", "Tuesday", "Friday", "Sunday", "June 3rd", "Christmas Eve")
