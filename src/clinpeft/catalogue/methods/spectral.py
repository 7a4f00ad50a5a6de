"""Updates written in another basis: a few coefficients of a Fourier or wavelet transform, or a circular convolution."""

from clinpeft.catalogue.methods.rates import peft_rates
from clinpeft.specs import Formula, Method

ENTRIES = (
    Method(
        name="fourierft",
        title="FourierFT",
        family="spectral",
        trains="adapter",
        peft_type="FOURIERFT",
        options={"n_frequency": 500, "scaling": 150.0},
        targets=("query", "value"),
        formula=Formula(once="n_frequency * modules"),
        mergeable=True,
        learning_rates=peft_rates(quick=5e-2, tuned=2e-2),
        notebook="zoo",
        reference="gao2024fourierft",
        summary="Some coefficients of the update's two-dimensional Fourier transform are learned, the others are zero.",
    ),
    Method(
        name="waveft",
        title="WaveFT",
        family="spectral",
        trains="adapter",
        peft_type="WAVEFT",
        options={"n_frequency": 500, "scaling": 25.0},
        targets=("query", "value"),
        formula=Formula(once="n_frequency * modules"),
        mergeable=True,
        learning_rates=peft_rates(quick=1e-2, tuned=5e-3),
        notebook="zoo",
        reference="bilican2025waveft",
        summary="As FourierFT, with wavelets: each coefficient changes one small place of the matrix.",
    ),
    Method(
        name="c3a",
        title="C3A",
        family="spectral",
        trains="adapter",
        peft_type="C3A",
        fitted={"block_size": 128},
        targets=("query", "value"),
        formula=Formula(each="d_in * d_out // block_size"),
        mergeable=True,
        learning_rates=peft_rates(quick=5e-2, tuned=2e-2),
        notebook="zoo",
        reference="chen2024c3a",
        summary="The update is made of circulant blocks: each is one vector, shifted by a place from row to row.",
    ),
)
