"""Nothing that is published may share a run of eight or more words with credentialed text prepared on this machine.

Compared are hashes, keyed with a salt of this machine; texts are never printed and never stored here. What is
published is read as widely as possible (JSON and its escapes, notebooks, HTML, base64, archives, tables with a word a
row). Pixels of images are not read, nor are fonts and closed formats such as PDF; those are counted.
"""

from clinpeft.corpora.guard.prepared import GuardError
from clinpeft.corpora.guard.publishable import below, everything, git_path, history, sources, staged
from clinpeft.corpora.guard.scanning import File, Leak, Report, scan

__all__ = [
    "File",
    "GuardError",
    "Leak",
    "Report",
    "below",
    "everything",
    "git_path",
    "history",
    "scan",
    "sources",
    "staged",
]
