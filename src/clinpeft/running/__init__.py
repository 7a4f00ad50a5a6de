"""Run, record, sweep, make pages."""

from clinpeft.running.recording import note, record
from clinpeft.running.run import run

__all__ = ["note", "record", "run"]
