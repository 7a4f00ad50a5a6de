"""What became of an admission, from the part of its discharge summary that is known at admission."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from clinpeft.corpora.examples import Reading, TextExample
from clinpeft.corpora.mimic import admission_note
from clinpeft.corpora.mimic.admissions import Admission, official_split, read_admissions
from clinpeft.corpora.mimic.notes import Summary, summaries
from clinpeft.corpora.raw import RawDataError

_DIED = {True: "died", False: "survived"}
# A stay of up to so many days, rounded to a tenth, falls into the bin; longer ones into the last.
_BINS = ((3.0, "up_to_3_days"), (7.0, "over_3_to_7_days"), (14.0, "over_7_to_14_days"))
_LONGEST = "over_14_days"

_NEWBORNS = "admissions of newborns"
_NO_SUMMARY = "admissions without a discharge report"
_NO_OUTCOME = "admissions whose outcome or times are missing"
_ENDED_IN_DEATH = "admissions that ended in death"
_NO_SECTION = "summaries without chief complaint, present illness and medical history"
_TELLS = "admission notes that tell of the death"


def read_mortality(raw: Path) -> Reading:
    """Admission notes labelled survived or died, one an admission (id HADM_ID, group SUBJECT_ID), ordered by id.

    ``raw`` holds NOTEEVENTS and ADMISSIONS (csv or csv.gz). RawDataError names file, line, column or admission.
    Rules: van Aken et al. 2021, clinical-outcome-prediction, tasks/mp.
    """
    removed: Counter[str] = Counter()
    admitted = _without_newborns(read_admissions(raw), removed)
    chosen = _keep(admitted, lambda admission: admission.died is not None, _NO_OUTCOME, removed)
    examples = []
    for summary, note in _admission_notes(raw, admitted, chosen, removed):
        note = admission_note.without_death_phrases(note)
        if admission_note.tells_of_death(note):
            removed[_TELLS] += 1
            continue
        label = _DIED[bool(chosen[summary.admission].died)]
        examples.append(TextExample(summary.admission, summary.patient, note, label))
    return _reading(raw, examples, removed)


def read_length_of_stay(raw: Path) -> Reading:
    """Admission notes of survivors, labelled by the days they stayed: up to 3, 7, 14, or more (id and group as above).

    Days are rounded to a tenth before they are binned, so 3 days and an hour count as 3. ``raw`` as for mortality,
    with ADMITTIME and DISCHTIME. Rules: van Aken et al. 2021, clinical-outcome-prediction, tasks/los.
    """
    removed: Counter[str] = Counter()
    admitted = _without_newborns(read_admissions(raw, times=True), removed)
    alive = _keep(admitted, lambda admission: admission.died is not True, _ENDED_IN_DEATH, removed)
    known = _keep(
        alive, lambda admission: admission.died is not None and admission.days is not None, _NO_OUTCOME, removed
    )
    examples = [
        TextExample(summary.admission, summary.patient, note, length_label(known[summary.admission].days or 0.0))
        for summary, note in _admission_notes(raw, admitted, known, removed)
    ]
    return _reading(raw, examples, removed)


def length_label(days: float) -> str:
    """The bin of a stay.

    >>> length_label(3.0), length_label(3.1), length_label(14.0), length_label(14.1)
    ('up_to_3_days', 'over_3_to_7_days', 'over_7_to_14_days', 'over_14_days')
    """
    return next((label for limit, label in _BINS if days <= limit), _LONGEST)


def _without_newborns(admissions: dict[str, Admission], removed: Counter[str]) -> dict[str, Admission]:
    return _keep(admissions, lambda admission: not admission.newborn, _NEWBORNS, removed)


def _keep(
    admissions: dict[str, Admission], wanted: Callable[[Admission], bool], reason: str, removed: Counter[str]
) -> dict[str, Admission]:
    kept = {number: admission for number, admission in admissions.items() if wanted(admission)}
    removed[reason] += len(admissions) - len(kept)
    return kept


def _admission_notes(
    raw: Path, admitted: dict[str, Admission], chosen: dict[str, Admission], removed: Counter[str]
) -> Iterator[tuple[Summary, str]]:
    """Summaries of the chosen admissions with their rebuilt admission notes, those that say something.

    Repeated texts are looked for among all who were admitted, chosen or not, as published.
    """
    found = 0
    for summary in summaries(raw, admitted, removed):
        if summary.admission not in chosen:
            continue
        found += 1
        sections = admission_note.sections(summary.text)
        if admission_note.has_main_section(sections):
            yield summary, admission_note.rebuild(sections)
        else:
            removed[_NO_SECTION] += 1
    removed[_NO_SUMMARY] += len(chosen) - found


def _reading(raw: Path, examples: list[TextExample], removed: Counter[str]) -> Reading:
    if not examples:
        raise RawDataError(
            f"{raw} gave no admission note: no discharge summary of a listed admission has a chief complaint, present "
            "illness or medical history. Use NOTEEVENTS and ADMISSIONS of the same download."
        )
    return Reading(tuple(examples), dict(removed), official=official_split(raw))
