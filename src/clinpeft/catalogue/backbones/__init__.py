"""Every backbone: where its weights come from, what they must hash to, and what its modules are called."""

from clinpeft.catalogue.backbones import beyond, cuts, ladder, paper

BACKBONES = {backbone.name: backbone for backbone in (*ladder.ENTRIES, *cuts.ENTRIES, *paper.ENTRIES, *beyond.ENTRIES)}
