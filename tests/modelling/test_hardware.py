"""Which device and number format a machine gets."""

import platform

import pytest
import torch

from clinpeft.modelling import hardware


@pytest.fixture
def nothing_asked(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("CLINPEFT_DEVICE", "CLINPEFT_PRECISION", "ONEDNN_MAX_CPU_ISA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
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


@pytest.mark.parametrize(
    ("library", "has", "expected"), [(True, True, "bfloat16"), (True, False, "float32"), (False, True, "float32")]
)
def test_an_arm_processor_is_asked_through_the_library_that_calculates(
    library: bool, has: bool, expected: str, nothing_asked: pytest.MonkeyPatch
) -> None:
    nothing_asked.setattr(platform, "machine", lambda: "aarch64")
    nothing_asked.setattr(torch.cuda, "is_available", lambda: False)
    nothing_asked.setattr(torch.backends.mps, "is_available", lambda: False)
    nothing_asked.setattr(torch.backends.mkldnn, "is_available", lambda: library)
    nothing_asked.setattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", lambda: has)
    assert hardware.chosen().precision == expected


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
