"""What a run is expected to hold in memory."""

from clinpeft import catalogue
from clinpeft.running import memory

GIB = 1 << 30


def held(backbone: str) -> float:
    """Expected peak in GiB of a run that trains almost nothing on one short text."""
    return memory.expected_memory(catalogue.backbone(backbone), 0.0, 1, 8) / GIB


def test_rounded_weights_take_what_their_bits_say() -> None:
    whole, eight, four = (held(name) for name in ("llama2_7b", "llama2_7b_8bit", "llama2_7b_nf4"))
    stack = memory.STACK / GIB
    # 6.6 thousand million numbers, all but the embeddings and the norms in matrices.
    embeddings = 4 * 32_000 * 4096 / GIB
    assert 24.5 < whole - stack < 24.8
    assert abs(eight - stack - embeddings - (whole - stack - embeddings) / 4) < 0.1
    assert abs(four - stack - embeddings - (whole - stack - embeddings) / 8) < 0.1


def test_memory_grows_with_what_is_trained_and_with_the_batch() -> None:
    base = catalogue.backbone("minilm_l6")
    small = memory.expected_memory(base, 0.0, 8, 64)
    assert memory.expected_memory(base, 1.0, 8, 64) - small == 3 * 4 * base.parameters
    assert memory.expected_memory(base, 0.0, 16, 64) > small
