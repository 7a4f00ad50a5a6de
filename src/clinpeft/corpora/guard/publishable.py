"""What is, or is about to be, published: what git has committed and staged, the pages' sources, and the built site."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from clinpeft.corpora.guard.prepared import GuardError
from clinpeft.corpora.guard.scanning import File

_NEVER_PUBLISHED = frozenset({".git", ".venv", "runs", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})


def everything(root: Path) -> Iterator[File]:
    """Committed and staged files, the pages' sources and their executed copies, and the built site."""
    yield from sources(root)
    if is_checkout(root):
        yield from below(root / "_build" / "html", root)


def sources(root: Path) -> Iterator[File]:
    """All of that but the built site: what the next site is made from, as it is committed, staged and in the folder."""
    if is_checkout(root):
        yield from _blobs(root, _committed(root) | _staged(root))
        for path in (root / "book", *sorted(root.glob("_*.yml")), *sorted((root / "data").glob("*.md"))):
            yield from below(path, root)
    else:
        yield from below(root, root)


def staged(root: Path) -> Iterator[File]:
    """Files that the next commit adds or changes, as they are staged."""
    changed = set(_lines(_git(root, "diff", "--cached", "--name-only", "--diff-filter=d", "-z")))
    yield from _blobs(root, {entry for entry in _staged(root) if entry[1] in changed})


def history(root: Path) -> Iterator[File]:
    """Every version of every file, and every message, that a push of the current branch would publish."""
    listed = _git(root, "rev-list", "--objects", "HEAD").decode(errors="replace").splitlines()
    parts = (line.partition(" ") for line in listed)
    yield from _blobs(root, {(name, path or "a commit") for name, _, path in parts})


def below(path: Path, root: Path) -> Iterator[File]:
    """A file, or the files in a folder; caches, private runs and environments are no publication."""
    if path.is_file():
        yield File(_name(path, root), path.read_bytes())
        return
    for folder, inside, names in os.walk(path):
        inside[:] = sorted(name for name in inside if name not in _NEVER_PUBLISHED)
        for name in sorted(names):
            found = Path(folder) / name
            if found.is_file():
                yield File(_name(found, root), found.read_bytes())


def is_checkout(root: Path) -> bool:
    """Whether the folder is the top of a git checkout."""
    return (root / ".git").exists()


def git_path(root: Path, inside: str) -> Path:
    """Where git keeps something of this checkout, such as "hooks"."""
    return root / _git(root, "rev-parse", "--git-path", inside).decode().strip()


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _committed(root: Path) -> set[tuple[str, str]]:
    try:
        _git(root, "rev-parse", "--verify", "-q", "HEAD")
    except GuardError:  # no commit yet
        return set()
    lines = _lines(_git(root, "ls-tree", "-r", "-z", "--full-tree", "HEAD"))
    entries = (line.split("\t", 1) for line in lines)
    return {(told.split()[2], path) for told, path in entries if " blob " in told}


def _staged(root: Path) -> set[tuple[str, str]]:
    lines = _lines(_git(root, "ls-files", "-s", "-z", "--full-name"))
    entries = (line.split("\t", 1) for line in lines if not line.startswith("160000"))  # no submodules
    return {(told.split()[1], path) for told, path in entries}


def _lines(output: bytes) -> list[str]:
    return [line for line in output.decode(errors="replace").split("\0") if line]


def _blobs(root: Path, entries: set[tuple[str, str]]) -> Iterator[File]:
    """Files by (object, path), read through one git process; folders among the objects are skipped."""
    command = ("git", "-C", str(root), "cat-file", "--batch")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as git:
        if git.stdin is None or git.stdout is None:
            raise GuardError("git cannot be spoken to")
        for name, path in sorted(entries, key=lambda entry: entry[1]):
            git.stdin.write(f"{name}\n".encode())
            git.stdin.flush()
            _, kind, size = git.stdout.readline().split()
            content = git.stdout.read(int(size) + 1)[:-1]
            if kind != b"tree":
                yield File(path, content)


def _git(root: Path, *arguments: str) -> bytes:
    try:
        return subprocess.run(("git", "-C", str(root), *arguments), capture_output=True, check=True).stdout
    except FileNotFoundError as error:
        raise GuardError(
            "git is needed to see what is published; install it, or name the files to look into"
        ) from error
    except subprocess.CalledProcessError as error:
        raise GuardError(f"git {arguments[0]} failed: {error.stderr.decode(errors='replace').strip()}") from error
