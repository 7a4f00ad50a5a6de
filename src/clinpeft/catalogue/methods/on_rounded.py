"""Which methods adapt a backbone whose matrices are rounded to 8 or 4 bits."""

ON_ROUNDED = frozenset({
    "frozen", "lora", "lora_r1", "lora_r2", "lora_r4", "lora_r16", "lora_r32", "lora_r64", "lora_all", "rslora",
    "lora_plus", "lora_fa", "hira", "ia3", "adalora", "vera", "randlora", "ln_tuning", "prompt_tuning", "p_tuning",
    "p_tuning_lstm", "prefix_tuning", "prefix_mlp",
})  # fmt: skip
"""Those for which peft has layers over rounded matrices, and those that touch no matrix of the backbone.

Others run into an error there, or read the packed numbers as if they were weights.
"""
