import base64
import re
from collections.abc import Iterator
from dataclasses import replace

import matplotlib.pyplot as plt
import mini_study
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from clinpeft.results import figures, tables
from clinpeft.results.figures import style


@pytest.fixture(autouse=True)
def _headless() -> Iterator[None]:
    plt.switch_backend("agg")
    yield
    plt.close("all")


def _points(axes: object) -> int:
    return sum(len(collection.get_offsets()) for collection in axes.collections)  # type: ignore[attr-defined]


def test_scores_have_a_panel_a_task_and_a_row_a_method(frame: pd.DataFrame) -> None:
    axes = figures.scores(frame)
    assert len(axes) == 2
    assert [label.get_text() for label in axes[0].get_yticklabels()] == [
        "Full fine-tuning",
        "Frozen encoder",
        "LoRA",
        "IA3",
    ]
    assert [one.get_xlabel() for one in axes] == ["test AUROC", "test entity F1"]
    assert "disposition / neiss" in axes[0].get_title()
    assert _points(axes[0]) == 3 + 8
    floor = [line.get_xdata()[0] for line in axes[0].lines if line.get_label().startswith("floor")]
    assert floor == [pytest.approx(0.78)] * 2, "one an origin"


def test_a_failed_run_is_written_into_the_figure(frame: pd.DataFrame) -> None:
    texts = [text.get_text() for text in figures.scores(frame)[0].texts]
    assert texts == ["failed here"]


def test_the_text_alternative_of_scores(frame: pd.DataFrame) -> None:
    alt = figures.alt_scores(frame)
    assert "best Full fine-tuning 0.750" in alt
    assert "best LoRA 0.800" in alt
    assert "floor 0.780" in alt
    assert "IA3 failed" in alt


def test_costs_have_two_labelled_panels(costs: pd.DataFrame) -> None:
    time, size = figures.costs(costs)
    assert "training time" in time.get_xlabel()
    assert "MB" in size.get_xlabel()
    assert size.get_xscale() == "log"
    assert _points(time) == _points(size) == len(costs)
    assert "LoRA 0.80 times, 0.89 MB" in figures.alt_costs(costs)


def test_parameters_are_on_a_log_axis_with_a_marker_a_method(frame: pd.DataFrame) -> None:
    axes = figures.parameters_against_score(frame)
    assert all(one.get_xscale() == "log" for one in axes)
    labels = [text.get_text() for text in axes[0].figure.legends[0].get_texts()]
    assert {"Full fine-tuning", "Frozen encoder", "LoRA", "IA3", "floor, this machine", "floor, published"} <= set(
        labels
    )
    assert len(labels) == len(set(labels))
    alt = figures.alt_parameters(frame)
    assert "best Full fine-tuning, 0.750 with 22,713,216 parameters" in alt
    assert "fewest within 0.02 of it: LoRA, 0.740 with 222,000" in alt


def test_the_learning_curve() -> None:
    result, *_ = mini_study.results("here")
    loss, score = figures.plot_curve(result, published=mini_study.results("published")[:2])
    assert list(loss.lines[0].get_ydata()) == pytest.approx([0.7, 0.35])
    assert "nats" in loss.get_ylabel()
    assert score.get_ylabel() == "validation AUROC"
    assert [line.get_label() for line in score.lines] == [
        "published, this seed too",
        "published, this seed too",
        "this run",
        "floor, validation",
        "checkpoint kept",
    ]
    alt = figures.alt_curve(result)
    assert "best, 0.750, after 2 passes" in alt
    assert "floor is 0.790" in alt
    assert "grey" not in alt


def test_the_grey_lines_are_not_the_shown_run_and_are_said() -> None:
    shown, sibling = mini_study.results("published")[:2]
    _, score = figures.plot_curve(shown, published=(shown, sibling))
    assert [line.get_label() for line in score.lines].count("published, other seeds") == 1
    assert "a published run of the same settings with another seed; its last score is 0.756" in figures.alt_curve(
        shown, (shown, sibling)
    )
    here, *_ = mini_study.results("here")
    alt = figures.alt_curve(here, (shown, sibling))
    assert "2 published runs of the same settings, one of them with this run's seed" in alt
    assert "between 0.752 and 0.756" in alt
    assert "with this run's seed; its last score is 0.752" in figures.alt_curve(here, (shown,))


def test_one_pass_is_one_pass() -> None:
    result, *_ = mini_study.results("here")
    assert "after 1 pass." in figures.alt_curve(replace(result, curve=result.curve[:1]))


def test_a_failed_run_has_no_curve_and_says_so() -> None:
    failed = mini_study.results("here")[3]
    (axes,) = figures.plot_curve(failed)
    assert "failed" in axes.texts[0].get_text()
    assert "failed" in figures.alt_curve(failed)


def test_nothing_to_draw_is_said() -> None:
    empty, costs = tables.frame([], "quick", "here"), tables.costs([], "quick", "here")
    for axes in (figures.scores(empty), figures.costs(costs), figures.parameters_against_score(empty)):
        assert "no runs" in axes[0].texts[0].get_text()
    for alt in (figures.alt_scores(empty), figures.alt_costs(costs), figures.alt_parameters(empty)):
        assert "no runs" in alt


def test_the_image_carries_its_text_alternative(frame: pd.DataFrame) -> None:
    image = figures.image_html(figures.scores(frame), alt='rises to "0.8" & more')
    assert 'alt="rises to &quot;0.8&quot; &amp; more"' in image
    data = re.search(r'base64,([^"]+)"', image)
    assert data is not None
    assert base64.b64decode(data[1]).startswith(b"\x89PNG")
    with pytest.raises(ValueError, match="needs a text alternative"):
        figures.image_html(figures.scores(frame), alt=" ")


def test_the_same_data_give_the_same_image(frame: pd.DataFrame) -> None:
    one, two = (figures.image_html(figures.scores(frame), alt="same") for _ in range(2))
    assert one == two


def test_displaying_closes_the_figure(frame: pd.DataFrame) -> None:
    plt.close("all")  # of other tests
    figures.display_figure(figures.scores(frame), alt="dots")
    assert plt.get_fignums() == []


@pytest.mark.parametrize("colour", [style.INK, style.FAINT])
def test_text_has_contrast_on_the_white_card(colour: str) -> None:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5
