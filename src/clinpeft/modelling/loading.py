"""Load a pretrained encoder with a new head for a task."""

import warnings
from dataclasses import dataclass

import torch
from torch import nn
from transformers import (
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
    AutoTokenizer,
    PreTrainedTokenizerBase,
)
from transformers.utils import logging as transformers_logging

from clinpeft.modelling import weights
from clinpeft.specs import Backbone, Task

_CLASSES = {
    "sequence": AutoModelForSequenceClassification,
    "pair": AutoModelForSequenceClassification,
    "token": AutoModelForTokenClassification,
}
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
    """The backbone's encoder with a head for the task's labels, the head drawn from the seed, in float32."""
    torch.manual_seed(seed)
    verbosity = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity_error()  # the report of new weights is asserted below, not printed
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model, info = _CLASSES[task.kind].from_pretrained(
                weights.folder(backbone),
                num_labels=len(task.labels),
                id2label=dict(enumerate(task.labels)),
                label2id={label: index for index, label in enumerate(task.labels)},
                attn_implementation="eager",  # faster than SDPA in training on a CPU at these lengths
                dtype=torch.float32,
                use_safetensors=True,
                local_files_only=True,
                trust_remote_code=False,
                output_loading_info=True,
            )
    finally:
        transformers_logging.set_verbosity(verbosity)
    return Loaded(model, frozenset(info["missing_keys"]), _PEFT_TASK_TYPES[task.kind])
