"""Every backbone: where its weights come from, what they must hash to, and what its modules are called."""

from clinpeft.catalogue.backbones import beyond, cuts, ladder, paper, rounded

_ENTRIES = (*ladder.ENTRIES, *cuts.ENTRIES, *paper.ENTRIES, *beyond.ENTRIES, *rounded.ENTRIES)

BACKBONES = {backbone.name: backbone for backbone in _ENTRIES}
