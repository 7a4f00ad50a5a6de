"""The shapes in which text finds its way into a file: each makes a file's bytes from one sentence."""

import base64
import bz2
import csv
import gzip
import html
import io
import json
import lzma
import textwrap
import zipfile
from collections.abc import Callable
from urllib.parse import quote

import nbformat
from nbformat import v4

Shape = Callable[[str], str | bytes]


def _cell(source: str = "report", **output: object) -> str:
    cell = v4.new_code_cell(source, outputs=[v4.new_output(**output)] if output else [])
    return nbformat.writes(v4.new_notebook(cells=[v4.new_markdown_cell("# A page"), cell]))


def _zip(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside/notes.txt", text)
    return packed.getvalue()


def _csv(text: str) -> str:
    table = io.StringIO()
    csv.writer(table).writerows([["id", "text"], ["7", f'He said "{text}"'], ["8", "none"]])
    return table.getvalue()


def _rows(text: str, row: str) -> str:
    return "\n".join(row.format(number=i, word=word) for i, word in enumerate(text.split()))


def _hyphenated(text: str) -> str:
    first, second, *rest = text.split()
    return f"{first} {second[:3]}-\n    {second[3:]} {' '.join(rest)}"


def _pieces(text: str) -> str:
    return repr([piece for word in text.split() for piece in ((word[:3], f"##{word[3:]}") if word[3:] else (word,))])


def _accented(text: str) -> str:
    return text.replace("a", "á").replace("u", "ü").replace("or", "o\u00adr")


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


SHAPES: dict[str, Shape] = {
    "plain": str,
    "lower case": str.lower,
    "upper case": str.upper,
    "title case": str.title,
    "other punctuation": lambda t: t.replace(",", " --").replace(" ", "; ").replace(".", " ?!"),
    "punctuation left out": lambda t: t.replace(",", "").replace(".", ""),
    "underscores": lambda t: t.replace(" ", "_"),
    "wrapped": lambda t: textwrap.fill(t, 20),
    "wrapped with carriage returns": lambda t: textwrap.fill(t, 20).replace("\n", "\r\n"),
    "a comment in code": lambda t: textwrap.indent(textwrap.fill(t, 30), "    # "),
    "quoted in mail": lambda t: textwrap.indent(textwrap.fill(t, 30), "> > "),
    "a diff": lambda t: textwrap.indent(textwrap.fill(t, 30), "+"),
    "a word a line": lambda t: t.replace(" ", "\n"),
    "hyphenated at a line's end": _hyphenated,
    "with accents and soft hyphens": _accented,
    "typographic": lambda t: f"“{t}”".replace(" ", "\u00a0").replace(",", "…"),
    "full-width letters": lambda t: "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in t),
    "only eight words": lambda t: " ".join(t.split()[2:10]),
    "among other words": lambda t: f"These words are ours. {t} These are ours too.",
    "a Python string": lambda t: f"text = {textwrap.fill(t, 25)!r}\n",
    "Python strings joined": lambda t: "\n".join(f'    "{part} "' for part in textwrap.wrap(t, 30)),
    "a JSON string": lambda t: json.dumps({"text": textwrap.fill(t, 25), "label": 1}),
    "a JSON string in ASCII": lambda t: json.dumps({"text": _accented(t)}, ensure_ascii=True),
    "JSON with every letter escaped": lambda t: '"' + "".join(f"\\u{ord(c):04x}" for c in t) + '"',
    "JSON in JSON in JSON": lambda t: json.dumps({"a": json.dumps({"b": json.dumps(textwrap.fill(t, 25))})}),
    "a JSON list of words": lambda t: json.dumps(t.split(), indent=1),
    "JSON words with tags": lambda t: json.dumps([{"word": w, "tag": "O"} for w in t.split()]),
    "JSON lines": lambda t: '{"id": 1, "text": "ours"}\n' + json.dumps({"id": 2, "text": t}),
    "hex escapes": lambda t: "".join(f"\\x{ord(c):02x}" for c in t),
    "YAML, folded": lambda t: "text: >\n" + textwrap.indent(textwrap.fill(t, 30), "  "),
    "notebook source": lambda t: _cell(f"text = '''{textwrap.fill(t, 30)}'''"),
    "notebook markdown": lambda t: nbformat.writes(v4.new_notebook(cells=[v4.new_markdown_cell(t)])),
    "notebook print": lambda t: _cell(output_type="stream", text=textwrap.fill(t, 25)),
    "notebook result": lambda t: _cell(output_type="execute_result", data={"text/plain": repr(t)}),
    "notebook HTML": lambda t: _cell(output_type="display_data", data={"text/html": f"<td>{html.escape(t)}</td>"}),
    "notebook error": lambda t: _cell(output_type="error", ename="E", evalue=t, traceback=["\x1b[31mE\x1b[0m: " + t]),
    "notebook JSON data": lambda t: _cell(output_type="display_data", data={"application/json": {"x": [t]}}),
    "a coloured traceback": lambda t: "\n".join(f"\x1b[1;31m{w}\x1b[0m" for w in t.split()),
    "notebook attachment": lambda t: json.dumps({"attachments": {"x.txt": {"text/plain": _b64(t)}}}),
    "HTML": lambda t: f"<html><body><p class='note'>{t}</p></body></html>",
    "HTML with entities": lambda t: f"<p>{t.replace(' ', '&nbsp;').replace(',', '&#44;')}</p>",
    "HTML with every letter an entity": lambda t: "".join(f"&#{ord(c)};" for c in t),
    "HTML with hexadecimal entities": lambda t: "".join(f"&#x{ord(c):X};" for c in t),
    "HTML escaped twice": lambda t: html.escape(html.escape(f"<p title='x'>{t}</p>".replace(" ", "&nbsp;"))),
    "HTML with a tag a word": lambda t: " ".join(f"<span class='w'>{w}</span>" for w in t.split()),
    "HTML tags without spaces": lambda t: "".join(f"<div>{w}</div>" for w in t.split()),
    "HTML tags inside words": lambda t: " ".join(f"{w[:2]}<b>{w[2:]}</b>" for w in t.split()),
    "HTML line breaks": lambda t: t.replace(" ", "<br/>\n"),
    "HTML comment": lambda t: f"<!-- {t} -->",
    "HTML attribute": lambda t: f'<img src="x.png" alt="{html.escape(t)}">',
    "HTML title attribute, wrapped": lambda t: f'<abbr title="{textwrap.fill(t, 20)}">x</abbr>',
    "HTML meta description": lambda t: f'<meta name="description" content="{t}">',
    "HTML data in a script": lambda t: f"<script>var x = {json.dumps([t])};</script>",
    "HTML table, a row": lambda t: "<tr>" + "".join(f"<td>{w}</td>" for w in t.split()) + "</tr>",
    "HTML table, a column": lambda t: _rows(t, "<tr><td>{number}</td><td>{word}</td><td>O</td></tr>"),
    "HTML mark inside": lambda t: t.replace(t.split()[4], f"<mark>{t.split()[4]}</mark>"),
    "HTML tag over two lines": lambda t: t.replace(" ", ' <span\n class="a">', 1) + "</span>",
    "SVG text": lambda t: f'<svg xmlns="http://www.w3.org/2000/svg"><text x="1" y="2">{t}</text></svg>',
    "SVG spans": lambda t: "<text>" + "".join(f"<tspan x='1'>{w}</tspan>" for w in t.split()) + "</text>",
    "SVG title": lambda t: f"<svg><title>{t}</title><path d='M 1 2 L 3 4'/></svg>",
    "SVG in base64": lambda t: f'<img src="data:image/svg+xml;base64,{_b64(f"<svg><text>{t}</text></svg>")}">',
    "SVG in a URL": lambda t: f"<img src='data:image/svg+xml,{quote(f'<svg><text>{t}</text></svg>')}'>",
    "alt text in Markdown": lambda t: f"![{t}](figure.png)",
    "a MyST figure's alt": lambda t: f"```{{figure}} x.png\n:alt: {t}\n```",
    "a Markdown table": lambda t: f"| id | text |\n|---|---|\n| 1 | {t} |",
    "a Markdown table of words": lambda t: "| word | tag |\n|---|---|\n" + _rows(t, "| {word} | O |"),
    "Markdown emphasis": lambda t: " ".join(f"**{w}**" for w in t.split()),
    "a reStructuredText table": lambda t: "\n".join(f"| {line:30} |" for line in textwrap.wrap(t, 28)),
    "csv": _csv,
    "csv with semicolons": lambda t: f"id;text\n1;'{t.replace(',', '')}'\n",
    "csv of words": lambda t: "id,word,tag\n" + _rows(t, "{number},{word},O"),
    "tab-separated": lambda t: f"1\t{t}\tdied\n",
    "words with tags": lambda t: _rows(t, "{word} O"),
    "words with BIO tags": lambda t: _rows(t, "{word}\tB-problem").replace("B-problem", "O", 5),
    "words with numbers and tags": lambda t: _rows(t, "{number}\t{word}\t_\tI-clinical_dept"),
    "a printed data frame": lambda t: "   word tag\n" + _rows(t, "{number:>3} {word:<12} O"),
    "scores beside words": lambda t: _rows(t, "{word} 0.98 O"),
    "word pieces": _pieces,
    "byte-level pieces": lambda t: repr([f"Ġ{word}" for word in t.split()]),
    "XML": lambda t: f"<record><TEXT><![CDATA[{t}]]></TEXT></record>",
    "XML attribute": lambda t: f'<EVENT id="E1" start="1" text="{html.escape(t)}" type="PROBLEM"/>',
    "LaTeX": lambda t: f"\\caption{{{t.replace(' ', '~')}}}",
    "BibTeX abstract": lambda t: f"@misc{{x,\n  abstract = {{{textwrap.fill(t, 30)}}}\n}}",
    "a URL": lambda t: f"https://example.org/?q={quote(t)}",
    "a URL with plus signs": lambda t: f"https://example.org/?q={t.replace(' ', '+')}",
    "a log line": lambda t: f"2024-01-01 10:00:00,123 INFO text={t!r} label=1",
    "TOML": lambda t: f'[a]\ntext = """\n{textwrap.fill(t, 30)}\n"""',
    "base64": _b64,
    "base64, wrapped": lambda t: base64.encodebytes(f"{t} {t}".encode()).decode(),
    "base64 in JSON": lambda t: json.dumps({"data": base64.encodebytes(f"{t} {t}".encode()).decode()}),
    "base64 for URLs": lambda t: base64.urlsafe_b64encode(f"ÿÿ{t}".encode()).decode().rstrip("="),
    "base64 of UTF-16": lambda t: base64.b64encode(t.encode("utf-16-le")).decode(),
    "base64 of gzip": lambda t: base64.b64encode(gzip.compress(t.encode())).decode(),
    "UTF-16": lambda t: t.encode("utf-16"),
    "UTF-16 without a mark": lambda t: f"{t} and so on".encode("utf-16-le"),
    "Latin-1": lambda t: f"naïve {t}".encode("latin-1"),
    "gzip": lambda t: gzip.compress(t.encode()),
    "bzip2": lambda t: bz2.compress(t.encode()),
    "xz": lambda t: lzma.compress(t.encode()),
    "zip": _zip,
    "zip of gzip of JSON": lambda t: gzip.compress(_zip(json.dumps({"text": t}))),
    "a binary file": lambda t: b"\x80\x04\x95\xff\x00\x8c" + t.encode() + b"\x94\x00.",
}  # fmt: skip
