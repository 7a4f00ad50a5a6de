"""Checkpoints in other forms become the safetensors that hold the same numbers."""

import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import load_file
from transformers import AutoModel, AutoTokenizer, BertConfig, BertModel

from clinpeft import catalogue
from clinpeft.modelling import weights
from clinpeft.modelling.weights import PICKLE, WEIGHTS, WeightsUnavailable
from clinpeft.weight_files.converting import convert
from tiny import write_tiny

CONFIG = BertConfig(
    vocab_size=11, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=12,
    max_position_embeddings=6,
)  # fmt: skip
RUNTIME = json.loads((Path(__file__).parent / "source_runtime.json").read_text(encoding="utf-8"))


def rounded(name: str, array: np.ndarray) -> list[onnx.TensorProto]:
    """8-bit weights with a scale and a zero point for each column, as a quantiser writes them."""
    scale = (np.abs(array).max(axis=0) / 124).astype(np.float32)
    zero = np.full(array.shape[1], 3, dtype=np.int8)
    made = (np.round(array / scale).clip(-124, 124) + zero).astype(np.int8)
    parts = {f"{name}_quantized": made, f"{name}_scale": scale, f"{name}_zero_point": zero}
    return [numpy_helper.from_array(part, part_name) for part_name, part in parts.items()]


def write_onnx(model: BertModel, path: Path, prefix: str, bits8: bool) -> None:
    """The weights as an exporter leaves them: matrices of linear layers transposed, nameless but for their node."""
    tensors, nodes = [], []
    for name, tensor in model.state_dict().items():
        array = tensor.numpy()
        linear = array.ndim == 2 and name.startswith("encoder")
        stored = f"onnx::MatMul_{len(nodes)}" if linear else f"{prefix}{name}"
        array = np.ascontiguousarray(array.T) if linear else array
        quantise = bits8 and array.ndim == 2
        tensors += rounded(stored, array) if quantise else [numpy_helper.from_array(array, stored)]
        if linear:
            product = f"/{prefix.replace('.', '/')}{name.removesuffix('.weight').replace('.', '/')}/MatMul"
            product = product.replace("layer/0", "layer.0")
            nodes.append(
                helper.make_node("MatMul", ["x", f"{stored}_quantized" if quantise else stored], ["y"], product)
            )
    empty = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])]
    onnx.save(helper.make_model(helper.make_graph(nodes, "bert", empty, empty, tensors)), path)


@pytest.mark.parametrize("bits8", [False, True], ids=["float32", "8bit"])
@pytest.mark.parametrize("prefix", ["", "model.0.auto_model."], ids=["bare", "wrapped"])
def test_onnx_gives_back_the_weights(tmp_path: Path, prefix: str, bits8: bool) -> None:
    model = BertModel(CONFIG, add_pooling_layer=False)
    write_onnx(model, tmp_path / "source", prefix, bits8)
    CONFIG.save_pretrained(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}")
    said = convert("onnx", tmp_path)
    converted = load_file(tmp_path / WEIGHTS)
    assert set(converted) == set(model.state_dict())
    for name, tensor in model.state_dict().items():
        step = tensor.abs().max() / 124 if bits8 and tensor.ndim == 2 else 0.0
        assert (converted[name] - tensor).abs().max() <= step + 1e-7
    assert said is not None
    assert ("8-bit" in said) == bits8
    assert not (tmp_path / "source").exists()


def test_an_export_that_lacks_a_layer_is_refused(tmp_path: Path) -> None:
    write_onnx(BertModel(CONFIG, add_pooling_layer=False), tmp_path / "source", "", bits8=False)
    BertConfig(**{**CONFIG.to_dict(), "num_hidden_layers": 2}).save_pretrained(tmp_path)
    with pytest.raises(WeightsUnavailable, match=r"16 tensors without weights .*encoder\.layer\.1"):
        convert("onnx", tmp_path)


def test_a_split_archive_is_joined(tmp_path: Path) -> None:
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("model/config.json", "{}")
        archive.writestr("model/tokenizer.json", "{}")
        archive.writestr("model/1_Pooling/config.json", "not this one")
    content = whole.read_bytes()
    whole.unlink()
    for number, part in enumerate((content[:100], content[100:]), 1):
        (tmp_path / f"source.00{number}").write_bytes(part)
    convert("split_zip", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.json", "tokenizer.json"]
    assert (tmp_path / "config.json").read_text() == "{}"


def test_a_pickled_checkpoint_is_read_once_and_kept_as_safetensors(tmp_path: Path) -> None:
    write_tiny(tmp_path, pooler=True)
    tensors = load_file(tmp_path / WEIGHTS)
    (tmp_path / WEIGHTS).unlink()
    torch.save({**tensors, "shared": tensors["pooler.dense.weight"]}, tmp_path / PICKLE)
    said = convert("files", tmp_path)
    assert said is not None
    assert "weights_only=True" in said
    assert not (tmp_path / PICKLE).exists()
    assert all(torch.equal(load_file(tmp_path / WEIGHTS)[name], tensor) for name, tensor in tensors.items())


class Planted:
    """What unpickling would run."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (pytest.fail, ("the pickle was executed",))


def test_a_pickle_that_holds_more_than_tensors_is_refused(tmp_path: Path) -> None:
    (tmp_path / PICKLE).write_bytes(pickle.dumps(Planted()))
    with pytest.raises(WeightsUnavailable, match="more than tensors"):
        convert("files", tmp_path)


@pytest.mark.long
@pytest.mark.parametrize(("name", "cosine"), [("minilm_l3", 0.999999), ("bge_small", 0.99), ("smollm2_135m", 0.999)])
def test_converted_weights_agree_with_the_runtime_of_the_source(name: str, cosine: float) -> None:
    """Means over the tokens as onnxruntime 1.32 and (smollm2_135m) llama.cpp, by xllamacpp 2026.10, gave them.

    On rounded weights both round what flows through the model too.
    """
    folder = ready(name)
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    for row in RUNTIME[name]:
        batch = tokenizer(row["text"], return_tensors="pt")
        assert batch["input_ids"].shape[1] == row["tokens"]
        with torch.inference_mode():
            mean = model(**batch).last_hidden_state[0].mean(dim=0)
        assert torch.cosine_similarity(mean, torch.tensor(row["mean"]), dim=0) >= cosine


@pytest.mark.long
def test_the_decoder_made_from_gguf_still_knows_what_follows() -> None:
    folder = ready("smollm2_135m")
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    with torch.inference_mode():
        hidden = model(**tokenizer("The capital of France is", return_tensors="pt")).last_hidden_state[0, -1]
        best = int((model.get_input_embeddings().weight @ hidden).argmax())  # the head is tied to the embeddings
    assert tokenizer.decode(best).strip() == "Paris"


def ready(name: str) -> Path:
    backbone = catalogue.backbone(name)
    if weights.state(backbone) != "ready":
        pytest.skip(f"needs the backbone: clinpeft models fetch {name}")
    return weights.intact_folder(backbone)
