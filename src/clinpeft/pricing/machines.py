"""Machines that a study may be priced on: what an hour takes of money and energy, and how fast the rented ones are."""

from collections.abc import Sequence
from dataclasses import dataclass

from clinpeft import resources

WATTS_PER_CORE = 10.0
"""Rule of thumb for a busy core of a processor with its memory; no meter is read."""
PENCE_PER_KWH = 25.0
"""A British household's electricity, rounded."""


@dataclass(frozen=True)
class Rented:
    """A machine of the paper, as fast as the paper's own hours say (table of costs, ten epochs on mortality).

    A straight line through its smallest and its largest fully fine-tuned encoder: hours = so much for an update or a
    text, and so much for the arithmetic. ``reference/paper`` has the hours; nothing here was measured by us.
    """

    name: str
    pounds_per_hour: float
    """Mean of on-demand and spot price, as the paper's table implies it."""
    watts: float
    """Largest power of its graphics processor, and a hundred for the rest."""
    seconds_each: float
    """Per update where it trains, per text where it predicts."""
    flops_per_second: float


TRAINER = Rented("g5.16xlarge (A10G), training", 2.03, 400.0, 0.141, 1.11e13)
"""TinyBioBERT 0.53 h and BioBERT 2.51 h for 10,620 updates of 4.6e15 and 8.4e16 floating-point operations."""
PREDICTOR = Rented("g4dn.16xlarge (T4), predicting", 2.07, 170.0, 1.83e-3, 1.35e13)
"""TinyBioBERT 0.06 h and BioBERT 0.22 h for 100,000 texts of 4.5e9 and 8.2e10 floating-point operations each."""


@dataclass(frozen=True)
class Price:
    """What work takes on a machine."""

    machine: str
    hours: float
    kilowatt_hours: float
    pounds: float


def rented(machine: Rented, items: float, flops: float) -> Price:
    """The price of so many updates, or texts, of so much arithmetic in all."""
    hours = (items * machine.seconds_each + flops / machine.flops_per_second) / 3600
    return Price(machine.name, hours, hours * machine.watts / 1000, hours * machine.pounds_per_hour)


def here(seconds: Sequence[float], workers: int) -> Price:
    """The price of runs of so many seconds, one core each, spread over so many workers of this machine."""
    energy = sum(seconds) / 3600 * WATTS_PER_CORE / 1000
    longest = max(seconds, default=0.0)  # however many workers there are, it is waited for
    name = f"this machine, {workers} of {resources.cores()} cores"
    return Price(name, max(sum(seconds) / workers, longest) / 3600, energy, energy * PENCE_PER_KWH / 100)
