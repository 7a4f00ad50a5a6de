"""XML files of the i2b2 releases of 2012 and 2014: a text, and tags with character offsets into it."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Tag:
    """Characters start..end (end not included) of the text are a mention of this type."""

    element: str
    type: str
    start: int
    end: int


@dataclass
class TaggedText:
    """A text that grows, and its tags. It starts with a line break, as in the releases, which counts as character 0."""

    text: str = "\n"
    tags: list[Tag] = field(default_factory=list)

    def add(self, text: str, element: str = "", kind: str = "") -> None:
        """Append text; as a mention where an element is given."""
        if element:
            self.tags.append(Tag(element, kind, len(self.text), len(self.text) + len(text)))
        self.text += text


def write_tagged(path: Path, root: str, type_name: str, made: TaggedText) -> None:
    """Write one file. "&" in a tag's text stays as it is, as in parts of the releases, though XML forbids it."""
    rows = [
        f'<{tag.element} id="{tag.element[0]}{number}" start="{tag.start}" end="{tag.end}" '
        f'text="{made.text[tag.start : tag.end]}" {type_name}="{tag.type}" />'
        for number, tag in enumerate(made.tags)
    ]
    head = f'<?xml version="1.0" encoding="UTF-8" ?>\n<{root}>\n<TEXT><![CDATA[{made.text}]]></TEXT>\n<TAGS>\n'
    content = head + "".join(f"{row}\n" for row in rows) + f"</TAGS>\n</{root}>\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    # Bytes, so that no platform puts its own line ends.
    path.write_bytes(content.encode("utf-8"))
