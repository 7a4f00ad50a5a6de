"""Which device and number format a machine gets."""

import pytest
import torch

from clinpeft.modelling import hardware


@pytest.fixture
def nothing_asked(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("CLINPEFT_DEVICE", "CLINPEFT_PRECISION", "ONEDNN_MAX_CPU_ISA"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("cuda", "bf16", "mps", "expected"),
    [
        (True, True, False, hardware.Hardware("cuda", "bfloat16")),
        (True, False, False, hardware.Hardware("cuda", "float16")),
        (False, False, True, hardware.Hardware("mps", "float32")),
        (False, False, False, hardware.Hardware("cpu", "float32")),
    ],
)
def test_hardware_follows_what_torch_answers(
    cuda: bool, bf16: bool, mps: bool, expected: hardware.Hardware, nothing_asked: pytest.MonkeyPatch
) -> None:
    """No such card is at hand: torch's answers are made up, and only the choice is tested, not a calculation."""
    nothing_asked.setattr(torch.cuda, "is_available", lambda: cuda)
    nothing_asked.setattr(torch.cuda, "is_bf16_supported", lambda **_: bf16)
    nothing_asked.setattr(torch.backends.mps, "is_available", lambda: mps)
    nothing_asked.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    nothing_asked.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    assert hardware.chosen() == expected
    assert hardware.chosen().attention == hardware.ATTENTION[expected.device]
    assert hardware.chosen().scales_gradients == (expected.precision == "float16")


def test_hardware_is_what_was_asked_for(nothing_asked: pytest.MonkeyPatch) -> None:
    nothing_asked.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: True)
    assert hardware.chosen().precision == "bfloat16"
    nothing_asked.setenv("ONEDNN_MAX_CPU_ISA", "AVX2")
    assert hardware.chosen().precision == "float32"
    nothing_asked.setenv("CLINPEFT_PRECISION", "bfloat16")
    assert hardware.chosen().precision == "bfloat16"
    nothing_asked.setenv("CLINPEFT_PRECISION", "half")
    with pytest.raises(ValueError, match="'half'; allowed: auto, bfloat16, float32"):
        hardware.chosen()
    nothing_asked.setenv("CLINPEFT_DEVICE", "tpu")
    with pytest.raises(ValueError, match="'tpu'; allowed: auto, cpu, cuda, mps"):
        hardware.chosen()
