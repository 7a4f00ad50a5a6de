"""Names of tensors in tables: short, and as many different ones as before."""

import jupytext
import pandas as pd
import pytest

from clinpeft.paths import PROJECT
from clinpeft.showing.names import short_names, shown_tensors

KINDS = ("code", "markdown")
LAYER = "base_model.model.bert.encoder.layer.0.attention.self.query"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        (f"{LAYER}.lora_A.default.weight", "layer.0.attention.self.query.lora_A"),
        (f"{LAYER}.vera_lambda_b.default", "layer.0.attention.self.query.vera_lambda_b"),
        (f"{LAYER}.tinylora_v.default.3", "layer.0.attention.self.query.tinylora_v.3"),
        ("base_model.model.model.layers.1.attn.Wqkv.lora_B.default.weight", "layers.1.attn.Wqkv.lora_B"),
        ("prompt_encoder.default.mlp_head.0.weight", "prompt_encoder.mlp_head.0"),
        ("bert.embeddings.word_embeddings.weight", "bert.embeddings.word_embeddings"),
    ],
)
def test_what_only_wraps_a_name_is_left_out(name: str, short: str) -> None:
    assert short_names([name]) == [short]


def test_an_ending_that_tells_two_tensors_apart_stays() -> None:
    names = ["bert.encoder.layer.3.query.weight", "bert.encoder.layer.3.query.bias"]
    assert short_names(names) == ["layer.3.query.weight", "layer.3.query.bias"]


def test_names_that_would_become_one_stay_whole() -> None:
    names = ["text.layer.0.query.weight", "image.layer.0.query.weight"]
    assert short_names(names) == names


def test_the_table_keeps_its_rows_and_columns() -> None:
    table = pd.DataFrame({"parameter": [f"{LAYER}.ia3_l.default"], "shape": [(4,)], "parameters": [4]})
    assert shown_tensors(table).to_dict("records") == [
        {"parameter": "layer.0.attention.self.query.ia3_l", "shape": (4,), "parameters": 4}
    ]
    assert short_names([]) == []


@pytest.mark.parametrize("method", ["lora", "adalora", "dora", "ia3", "oft", "vera", "zoo"])
def test_the_pages_with_long_names_shorten_them_and_say_so(method: str) -> None:
    page = jupytext.read(PROJECT / "notebooks" / "py" / "methods" / f"{method}.py")
    cells = {kind: "\n".join(cell.source for cell in page.cells if cell.cell_type == kind) for kind in KINDS}
    assert "shown_tensors(description.inserted)" in cells["code"]
    assert "names are shortened" in " ".join(cells["markdown"].split())
