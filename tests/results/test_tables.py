import json
from dataclasses import replace
from pathlib import Path

import mini_study
import pandas as pd
import pytest

from clinpeft import catalogue
from clinpeft.results import pivots, published, sentences, tables
from clinpeft.specs import RunSpec, SpecError
from stored import read_all


def test_the_checked_in_study_is_what_its_builder_writes() -> None:
    for origin, folder in (("here", "runs"), ("published", "published")):
        built = sorted(mini_study.results(origin), key=lambda result: (result.spec.task, result.spec.slug))
        assert list(read_all(mini_study.FOLDER / folder)) == built


def test_a_row_per_run_split_and_metric(frame: pd.DataFrame) -> None:
    assert tuple(frame.columns) == tables.COLUMNS
    run = frame[(frame["origin"] == "here") & (frame["method"] == "full") & (frame["task"] == "disposition")]
    assert list(zip(run["split"], run["metric"], strict=True)) == [
        ("validation", "auroc"),
        ("test", "auroc"),
        ("test", "ece"),
    ]
    row = run.iloc[1]
    assert (row["value"], row["floor"], row["seconds"], row["trainable"]) == (0.75, 0.78, 20.0, 22_713_216)
    assert row["learning_rate"] == catalogue.method("full").learning_rates["quick"]
    assert row["study"] == "quick"


def test_published_seeds_beyond_the_study_belong_to_its_cells(frame: pd.DataFrame) -> None:
    assert set(frame.loc[frame["origin"] == "published", "seed"]) == {0, 1}
    assert set(frame.loc[frame["origin"] == "here", "seed"]) == {0}


@pytest.mark.usefixtures("mini_project")
def test_a_study_may_speak_of_its_own_runs_only() -> None:
    stored = tables.study_results("quick")
    own = stored.own()
    assert {result.spec.seed for result in own.published} == {0}
    assert own.here == stored.here
    assert len(own.published) < len(stored.published)


@pytest.mark.usefixtures("mini_project")
def test_one_origin_speaks_at_a_time() -> None:
    stored = tables.study_results("quick")
    part = replace(stored, here=stored.here[:1]).one_origin()
    assert (part.here, part.published) == ((), stored.own().published), "a part of a repetition"
    assert replace(stored, here=stored.here[:1], published=()).one_origin().here == stored.here[:1]
    whole = replace(stored.study, runs=tuple(result.spec for result in stored.here))
    assert replace(stored, study=whole).one_origin() == replace(stored, study=whole, published=())


@pytest.mark.usefixtures("mini_project")
def test_a_part_of_a_study_speaks_provisionally() -> None:
    stored = tables.study_results("quick")
    have, asked = len(stored.own().published), len(stored.study.runs)
    assert have < asked
    said = sentences.provisional(replace(stored, here=()))
    assert said.startswith(f"**Provisional:** {have} of the study's {asked} runs speak")
    whole = replace(stored.study, runs=tuple(result.spec for result in stored.here))
    assert sentences.provisional(replace(stored, study=whole)) == ""


@pytest.mark.usefixtures("mini_project")
def test_a_published_run_at_rates_that_are_no_longer_declared_is_another_run() -> None:
    found = tables.study_results("quick").published[0]
    rates = catalogue.rates(found.spec)
    used = {"learning_rate": rates.learning_rate, "head_learning_rate": rates.head_learning_rate}
    assert published.at_todays_rates(replace(found, settings=used))
    assert not published.at_todays_rates(replace(found, settings={**used, "learning_rate": 2 * rates.learning_rate}))


@pytest.mark.usefixtures("mini_project")
def test_results_come_in_the_order_of_the_study() -> None:
    stored = tables.study_results("quick")
    assert [result.spec for result in stored.here] == [spec for spec in stored.study.runs if _ran_here(spec)]
    assert [(result.spec.method, result.spec.seed) for result in stored.published[:4]] == [
        ("full", 0),
        ("full", 1),
        ("frozen", 0),
        ("frozen", 1),
    ]


def _ran_here(spec: RunSpec) -> bool:
    return (spec.task, spec.method, spec.seed) in mini_study.HERE


def test_a_failed_run_stays_without_a_value(frame: pd.DataFrame) -> None:
    failed = frame[frame["status"] == "failed"]
    assert list(failed["method"]) == ["ia3"]
    assert failed["value"].isna().all()
    assert failed["metric"].item() == "auroc"


def test_json_has_null_where_something_is_missing(frame: pd.DataFrame) -> None:
    rows = json.loads(tables.to_json(frame))
    assert len(rows) == len(frame)
    failed = next(row for row in rows if row["status"] == "failed")
    assert failed["value"] is None
    assert failed["train_size"] == 800
    assert {row["value"] for row in rows if row["metric"] == "ece"} == {None}


def test_one_run_in_two_files_is_refused() -> None:
    twice = [*mini_study.results("here"), mini_study.results("here")[0]]
    with pytest.raises(tables.TableError, match="disposition-neiss-minilm_l6-full-quick-n800-s0"):
        tables.frame(twice, "quick", "here")


def test_one_score_given_twice_is_refused() -> None:
    result = mini_study.results("here")[0]
    again = mini_study.result("disposition", "full", 0, 0.7)
    object.__setattr__(again, "scores", result.scores + result.scores[:1])
    with pytest.raises(tables.TableError, match="auroc on validation"):
        tables.frame([again], "quick", "here")


