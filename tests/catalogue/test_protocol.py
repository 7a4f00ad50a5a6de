"""What data/protocol.md says of cells and their price is what the catalogue and the published runs give."""

import re
from collections import Counter
from statistics import median

import pytest

from clinpeft import catalogue, paths
from clinpeft.catalogue import main_study, pilot
from clinpeft.pricing import workload
from clinpeft.results import tables
from clinpeft.running import fingerprints
from clinpeft.specs import RunResult

PROTOCOL = (paths.PROJECT / "data" / "protocol.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `?(\w+)`? \| (\d+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", PROTOCOL, flags=re.MULTILINE)
PACES = [float(found) for found in re.findall(r"(\d+) GFLOP/s a core", PROTOCOL)]
"""Without bfloat16, then with it."""
PILOT_STUDIES = ("headroom", "learning_rate", "head_rate", "seeds")
BY_THE_CLOCK = {study.name for study in main_study.ENTRIES if all(spec.max_seconds for spec in study.runs)}


def test_the_table_counts_the_runs_of_the_catalogue() -> None:
    *studies, whole = ROWS
    assert {name: int(runs) for name, runs, *_ in studies} == {
        name: len(catalogue.study(name).runs) for name in [*(s.name for s in main_study.ENTRIES), "zoo"]
    }
    assert whole[0] == "all"
    for column in (1, 2, 3, 4):
        assert float(whole[column]) == pytest.approx(sum(float(row[column]) for row in studies))


def test_hours_are_operations_over_the_pace_of_two_cores() -> None:
    slow, fast = PACES
    for name, _, operations, with_bfloat16, without in ROWS[:-1]:
        if name not in BY_THE_CLOCK:
            for hours, pace in ((with_bfloat16, fast), (without, slow)):
                assert float(hours) == pytest.approx(float(operations) * 1e6 / (2 * pace) / 3600, abs=0.05), name


@pytest.mark.open_data
def test_the_pace_is_that_of_the_published_runs() -> None:
    counted = workload.Workloads(fingerprints.Fingerprints())

    def pace(result: RunResult) -> float:
        work = counted.of(result.spec)
        assert result.costs is not None
        return (work.train_flops + work.predict_flops) / result.costs.total_time / 1e9

    # Two tasks of the pilot stand for all: counting the texts of every task takes minutes.
    published = [
        result
        for name in PILOT_STUDIES
        for result in tables.study_results(name).own().published
        if result.status == "success" and result.spec.task in ("disposition", "case_concepts")
    ]
    for said, precision in zip(PACES, ("float32", "bfloat16"), strict=True):
        runs = [result for result in published if result.machine["precision"] == precision]
        assert said == pytest.approx(median(map(pace, runs)), rel=0.3)


def test_the_recipes_are_those_that_are_named() -> None:
    main, pilots = catalogue.recipe("main"), catalogue.recipe("pilot")
    assert f"{main.test_size:,} test texts instead of the pilot's {pilots.test_size:,}" in PROTOCOL
    others = {
        study.name: {spec.recipe for spec in study.runs} - {"main"}
        for study in (*main_study.ENTRIES, catalogue.study("zoo"))
    }
    assert {name: recipes for name, recipes in others.items() if recipes} == {"zoo": {"quick"}, "paper": {"paper"}}
    assert "but for `zoo`, which uses `quick`, and `paper`, which uses `paper`" in PROTOCOL


def test_the_rule_of_the_grids_edge_is_that_of_the_code() -> None:
    assert f"at most {pilot.LONGEST} of them" in PROTOCOL
    tried = Counter((spec.task, spec.method) for spec in catalogue.study("learning_rate").runs)
    kinds = {key: pilot.further_rates(key[1], catalogue.task(key[0]).kind) for key in tried}
    assert {count - kinds[key] for key, count in tried.items()} == {6}, "six trials a task to start with"
    assert f"one rate of {pilot.HEAD_RATE} for the head" in PROTOCOL


def test_it_is_a_draft_as_long_as_the_pilot_lacks_runs() -> None:
    stored = [tables.study_results(name).own() for name in PILOT_STUDIES]
    lacking = any(tables.absent_runs(one.current, one.study) for one in stored)
    assert [word in PROTOCOL for word in ("**Draft", "*Open*", "it is a draft")] == [lacking] * 3


def test_no_run_of_the_main_study_is_published_while_it_is_a_draft() -> None:
    if "**Draft" in PROTOCOL:
        assert not [study.name for study in main_study.ENTRIES if tables.results_of(study).own().published]


def test_every_rank_has_rates_on_both_sides_of_the_chosen_one() -> None:
    runs = catalogue.study("rank").runs
    for task in {spec.task for spec in runs}:
        chosen = catalogue.method("lora").learning_rate("main", catalogue.task(task).kind)
        for method in {spec.method for spec in runs}:
            low, middle, high = sorted(s.learning_rate for s in runs if (s.task, s.method) == (task, method))
            assert low < middle < high
            assert "**Draft" in PROTOCOL or middle == chosen, "the table of chosen rates waits for the pilot"


def test_the_main_study_has_seeds_of_its_own() -> None:
    used = {spec.seed for name in PILOT_STUDIES for spec in catalogue.study(name).runs}
    mine = {spec.seed for study in main_study.ENTRIES for spec in study.runs}
    core = {spec.seed for spec in catalogue.study("core").runs}
    assert not mine & used
    assert f"its seeds, {min(core)} to {max(core)}, begin where the pilot's end" in PROTOCOL
