"""A tiny backbone with true structure: random weights, a few dozen made-up word pieces, real files on disk."""

from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from clinpeft.modelling import weights
from clinpeft.specs import Backbone

VOCABULARY = (
    "[PAD] [UNK] [CLS] [SEP] no chest pain fever cough denies history of with and the patient was admitted for old new "
    "severe mild given aspirin ct scan head fall fracture neck home ##ache ##s ##ing back walk ran stairs ."
)
WORDS = VOCABULARY.split()

TINY = Backbone(
    name="tiny",
    title="Tiny BERT for tests",
    architecture="bert",
    hub_id="none/tiny",
    revision=None,
    weights_sha256=None,
    package=None,
    domain="general",
    size_group="tiny",
    licence="none",
    parameters=0,
    layers=2,
    heads=2,
    hidden_size=32,
    embedding_size=32,
    intermediate_size=64,
    max_positions=128,
    roles={"query": ("query",), "key": ("key",), "value": ("value",), "block_outputs": ("output.dense",)},
)


def write_tiny(folder: Path, pooler: bool) -> None:
    """Write the tiny backbone's files; without a pooler, as a checkpoint of masked-word pretraining has none."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(models.WordPiece({word: index for index, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    ).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=TINY.hidden_size,
        num_hidden_layers=TINY.layers,
        num_attention_heads=TINY.heads,
        intermediate_size=TINY.intermediate_size,
        max_position_embeddings=TINY.max_positions,
        initializer_range=0.3,  # texts must differ at the head although nothing is pretrained
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    BertModel(config, add_pooling_layer=pooler).save_pretrained(folder, safe_serialization=True)
    assert all((folder / name).is_file() for name in weights.REQUIRED)