@pytest.mark.usefixtures("mini_project")
def test_a_dense_frame_names_the_absent_runs() -> None:
    with pytest.raises(tables.TableError, match="22 of 28 runs") as error:
        tables.study_frame("quick", dense=True)
    message = str(error.value)
    assert "mortality-synthetic-minilm_l6-p_tuning-quick-n800-s0" in message
    assert "disposition-neiss-minilm_l6-ia3-quick-n800-s0" not in message, "a failed run is there"
    assert "clinpeft sweep quick" in message


@pytest.mark.usefixtures("mini_project")
def test_studies_share_runs() -> None:
    both = pd.concat([tables.study_frame("quick"), tables.study_frame("quick_seeds")])
    assert set(both["study"]) == {"quick", "quick_seeds"}
    assert len(both) == 2 * len(tables.study_frame("quick"))


def test_an_unknown_origin_names_those_allowed() -> None:
    with pytest.raises(SpecError, match="here, published"):
        tables.frame([], "quick", "elsewhere")


def test_no_results_make_an_empty_frame_of_the_same_types(frame: pd.DataFrame) -> None:
    empty = tables.frame([], "quick", "here")
    assert empty.empty
    assert list(empty.dtypes) == list(frame.dtypes)


@pytest.mark.usefixtures("mini_project")
def test_siblings_are_the_other_seeds() -> None:
    found = published.siblings(mini_study.spec("disposition", "full", 0))
    assert [result.spec.seed for result in found] == [0, 1]
    assert published.siblings(mini_study.spec("case_concepts", "lora", 5))[0].spec.seed == 0


def test_cells_are_means_over_seeds(frame: pd.DataFrame) -> None:
    cells = pivots.cells(frame)
    cell = cells[(cells["origin"] == "published") & (cells["variant"] == "Full fine-tuning")].iloc[0]
    assert cell["mean"] == pytest.approx(0.754)
    assert cell["sd"] == pytest.approx(0.004 / 2**0.5)
    assert cell["n"] == 2


def test_the_pivot_in_words_and_numbers(frame: pd.DataFrame) -> None:
    table = pivots.table(frame, "quick", unavailable=("synthetic",))
    disposition = next(name for name in table.columns if name.startswith("disposition"))
    mortality = next(name for name in table.columns if name.startswith("mortality"))
    here, published = table.loc["this machine"], table.loc["published"]
    assert here.index[0] == pivots.FLOOR
    assert here.loc[pivots.FLOOR, disposition] == "0.780"
    assert here.loc["Full fine-tuning", disposition] == "0.750 (n=1)"
    assert published.loc["Full fine-tuning", disposition] == "0.754 ± 0.003 (n=2)"
    assert here.loc["IA3", disposition] == "failed"
    assert here.loc["P-tuning", disposition] == "not run"
    assert here.loc["LoRA", mortality] == "unavailable"
    assert published.loc["LoRA", mortality] == "not run"
    asked = {spec.method for spec in catalogue.study("quick").runs}
    methods = [method.title for method in catalogue.METHODS.values() if method.name in asked]
    assert list(here.index[1:]) == methods


def test_a_failed_seed_beside_a_good_one_is_counted(frame: pd.DataFrame) -> None:
    results = [mini_study.result("disposition", "lora", 0, 0.7), mini_study.result("disposition", "lora", 1, None)]
    table = pivots.table(tables.frame(results, "quick_seeds", "here"), "quick_seeds")
    assert table.loc[("this machine", "LoRA")].iloc[2] == "0.700 (n=1), 1 failed"
    assert len(frame)


def test_an_empty_frame_still_makes_a_table() -> None:
    table = pivots.table(tables.frame([], "quick", "here"), "quick")
    assert set(table.loc["this machine"].iloc[1]) == {"not run"}


def test_scores_beside_floor() -> None:
    table = pivots.scores_beside_floor(mini_study.results("here")[0])
    assert table.loc["AUROC", "difference"] == pytest.approx(-0.03)
    assert pd.isna(table.loc["expected calibration error (lower is better)", "this run"])
    assert pivots.as_text(table).loc["AUROC"].tolist() == ["0.750", "0.780", "-0.030"]
    with pytest.raises(SpecError, match="no test scores"):
        pivots.scores_beside_floor(mini_study.results("here")[3])


def test_time_is_relative_to_full_of_the_same_origin_and_seed(costs: pd.DataFrame) -> None:
    relative = pivots.relative_costs(costs).set_index(["origin", "task", "method", "seed"])
    assert relative.loc[("here", "disposition", "lora", 0), "time_ratio"] == pytest.approx(16 / 20)
    assert relative.loc[("published", "disposition", "lora", 1), "time_ratio"] == pytest.approx(17 / 21)
    assert relative.loc[("here", "disposition", "lora", 0), "megabytes"] == pytest.approx(0.888)
    assert len(relative) == len(costs)


def test_results_do_not_import_torch(tmp_path: Path) -> None:
    import subprocess
    import sys

    modules = "tables, pivots, statistics, comparison, reported, sentences, figures"
    code = f"import sys\nfrom clinpeft.results import {modules}\nsys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, timeout=120)
