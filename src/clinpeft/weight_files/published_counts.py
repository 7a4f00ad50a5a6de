"""The parameter counts that the paper's authors published, rebuilt from structures alone: no weights, no training."""

import csv
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
from peft import PEFT_TYPE_TO_CONFIG_MAPPING, PeftType, get_peft_model
from torch import nn

from clinpeft import catalogue, paths
from clinpeft.weight_files import structure

FILE = "parameter_counts.csv"
_LABELS = 2
_LAST_LAYER = ("classifier", "score")


@dataclass(frozen=True)
class PublishedCount:
    """One published count and the setting that it needs."""

    file: str
    """The authors' file that it stands in, and then the entry there."""
    entry: str
    backbone: str
    method: str
    trainable: int
    adapter: int | None
    """Trainable without the last layer; None where the file does not give it."""
    total: int
    peft_type: str
    """Key of peft's table of configurations; empty for full fine-tuning."""
    targets: tuple[str, ...]
    """Roles of the adapted modules."""
    feedforward: tuple[str, ...]
    rank: int | None
    virtual_tokens: int | None
    token_dim: int | None
    encoder_hidden_size: int | None
    also_trained: tuple[str, ...]
    never_ran: str
    """Why no model with this count can have seen a text; empty where it can."""
    note: str

    def __post_init__(self) -> None:
        catalogue.backbone(self.backbone)

    @property
    def name(self) -> str:
        """File, entry and method in one line."""
        return f"{self.file}, {self.entry}, {self.method}"


@dataclass(frozen=True)
class Counted:
    """What the structure gives."""

    trainable: int
    adapter: int
    total: int


def load() -> tuple[PublishedCount, ...]:
    """Every published count."""
    with (paths.tree().reported / FILE).open(encoding="utf-8", newline="") as file:
        return tuple(_row(fields) for fields in csv.DictReader(file))


def _row(fields: dict[str, str]) -> PublishedCount:
    def number(name: str) -> int | None:
        return int(fields[name]) if fields[name] else None

    return PublishedCount(
        file=fields["file"],
        entry=fields["entry"],
        backbone=fields["backbone"],
        method=fields["method"],
        trainable=int(fields["trainable"]),
        adapter=number("adapter"),
        total=int(fields["total"]),
        peft_type=fields["peft_type"],
        targets=tuple(fields["targets"].split()),
        feedforward=tuple(fields["feedforward"].split()),
        rank=number("rank"),
        virtual_tokens=number("virtual_tokens"),
        token_dim=number("token_dim"),
        encoder_hidden_size=number("encoder_hidden_size"),
        also_trained=tuple(fields["also_trained"].split()),
        never_ran=fields["never_ran"],
        note=fields["note"],
    )


def count(published: PublishedCount) -> Counted:
    """Build the model of a published count on the meta device and count it."""
    base = structure.classifier(catalogue.backbone(published.backbone), _LABELS)
    total = structure.parameters(base)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # peft asks transformers for a property that it has renamed
        model = adapted(base, published)
    trained = {name: p.numel() for name, p in model.named_parameters() if p.requires_grad}
    last = sum(size for name, size in trained.items() if any(part in _LAST_LAYER for part in name.split(".")))
    return Counted(sum(trained.values()), sum(trained.values()) - last, total)


def adapted(base: nn.Module, published: PublishedCount) -> nn.Module:
    """The authors' adapter on a model with a head, with peft's own handling of the head instead of ours."""
    if not published.peft_type:
        return base
    backbone = catalogue.backbone(published.backbone)
    options: dict[str, object] = {"task_type": "SEQ_CLS", "modules_to_save": list(published.also_trained)}
    if published.rank is not None:
        options["r"] = published.rank
    if published.targets:
        options["target_modules"] = backbone.module_names(published.targets)
    if published.feedforward:
        options["feedforward_modules"] = backbone.module_names(published.feedforward)
    if published.virtual_tokens is not None:
        options |= {
            "num_virtual_tokens": published.virtual_tokens,
            "token_dim": published.token_dim,
            "num_layers": backbone.layers,
            "num_attention_heads": backbone.heads,
        }
    if published.encoder_hidden_size is not None:
        options["encoder_hidden_size"] = published.encoder_hidden_size
    configuration = PEFT_TYPE_TO_CONFIG_MAPPING[PeftType(published.peft_type)](**options)  # type: ignore[arg-type]
    return get_peft_model(base, configuration)  # type: ignore[arg-type]


def differences() -> Iterator[tuple[PublishedCount, str | None]]:
    """Each published count and how ours differs from it; None where it does not."""
    for published in load():
        ours = count(published)
        pairs = [
            (noun, stated, found)
            for noun, stated, found in (
                ("trainable", published.trainable, ours.trainable),
                ("adapter", published.adapter, ours.adapter),
                ("total", published.total, ours.total),
            )
            if stated is not None and stated != found
        ]
        found = "; ".join(f"{noun} {found:,}, published {stated:,}" for noun, stated, found in pairs)
        yield published, found or None


def table() -> pd.DataFrame:
    """A row a published count: what was published, what the structure gives, and whether a run can have had it."""
    rows = [
        {
            "entry": published.entry,
            "method": published.method,
            "published": published.trainable,
            "rebuilt": published.trainable if difference is None else count(published).trainable,
            "can run": not published.never_ran,
        }
        for published, difference in differences()
    ]
    return pd.DataFrame(rows)
