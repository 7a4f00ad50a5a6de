"""Role tables: which modules of an architecture play a role that methods name."""

BERT = {
    "query": ("query",),
    "key": ("key",),
    "value": ("value",),
    # The suffix takes the output projection of the attention *and* of the feed-forward block, as peft's own table does.
    "block_outputs": ("output.dense",),
}
