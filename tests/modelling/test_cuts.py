"""A backbone cut to its first layers is those layers of the whole one, and nothing else."""

from dataclasses import replace

import pytest
import torch

from clinpeft import catalogue, modelling, provenance
from clinpeft.modelling import weights
from clinpeft.specs import Backbone, RunSpec

CUTS = [entry for entry in catalogue.BACKBONES.values() if entry.made_from is not None and entry.bits is None]
TASK = catalogue.task("disposition")


@pytest.fixture
def cut(tiny: Backbone) -> Backbone:
    return replace(tiny, name="tiny_first1", made_from="tiny", layers=1)


def test_a_cut_gives_the_hidden_states_of_the_whole_ones_layer(tiny: Backbone, cut: Backbone) -> None:
    inputs = {"input_ids": torch.tensor([[2, 5, 6, 7, 3]]), "attention_mask": torch.ones(1, 5, dtype=torch.long)}
    whole = modelling.load(tiny, TASK, seed=0)
    first = modelling.load(cut, TASK, seed=0)
    with torch.no_grad():
        states = whole.model.eval().base_model(**inputs, output_hidden_states=True).hidden_states
        got = first.model.eval().base_model(**inputs).last_hidden_state
    torch.testing.assert_close(got, states[1])
    assert first.new_parameters == whole.new_parameters, "what the checkpoint has is read"


def test_a_cut_is_adapted_in_the_layers_it_has(tiny: Backbone, cut: Backbone) -> None:
    lora = catalogue.method("lora").on("tuned", tiny)
    counts = {
        b.name: modelling.adapt(modelling.load(b, TASK, 0), b, lora).structure.adapter_parameters for b in (tiny, cut)
    }
    assert counts["tiny_first1"] * 2 == counts["tiny"] > 0


def test_a_cut_uses_the_files_of_the_whole_one(tiny: Backbone, cut: Backbone) -> None:
    assert weights.folder(cut) == weights.folder(tiny)
    missing = replace(cut, made_from="elsewhere")
    with pytest.raises(modelling.WeightsUnavailable, match="clinpeft models fetch elsewhere"):
        weights.folder(missing)


@pytest.mark.parametrize("entry", CUTS, ids=lambda entry: entry.name)
def test_a_cut_is_told_from_the_whole_one_in_every_result(entry: Backbone) -> None:
    assert entry.made_from is not None
    whole = catalogue.backbone(entry.made_from)
    assert (entry.weights_sha256, entry.size_group) == (whole.weights_sha256, whole.size_group)
    assert entry.layers < whole.layers
    specs = [RunSpec("disposition", "neiss", name, "lora", "tuned") for name in (entry.name, whole.name)]
    settings = [provenance.settings(spec, catalogue.resolve(spec)) for spec in specs]
    assert settings[0]["backbone"] != settings[1]["backbone"]
    assert "layers" not in settings[1]["backbone"], "hashes of whole backbones stay as published"  # type: ignore[operator]
