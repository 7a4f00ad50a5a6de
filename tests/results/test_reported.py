import pandas as pd
import pytest

from clinpeft import catalogue
from clinpeft.results import pivots, reported


def test_every_number_has_its_place() -> None:
    frame = reported.load()
    assert not frame.duplicated(["model", "method", "task", "metric", "kind", "where"]).any()
    assert frame[["model", "method", "metric", "value", "kind", "where"]].notna().all(axis=None)
    assert set(frame["kind"]) <= set(reported.KINDS)
    assert set(frame["method"]) <= set(catalogue.METHODS)
    scores = frame[frame["kind"] != "count"]
    assert scores["value"].between(0, 1).all()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (("BioBERT", "lora", "mortality"), 0.828),
        (("TinyBioBERT", "ia3", "triage"), 0.390),
        (("BioMobileBERT", "full", "deid"), 0.966),
        (("BioBERT", "full", "concepts"), None),
    ],
)
def test_medians_as_printed(key: tuple[str, str, str], value: float | None) -> None:
    frame = reported.load()
    wanted = [*key, "median of 3 seeds"]
    found = frame[(frame[["model", "method", "task", "kind"]] == wanted).all(axis=1)]["value"].tolist()
    assert found == ([] if value is None else [value])


def test_the_main_table_is_whole() -> None:
    frame = reported.load()
    main = frame[frame["kind"] == "median of 3 seeds"]
    assert main.groupby(["model", "method"]).size().to_dict() == {
        (model, method): 5
        for model in ("BioBERT", "BioDistilBERT", "BioMobileBERT", "TinyBioBERT")
        for method in ("full", "ia3", "lora")
    }
    assert main["spread"].notna().all()


def test_ours_stand_beside_theirs_under_both_names(frame: pd.DataFrame) -> None:
    table = reported.beside(pivots.cells(frame)).reset_index().set_index(["our task", "method"])
    row = table.loc[("disposition / neiss, 800 texts", "LoRA")]
    assert row["paper's task"] == "mortality, AUROC"
    assert row["paper, BioMobileBERT"] == 0.798
    assert row["ours, this machine"] == pytest.approx(0.74)
    assert row["ours, published"] == pytest.approx(0.8005)
    assert table.loc[("case_concepts / maccrobat, 800 texts", "LoRA"), "kind"] == "max of 3 seeds"


def test_synthetic_text_never_stands_beside_the_paper(frame: pd.DataFrame) -> None:
    invented = frame.assign(task="mortality", corpus="synthetic").astype(frame.dtypes.to_dict())
    assert reported.beside(pivots.cells(invented[invented["metric"] == "auroc"])).empty


def test_the_caveat_is_said(frame: pd.DataFrame) -> None:
    assert "not been verified" in reported.CAVEAT
    notes = reported.notes(pivots.cells(frame), "entity_f1")
    assert "sub-tokens" in notes
    assert "row missing" not in notes, "that is said of a number which is not shown"
    assert reported.notes(pivots.cells(frame[frame["task"] == "disposition"]), "entity_f1") == ""
