"""Every corpus: where text comes from, on which terms. Files and checksums stand on its card in data/corpora/."""

from clinpeft.catalogue.corpora import credentialed, open_text, synthetic

CORPORA = {corpus.name: corpus for corpus in (*synthetic.ENTRIES, *open_text.ENTRIES, *credentialed.ENTRIES)}
