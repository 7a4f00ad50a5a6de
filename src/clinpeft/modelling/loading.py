"""Load a pretrained encoder with a new head for a task."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from transformers import (
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
    AutoTokenizer,
    BitsAndBytesConfig,
    PreTrainedTokenizerBase,
)

from clinpeft.modelling import attention, hardware, weights
from clinpeft.modelling.decoder_pooling import LastTokenClassifier
from clinpeft.modelling.quiet import quiet
from clinpeft.specs import Backbone, Task

_TEXT_CLASSES: dict[str, Any] = {"first": AutoModelForSequenceClassification, "last": LastTokenClassifier}
_TOKEN_CLASSES: dict[str, Any] = dict.fromkeys(_TEXT_CLASSES, AutoModelForTokenClassification)
_CLASSES = {"sequence": _TEXT_CLASSES, "pair": _TEXT_CLASSES, "token": _TOKEN_CLASSES}
"""Kind of task, then where the backbone pools, to the class that is loaded."""
_PEFT_TASK_TYPES = {"sequence": "SEQ_CLS", "pair": "SEQ_CLS", "token": "TOKEN_CLS"}


@dataclass(frozen=True)
class Loaded:
    """A backbone with a new head."""

    model: nn.Module
    new_parameters: frozenset[str]
    """Names of the parameters that the checkpoint does not hold: they start from random numbers and must be trained."""
    peft_task_type: str


def load_tokenizer(backbone: Backbone) -> PreTrainedTokenizerBase:
    """The backbone's fast tokenizer."""
    return AutoTokenizer.from_pretrained(weights.folder(backbone), local_files_only=True, trust_remote_code=False)


def load(backbone: Backbone, task: Task, seed: int) -> Loaded:
    """The backbone's encoder with a head for the task's labels, the head drawn from the seed, in float32.

    Where the backbone declares 8 or 4 bits its matrices are rounded as they are read (4 as NF4) and the head is left
    alone; that needs bitsandbytes: ``pip install -e ".[quantised]"``.
    """
    torch.manual_seed(seed)
    with quiet():
        model, info = _CLASSES[task.kind][backbone.pooling].from_pretrained(
            weights.intact_folder(backbone),
            **weights.kept_layers(backbone),
            num_labels=len(task.labels),
            id2label=dict(enumerate(task.labels)),
            label2id={label: index for index, label in enumerate(task.labels)},
            attn_implementation="eager",
            dtype=torch.float32,
            device_map=None if backbone.bits is None else {"": hardware.chosen().device},
            quantization_config=None if backbone.bits is None else _rounding(backbone.bits),
            use_safetensors=True,
            local_files_only=True,
            trust_remote_code=False,
            output_loading_info=True,
        )
    model.config.use_cache = False  # nothing is generated, so keys and values of a text are needed only once
    if model.is_backend_compatible():  # the others calculate attention in a way of their own
        attention.register()
        model.set_attn_implementation(hardware.chosen().attention)
    return Loaded(model, frozenset(info["missing_keys"]), _PEFT_TASK_TYPES[task.kind])


def _rounding(bits: int) -> BitsAndBytesConfig:
    # Left to itself, bitsandbytes rounds an encoder's new head as well, and what is rounded cannot be trained.
    left_alone = {"llm_int8_skip_modules": ["classifier", "pre_classifier", "score", "pooler.dense"]}
    if bits == 8:
        return BitsAndBytesConfig(load_in_8bit=True, **left_alone)
    return BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", **left_alone)
