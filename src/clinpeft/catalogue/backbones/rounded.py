"""Decoders read in 8 or 4 bits, so that a large one fits a small machine's memory."""

from dataclasses import replace

from clinpeft.catalogue.backbones import ladder, paper
from clinpeft.specs import Backbone

_FORMS = {8: "8bit", 4: "nf4"}
_WHOLE = {backbone.name: backbone for backbone in (*ladder.ENTRIES, *paper.ENTRIES)}


def _rounded(whole: Backbone, bits: int) -> Backbone:
    """The backbone with its matrices rounded as they are read; embeddings, norms and the new head are left alone."""
    return replace(
        whole,
        name=f"{whole.name}_{_FORMS[bits]}",
        title=f"{whole.title}, in {bits} bits",
        made_from=whole.name,
        bits=bits,
        notes=(
            *whole.notes,
            f"Its matrices are rounded to {bits} bits as they are read (Dettmers et al. 2022, 2023) and stay so: only "
            "methods that leave them alone can adapt it.",
        ),
    )


ENTRIES = tuple(_rounded(_WHOLE[name], bits) for name in ("smollm2_135m", "llama2_7b") for bits in _FORMS)
