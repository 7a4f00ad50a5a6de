"""Tables and the figure of the backbones hold every entry."""

from clinpeft import catalogue
from clinpeft.results import backbones, figures


def test_every_backbone_stands_in_the_table_once_by_size() -> None:
    table = backbones.backbones()
    assert sorted(table["backbone"]) == sorted(catalogue.BACKBONES)
    assert table["parameters"].is_monotonic_increasing
    assert set(table.loc[table["offline"] & table["made from"].isna(), "backbone"]) == {
        "minilm_l3", "minilm_l6", "bge_small", "mpnet_base", "smollm2_135m",
    }  # fmt: skip


def test_rounded_weights_and_seen_notes_are_said() -> None:
    notes = backbones.notes().groupby("backbone")["note"].agg(" ".join)
    assert "8 bits" in notes["bge_small"]
    assert "4 bits" in notes["smollm2_135m"]
    clinical = [entry.name for entry in catalogue.BACKBONES.values() if entry.domain == "clinical"]
    assert all("MIMIC-III" in notes[name] for name in clinical)
    assert not notes.str.contains("`").any(), "a table cell shows Markdown's marks as they are"


def test_the_figure_has_a_point_and_its_words_for_each_backbone() -> None:
    table = backbones.backbones()
    (axes,) = figures.sizes(table)
    points = [line for line in axes.lines if len(line.get_xdata()) == 1]
    assert len(points) == len(table)
    assert axes.get_xscale() == "log"
    assert all(f"{count:,}" in figures.alt_sizes(table) for count in table["parameters"])
    filled = figures.alt_sizes(table).partition("Filled points")[2]
    assert filled.partition(": ")[2].rstrip(".").split(", ") == list(table.loc[table["offline"], "backbone"])
