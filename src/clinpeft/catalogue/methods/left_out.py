"""What peft offers and no entry uses, with the reason: measured on tiny models of every architecture."""

LEFT_OUT = {
    "ADAMSS": "It trains as many numbers as a clustering of the weights yields, so its size cannot be declared.",
    "ADAPTION_PROMPT": "It is made for Llama as a text generator: encoders are refused, and the new head is not saved.",
    "CARTRIDGE": "It is prefix tuning with one position frozen, meant to be filled from the cache of a long document.",
    "CPT": "It allows no task but text generation.",
    "FROD": "It trains as many numbers as a joint decomposition of the weights yields, so its size cannot be declared.",
    "GLORA": "In half of the architectures some of its numbers receive no gradient.",
    "LILY": "A prediction changes with the other texts of its batch, so it cannot be evaluated.",
    "MULTITASK_PROMPT_TUNING": "It is made for several tasks at once, and every call must say which.",
    "OSF": "It trains all but the strongest directions of the weights, most of each matrix: it saves next to nothing.",
    "POLY": "It is made for several tasks at once, and every call must say which.",
    "SHADOW": "It runs a second small decoder beside the model and fails on heads of two layers.",
    "TRAINABLE_TOKENS": "It trains the vectors of chosen word pieces and saves no head.",
    "XLORA": "It mixes finished LoRAs; on encoders it stops with an error, and it saves no head.",
}
"""peft's own name of a method to one sentence."""

LEFT_OUT_VARIANTS = {
    "aLoRA": "It waits for a spoken signal in the text, which peft does not hand to a classifier: nothing happens.",
    "BD-LoRA": "It is LoRA laid out for serving on several accelerators.",
    "CorDA": "A saved adapter cannot be loaded again.",
    "EVA": "Its start is computed from training texts, before the training that a run is.",
    "LoftQ": "It needs a graphics card.",
    "LoRA-GA": "A saved adapter gives other predictions on the backbone it was made for.",
    "MonteCLoRA": "It trains numbers beside LoRA whose count follows no formula in the widths.",
    "PiSSA, fast": "Its random decomposition differs from one machine to the next, so a saved adapter does too.",
}
"""A flavour of LoRA to one sentence."""
