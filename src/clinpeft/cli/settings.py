"""What the environment asks for of a run's hardware, looked at before anything is made."""

import os

import typer


def require_hardware(here: bool = True) -> None:
    """Usage error where a variable asks for what does not exist: else every run would fail, and its file keep that.

    ``here`` says that the runs are made on this machine, so the device must be there too.
    """
    import torch

    from clinpeft.modelling import hardware

    threads = os.environ.get("CLINPEFT_THREADS") or "1"
    if not threads.isdecimal() or int(threads) < 1:
        raise typer.BadParameter(f"CLINPEFT_THREADS is {threads!r}; allowed: a whole number from 1 on, or nothing")
    try:
        device = hardware.chosen().device
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if here and not there[device]:
        found = ", ".join(name for name, is_there in there.items() if is_there)
        raise typer.BadParameter(f"CLINPEFT_DEVICE is {device!r}, which torch does not find here; it finds: {found}")
