"""Text that needs a data agreement: read from the user's own disk, never copied, never printed."""

from clinpeft.specs import Corpus

ENTRIES: tuple[Corpus, ...] = ()
