"""Wait for one's turn at a run that another process may be making: a sweep, another command, or a page of the book."""

import time
from collections.abc import Callable

from clinpeft import store
from clinpeft.kernels import halting
from clinpeft.running import leases
from clinpeft.specs import RunSpec

ASK_AGAIN_SECONDS = 1.0


def wait_for(spec: RunSpec, say: Callable[[str], object]) -> leases.Lease:
    """The lease on the run once nobody else holds it; where that takes a while, ``say`` is told who does.

    For what makes a run by itself. What an attempt executes must not ask: the attempt holds the lease.
    """
    store.open_own_folder(spec)
    result, watcher = store.own_result_path(spec), leases.Watcher()
    told = False
    while (lease := leases.acquire(result, watcher)) is None:
        if not told:
            say(f"{spec.slug} is being made by {leases.who_holds(result)}: waiting for it; stop this with Ctrl-C")
            told = True
        time.sleep(ASK_AGAIN_SECONDS)
        halting.refuse_if_halted()  # a page waits in a thread, which hears no Ctrl-C
    return lease
