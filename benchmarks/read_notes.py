"""How fast and in how much memory the raw MIMIC-III tables are read: on a generated NOTEEVENTS of a chosen size.

    python benchmarks/read_notes.py --gigabytes 1 [--gzip] [--task triage]

The table has the true one's proportions: one note in thirty-five is a discharge summary, of ten thousand characters on
average, and the others have some fifteen hundred. Everything is written into a temporary folder and removed. The reader
runs in a process of its own on one thread; exit 1 where it misses the bar (20 MB for a second of one core, 2 GiB). Core
seconds are counted, so that a busy machine gives the same figure. Not a test.
"""

import argparse
import csv
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SLOWEST = 20e6  # bytes for a second of one core
LARGEST = 2 * 2**30  # bytes
SUMMARIES = 35  # one note in so many
CHARACTERS = {True: 10_000, False: 1_500}
NOTES = (
    "ROW_ID", "SUBJECT_ID", "HADM_ID", "CHARTDATE", "CHARTTIME", "STORETIME", "CATEGORY", "DESCRIPTION", "CGID",
    "ISERROR", "TEXT",
)  # fmt: skip
STAYS = ["ROW_ID", "SUBJECT_ID", "HADM_ID", "ADMITTIME", "DISCHTIME", "ADMISSION_TYPE", "HOSPITAL_EXPIRE_FLAG"]
CODES = ["ROW_ID", "SUBJECT_ID", "HADM_ID", "SEQ_NUM", "ICD9_CODE"]
SECTIONS = ("Chief Complaint", "History of Present Illness", "Past Medical History", "Medications on Admission",
            "Allergies", "Physical Exam", "Family History", "Social History", "Brief Hospital Course")  # fmt: skip
WORDS = (
    "patient", "was", "given", "of", "the", "and", "with", "pain", "stable", "left", "right", "chest", "mg", "daily",
    "(po)", "120/80", "wbc", "[**2150-1-1**]",
)  # fmt: skip


def main() -> int:
    """Write the tables, read them, print the figures as JSON."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--gigabytes", type=float, default=1.0)
    arguments.add_argument("--gzip", action="store_true", help="Write and read NOTEEVENTS.csv.gz.")
    arguments.add_argument("--task", choices=("mortality", "length_of_stay", "triage"), default="mortality")
    arguments.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.read is not None:
        return _read(given.read, given.task)
    with tempfile.TemporaryDirectory(prefix="clinpeft-benchmark-") as folder:
        size = write_tables(Path(folder), int(given.gigabytes * 1e9), given.gzip)
        command = [sys.executable, __file__, "--read", folder, "--task", given.task]
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        made = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    figures = json.loads(made.stdout)
    speed = size / figures["core_seconds"]
    good = speed >= SLOWEST and figures["peak_memory"] < LARGEST
    shown = {"bytes": size, "megabytes_per_core_second": round(speed / 1e6, 1), "within_the_bar": good}
    sys.stdout.write(json.dumps({**shown, **figures}, indent=1) + "\n")
    return 0 if good else 1


def _read(folder: Path, task: str) -> int:
    from clinpeft.corpora import mimic

    began, began_core = time.perf_counter(), time.process_time()
    reading = getattr(mimic, f"read_{task}")(folder)
    figures = {
        "examples": len(reading.examples),
        "seconds": round(time.perf_counter() - began, 2),
        "core_seconds": round(time.process_time() - began_core, 2),
        "peak_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    sys.stdout.write(json.dumps(figures))
    return 0


def write_tables(folder: Path, size: int, zipped: bool) -> int:
    """Write the tables until NOTEEVENTS holds so many bytes (before compression); returns that number."""
    admissions = 0
    path = folder / ("NOTEEVENTS.csv.gz" if zipped else "NOTEEVENTS.csv")
    with gzip.open(path, "wt", 1, newline="") if zipped else path.open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        written = table.writerow(NOTES)
        for row in _notes():
            written += table.writerow(row)
            admissions = row[2] if isinstance(row[2], int) else admissions
            if written >= size:
                break
    stays = [[n, n, n, "2150-01-01 08:00:00", f"2150-01-{2 + n % 20:02d} 08:00:00", "URGENT", int(n % 9 == 0)]
             for n in range(1, admissions + 1)]  # fmt: skip
    codes = [[n, n, n, 1, ("41401", "0389", "431")[n % 3]] for n in range(1, admissions + 1)]
    for name, columns, rows in (
        ("ADMISSIONS", STAYS, stays),
        ("DIAGNOSES_ICD", CODES, codes),
        ("PROCEDURES_ICD", CODES, codes),
    ):
        with (folder / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([columns, *rows])
    return written


def _notes() -> Iterator[list[object]]:
    """Rows without end; the texts are cut from one long text, so that writing takes less time than reading."""
    draw = random.Random(0)
    lines = "\n".join(" ".join(draw.choices(WORDS, k=11)) for _ in range(20_000))
    number = admission = 0
    while True:
        number += 1
        summary = number % SUMMARIES == 0
        admission += summary
        length = int(draw.expovariate(1 / CHARACTERS[summary])) + 100
        start = draw.randrange(len(lines) - 12 * CHARACTERS[True])
        text = lines[start : start + min(length, 10 * CHARACTERS[True])]
        if summary:
            share = max(1, len(text) // len(SECTIONS))
            text = "\n\n".join(
                f"{name}:\n{number} {text[i * share : (i + 1) * share]}" for i, name in enumerate(SECTIONS)
            )
        kind = "Discharge summary" if summary else "Nursing/other"
        yield [number, admission or 1, admission or 1, "2150-02-01", "", "", kind, "Report", "", "", text]


if __name__ == "__main__":
    sys.exit(main())
