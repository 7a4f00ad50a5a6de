"""LoRA and its kin: other ranks, starts, scales and places of the same product of two thin matrices."""

from dataclasses import replace

from clinpeft.catalogue.methods.paper import LORA
from clinpeft.catalogue.methods.rates import peft_rates
from clinpeft.specs import Formula, Method

# Each entry of this file is LoRA as the paper has it, rank 8 on queries and values, but for what it names. The paper's
# own choice of targets per architecture is a choice for LoRA, not for its kin.
_BASE = replace(LORA, notebook="zoo", variants={}, head_learning_rates={})
_SCALES = {"lora_alpha": 8, "lora_dropout": 0.1}


def _rank(rank: int) -> Method:
    return replace(
        LORA,
        name=f"lora_r{rank}",
        title=f"LoRA, rank {rank}",
        options={"r": rank, "lora_alpha": rank, "lora_dropout": 0.1},
        summary=f"LoRA with matrices of rank {rank}.",
    )


RANKS = tuple(_rank(rank) for rank in (1, 2, 4, 16, 32, 64))

ENTRIES = (
    *RANKS,
    replace(
        _BASE,
        name="lora_all",
        title="LoRA everywhere",
        targets=("query", "key", "value", "attention_output", "feedforward_in", "feedforward_out"),
        learning_rates=peft_rates(quick=2e-3, tuned=1e-3),
        summary="LoRA beside every weight matrix of every layer, not only queries and values.",
    ),
    replace(
        _BASE,
        name="rslora",
        title="rsLoRA",
        options={**_BASE.options, "use_rslora": True},
        learning_rates=peft_rates(quick=2e-3, tuned=1e-3),
        reference="kalajdzievski2023rslora",
        summary="LoRA scaled by the square root of its rank, so that a larger rank does not learn more slowly.",
    ),
    replace(
        _BASE,
        name="dora",
        title="DoRA",
        options={**_BASE.options, "use_dora": True},
        formula=Formula(each="r * (d_in + d_out) + d_out"),
        notebook="dora",
        reference="liu2024dora",
        summary="The length of each row of a weight matrix is learned apart from its direction, which LoRA turns.",
    ),
    replace(
        _BASE,
        name="pissa",
        title="PiSSA",
        options={**_BASE.options, "init_lora_weights": "pissa"},
        learning_rates=peft_rates(quick=1e-3, tuned=5e-4),
        reference="meng2024pissa",
        summary="LoRA that starts from the strongest directions of the weights and freezes the rest.",
    ),
    replace(
        _BASE,
        name="olora",
        title="OLoRA",
        options={**_BASE.options, "init_lora_weights": "olora"},
        learning_rates=peft_rates(quick=1e-3, tuned=5e-4),
        reference="buyukakyuz2024olora",
        summary="LoRA that starts from orthonormal directions of the weights, by a QR decomposition.",
    ),
    replace(
        _BASE,
        name="lora_orthogonal",
        title="LoRA, orthogonal start",
        options={**_BASE.options, "init_lora_weights": "orthogonal"},
        summary="LoRA whose two matrices both start orthonormal and, together, from nothing: their product is zero.",
    ),
    replace(
        _BASE,
        name="mica",
        title="MiCA",
        options={**_BASE.options, "init_lora_weights": "mica"},
        formula=Formula(each="r * d_in"),
        learning_rates=peft_rates(quick=4e-3, tuned=2e-3),
        reference="rudiger2026mica",
        summary="LoRA that writes only into the weakest directions of the weights, which stay fixed.",
    ),
    replace(
        _BASE,
        name="kasa",
        title="KaSA",
        options={**_BASE.options, "kasa_config": {}},
        formula=Formula(each="r * (d_in + d_out) + r"),
        reference="wang2025kasa",
        summary="The weakest directions of the weights are cut off, and LoRA with singular values of its own takes "
        "their place.",
    ),
    replace(
        _BASE,
        name="lora_plus",
        title="LoRA+",
        rate_factors={"lora_B": 16.0},
        learning_rates=peft_rates(quick=1e-3, tuned=5e-4),
        reference="hayou2024loraplus",
        summary="LoRA whose second matrix learns sixteen times as fast as its first.",
    ),
    replace(
        _BASE,
        name="lora_fa",
        title="LoRA-FA",
        held=("lora_A",),
        formula=Formula(each="r * d_out"),
        reference="zhang2023lorafa",
        summary="LoRA whose first matrix keeps its random start; only the second is trained.",
    ),
    replace(
        _BASE,
        name="velora",
        title="VeLoRA",
        options={**_BASE.options, "velora_config": {"num_groups": 4}},
        reference="miles2024velora",
        summary="LoRA that keeps a compressed copy of its inputs for the backward pass, to save memory.",
    ),
    replace(
        _BASE,
        name="adalora",
        title="AdaLoRA",
        peft_type="ADALORA",
        options={
            **_SCALES, "init_r": 12, "target_r": 8, "orth_reg_weight": 0.1,
            "total_step": 1,  # set from the length of the training by the hook
        },
        training={"rank_allocation": {"warmup": 0.1, "settled": 0.3, "interval": 0.01}},
        formula=Formula(each="init_r * (d_in + d_out) + init_r"),
        learning_rates=peft_rates(quick=1e-2, tuned=5e-3),
        notebook="adalora",
        reference="zhang2023adalora",
        summary="LoRA with singular values; during training the weakest are dropped, so rank goes where it is needed.",
    ),
)  # fmt: skip
