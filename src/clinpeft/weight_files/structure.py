"""A backbone's structure without its weights: from the declared configuration, on the meta device."""

from typing import Any

import torch
from torch import nn
from transformers import CONFIG_MAPPING, AutoModel, AutoModelForSequenceClassification, PretrainedConfig

from clinpeft.specs import Backbone


def configuration(backbone: Backbone) -> PretrainedConfig:
    """The configuration in transformers' terms."""
    declared: dict[str, Any] = dict(backbone.config)
    return CONFIG_MAPPING[backbone.architecture.replace("_", "-")](**declared)


def encoder(backbone: Backbone) -> nn.Module:
    """The model without a task's head; its tensors have shapes and no values."""
    with torch.device("meta"):
        return AutoModel.from_config(configuration(backbone))


def classifier(backbone: Backbone, labels: int) -> nn.Module:
    """The model with a head for a label per text; its tensors have shapes and no values."""
    config = configuration(backbone)
    config.num_labels = labels
    with torch.device("meta"):
        return AutoModelForSequenceClassification.from_config(config)


def parameters(model: nn.Module) -> int:
    """How many numbers the model holds; what is shared is counted once."""
    return sum(parameter.numel() for parameter in model.parameters())
