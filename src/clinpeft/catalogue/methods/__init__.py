"""Every method: differences between methods are values here, never branches in the library."""

from clinpeft.catalogue.methods import (
    low_rank,
    multiplicative,
    paper,
    products,
    prompt,
    scaling,
    selective,
    shared,
    spectral,
    tuned,
)
from clinpeft.catalogue.methods.left_out import LEFT_OUT
from clinpeft.catalogue.methods.on_rounded import ON_ROUNDED

_ROOMS = (paper, selective, low_rank, shared, products, multiplicative, spectral, scaling, prompt)
_CHOSEN = tuned.table()
METHODS = {
    method.name: tuned.with_chosen_rates(method, _CHOSEN.get(method.name, {}))
    for room in _ROOMS
    for method in room.ENTRIES
}

SEVEN = tuple(method.name for method in paper.ENTRIES)
"""Names of the paper's five PEFT methods, full fine-tuning and the frozen encoder."""

__all__ = ["LEFT_OUT", "METHODS", "ON_ROUNDED", "SEVEN"]
