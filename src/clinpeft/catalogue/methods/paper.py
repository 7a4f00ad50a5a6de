"""The paper's five PEFT methods, beside full fine-tuning and the frozen encoder."""

from clinpeft.catalogue.methods.rates import PAPER
from clinpeft.specs import Formula, Method, Variant

_QUERY_KEY_VALUE = Variant(targets=("query", "key", "value"))
_PREFIX = Formula(once="num_virtual_tokens * 2 * layers * attention_width")
NO_PAST = "The encoder takes no past keys and values, and its attention is code of its own that cannot be extended."

LORA = Method(
    name="lora",
    title="LoRA",
    family="low-rank",
    trains="adapter",
    peft_type="LORA",
    options={"r": 8, "lora_alpha": 8, "lora_dropout": 0.1},
    targets=("query", "value"),
    learning_rates={"paper": PAPER, "tuned": 2e-3, "quick": 4e-3},
    head_learning_rates={"tuned/sequence": 5e-3},  # at 2e-3 the new head is undertrained
    notebook="lora",
    reference="hu2022lora",
    summary="A product of two thin matrices is added to chosen weight matrices.",
    formula=Formula(each="r * (d_in + d_out)"),
    mergeable=True,
    variants={  # the paper adapts keys too wherever a name holds "mobile", "tiny" or "distilbert"
        "paper/mobilebert": _QUERY_KEY_VALUE,
        "paper/distilbert": _QUERY_KEY_VALUE,
        "paper/bert/tiny": _QUERY_KEY_VALUE,
        "paper/llama": Variant(options={"r": 16, "lora_alpha": 32}),
    },
)

PREFIX_TUNING = Method(
    name="prefix_tuning",
    title="Prefix tuning",
    family="prompt",
    trains="adapter",
    peft_type="PREFIX_TUNING",
    options={"num_virtual_tokens": 10},
    geometry=("token_dim", "num_layers", "num_attention_heads"),
    learning_rates={"paper": PAPER, "tuned": 1e-2, "quick": 2e-2},
    notebook="prefix_tuning",
    reference="li2021prefix",
    summary="Learned keys and values stand in front of the text in every layer.",
    formula=_PREFIX,
    variants={
        "distilbert": Variant(trains="prefix"),
        "mobilebert": Variant(trains="prefix"),
        "modernbert": Variant(trains="prefix"),
        "paper/distilbert": Variant(options={"num_virtual_tokens": 20}),
    },
    excluded={"deberta_v2": NO_PAST, "mpnet": NO_PAST},
)

P_TUNING = Method(
    name="p_tuning",
    title="P-tuning",
    family="prompt",
    trains="adapter",
    peft_type="P_TUNING",
    options={"num_virtual_tokens": 10, "encoder_hidden_size": 128},
    geometry=("token_dim", "num_layers", "num_attention_heads"),
    learning_rates={"paper": PAPER, "tuned": 5e-3, "quick": 5e-3},
    notebook="p_tuning",
    reference="liu2021gpt",
    summary="As prompt tuning, with the vectors written by a small network.",
    formula=Formula(
        once="num_virtual_tokens * embedding_size + 2 * embedding_size * encoder_hidden_size"
        " + encoder_hidden_size ** 2 + 2 * encoder_hidden_size + embedding_size"
    ),
)

ENTRIES = (
    Method(
        name="full",
        title="Full fine-tuning",
        family="full",
        trains="all",
        peft_type=None,
        learning_rates={"paper": 3e-5, "tuned": 1e-4, "tuned/token": 2e-4, "quick": 1e-4, "quick/token": 4e-4},
        notebook="full",
        reference="devlin2019bert",
        summary="Every weight moves.",
        formula=Formula(once="parameters"),
    ),
    Method(
        name="frozen",
        title="Frozen encoder",
        family="head",
        trains="head",
        peft_type=None,
        learning_rates={"paper": 3e-5, "tuned": 1e-2, "quick": 1e-2},
        notebook="frozen",
        reference="peters2019tune",
        summary="Only the new head moves.",
        formula=Formula(),
    ),
    LORA,
    Method(
        name="ia3",
        title="IA3",
        family="scaling",
        trains="adapter",
        peft_type="IA3",
        targets=("key", "value", "block_outputs"),
        feedforward=("block_outputs",),
        learning_rates={"paper": PAPER, "tuned": 1e-2, "quick": 2e-2},
        notebook="ia3",
        reference="liu2022ia3",
        summary="Activations are rescaled, one number a channel.",
        formula=Formula(each="d_in if feedforward else d_out"),
        mergeable=True,
        variants={
            "paper/distilbert": Variant(
                targets=("key", "value", "feedforward_in", "feedforward_out"),
                feedforward=("feedforward_in", "feedforward_out"),
            ),
        },
    ),
    Method(
        name="prompt_tuning",
        title="Prompt tuning",
        family="prompt",
        trains="adapter",
        peft_type="PROMPT_TUNING",
        options={"num_virtual_tokens": 10},
        geometry=("token_dim", "num_layers", "num_attention_heads"),
        learning_rates={"paper": PAPER, "tuned": 3e-2, "quick": 5e-2},
        notebook="prompt_tuning",
        reference="lester2021prompt",
        summary="Learned vectors stand in front of the text.",
        formula=Formula(once="num_virtual_tokens * embedding_size"),
    ),
    PREFIX_TUNING,
    P_TUNING,
)
