"""A tiny backbone with true structure: random weights, a few dozen made-up word pieces, real files on disk."""

from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from clinpeft.catalogue.backbones import roles
from clinpeft.modelling import weights
from clinpeft.specs import Backbone

VOCABULARY = (
    "[PAD] [UNK] [CLS] [SEP] no chest pain fever cough denies history of with and the patient was admitted for old new "
    "severe mild given aspirin ct scan head fall fracture neck home ##ache ##s ##ing back walk ran stairs ."
)
WORDS = VOCABULARY.split()
SPECIAL = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}

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
    roles=roles.BERT,
)


def write_tokenizer(
    folder: Path, words: list[str], special: dict[str, str], single: str, pair: str, inputs: tuple[str, ...]
) -> None:
    """Write a fast tokenizer over the words that surrounds one text, or two, as the templates say."""
    number = {word: index for index, word in enumerate(words)}
    tokenizer = Tokenizer(models.WordPiece(number, unk_token=special["unk_token"]))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokens = [(word, number[word]) for word in special.values()]
    tokenizer.post_processor = processors.TemplateProcessing(single=single, pair=pair, special_tokens=tokens)
    made = PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_input_names=list(inputs), **special)
    made.save_pretrained(folder)


def write_tiny(folder: Path, pooler: bool) -> None:
    """Write the tiny backbone's files; without a pooler, as a checkpoint of masked-word pretraining has none."""
    folder.mkdir(parents=True, exist_ok=True)
    inputs = ("input_ids", "token_type_ids", "attention_mask")
    write_tokenizer(folder, WORDS, SPECIAL, "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", inputs)
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
