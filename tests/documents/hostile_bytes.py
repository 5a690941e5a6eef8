"""Hostile bytes, each with the rule that must refuse them (None: they are read); the whole program meets them too.

`YAML_CASES` are files of YAML, `MARKDOWN_CASES` files with front matter; `HOSTILE` is both, with the extension.
"""

from __future__ import annotations

from typing import NamedTuple

LIMIT = 256 * 1024


class Hostile(NamedTuple):
    """A named file; `rule` is the rule that refuses it, None when it is read without a problem."""

    name: str
    extension: str
    data: bytes
    rule: str | None


_OK = "title: x\n"
_LAUGHS = "a: &a [lol]\n" + "".join(
    f"{b}: &{b} [*{a},*{a},*{a},*{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
_MERGES = "x: &x {a: 1}\n" + "".join(f"y{n}: &y{n} {{<<: [*x, *x, *x], b: {n}}}\n" for n in range(10))

_ENCODING: dict[str, bytes] = {
    "merge-conflict": b"<<<<<<< HEAD\nstatus: open\n=======\nstatus: resolved\n>>>>>>> x\n",
    "utf-8-bom": b"\xef\xbb\xbf" + _OK.encode(),
    "utf-16-le-bom": b"\xff\xfe" + _OK.encode("utf-16-le"),
    "utf-16-be-bom": b"\xfe\xff" + _OK.encode("utf-16-be"),
    "utf-16-le-bare": _OK.encode("utf-16-le"),
    "utf-16-be-bare": _OK.encode("utf-16-be"),
    "utf-32-le-bom": b"\xff\xfe\x00\x00" + _OK.encode("utf-32-le"),
    "utf-32-be-bom": b"\x00\x00\xfe\xff" + _OK.encode("utf-32-be"),
    "latin-1": "title: café\n".encode("latin-1"),
    "windows-1252-quotes": b"title: \x93x\x94\n",
    "shift-jis": "title: 障害\n".encode("shift-jis"),
    "gb18030": "title: 故障\n".encode("gb18030"),
    "lone-surrogate": b"title: \xed\xa0\x80\n",
    "cesu-8-pair": b"title: \xed\xa0\xbd\xed\xb8\x80\n",
    "overlong-slash": b"title: \xc0\xaf\n",
    "overlong-nul": b"title: \xc0\x80\n",
    "beyond-unicode": b"title: \xf4\x90\x80\x80\n",
    "five-byte-sequence": b"title: \xf8\x88\x80\x80\x80\n",
    "cut-off-sequence": b"title: \xe2\x82",
    "lone-continuation": b"title: \x80\n",
    "byte-fe": b"title: \xfe\n",
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "nul-at-end": b"title: x\n\x00",
    "c1-next-line": "title: x\u0085severity: P1\n".encode(),
    "c1-csi": "title: \u009b31m\n".encode(),
}
_CONTROLS = (0x00, 0x01, 0x07, 0x08, 0x0B, 0x0C, 0x0E, 0x1A, 0x1B, 0x1F, 0x7F, 0x80, 0x9F)
_BIDI = (0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069)

_REFUSED_YAML: dict[str, str] = {
    "bom-inside-front": "\n\ufeffa: \u2028b\n",
    "line-separator": "title: x\u2028status: resolved\n",
    "paragraph-separator": "title: x\u2029status: resolved\n",
    "noncharacter": "title: \uffff\n",
    "two-documents": "a: 1\n---\nb: 2\n",
    "two-empty-documents": "---\n---\n",
    "document-after-end": "a: 1\n...\nb: 2\n",
    "yaml-1.1": "%YAML 1.1\n---\na: no\n",
    "yaml-1.3": "%YAML 1.3\n---\na: 1\n",
    "yaml-2.0": "%YAML 2.0\n---\na: 1\n",
    "yaml-directive-twice": "%YAML 1.2\n%YAML 1.2\n---\na: 1\n",
    "tag-directive": "%TAG ! tag:example.com,2026:\n---\na: 1\n",
    "unknown-directive": "%FOO bar\n---\na: 1\n",
    "directive-without-document": "%YAML 1.2\na: 1\n",
    "python-object": "a: !!python/object/apply:os.system [id]\n",
    "python-name": "a: !!python/name:os.system\n",
    "ruby-object": "a: !ruby/object:Gem::Installer {}\n",
    "java-object": "a: !!javax.script.ScriptEngineManager []\n",
    "tag-str": "a: !!str 1\n",
    "tag-binary": "a: !!binary aGk=\n",
    "tag-set": "a: !!set {x}\n",
    "tag-omap": "a: !!omap [x: 1]\n",
    "tag-local": "a: !mine 1\n",
    "tag-non-specific": "a: ! 1\n",
    "tag-verbatim": "a: !<tag:yaml.org,2002:str> 1\n",
    "tag-on-key": "!!str a: 1\n",
    "tag-on-root": "!!map\na: 1\n",
    "tag-unknown-handle": "a: !x!y 1\n",
    "anchor": "a: &x 1\n",
    "anchor-on-key": "&x a: 1\n",
    "anchor-on-mapping": "a: &x\n  b: 1\n",
    "anchor-on-sequence": "a: &x [1]\n",
    "anchor-on-root": "&x\na: 1\n",
    "alias": "a: *x\n",
    "alias-as-key": "*x : 1\n",
    "alias-to-itself": "a: &a [*a]\n",
    "billion-laughs": _LAUGHS,
    "merge-key": "a:\n  <<: {b: 1}\n",
    "merge-key-at-root": "<<: {status: resolved}\n",
    "merge-key-in-flow": "{<<: {b: 1}}\n",
    "merge-key-bomb": _MERGES[:413],
    "brackets-100-kb": "[" * 100_000,
    "braces-100-kb": "{" * 100_000,
    "braces-with-keys": "{a: " * 20_000,
    "dashes-100-kb": "- " * 50_000,
    "question-marks-100-kb": "? " * 50_000,
    "indents": "".join(" " * depth + "a:\n" for depth in range(300)),
    "balanced-33-deep": "[" * 33 + "]" * 33,
    "balanced-5000-deep": "[" * 5_000 + "]" * 5_000,
    "complex-key-sequence": "? [a, b]\n: 1\n",
    "complex-key-mapping": "? {a: b}\n: 1\n",
    "complex-key-block": "? - a\n: 1\n",
    "complex-key-implicit": "[a, b]: 1\n",
    "tab-indent": "a:\n\tb: 1\n",
    "tab-first": "\ta: 1\n",
    "tab-before-dash": "a:\n\t- b\n",
    "unclosed-double-quote": 'a: "x\nb: 1\n',
    "unclosed-single-quote": "a: 'x\nb: 1\n",
    "unclosed-bracket": "a: [x\nb: 1\n",
    "unclosed-brace": "a: {x: 1\n",
    "unopened-bracket": "a: ]\n",
    "unopened-brace": "a: }\n",
    "mixed-brackets": "a: [x}\n",
    "quote-runs-into-marker": 'a: "x\n---\n"\n',
    "colon-in-value": "title: Database: down\n",
    "at-sign": "a: @x\n",
    "backtick": "a: `x`\n",
    "percent-value": "a: %x\n",
    "unknown-escape": 'a: "\\q"\n',
    "windows-path": 'a: "C:\\Users"\n',
    "escape-surrogate": 'a: "\\ud800"\n',
    "escape-beyond-unicode": 'a: "\\UFFFFFFFF"\n',
    "escape-cut-off": 'a: "\\x4"\n',
    "escape-nul": 'a: "\\0"\n',
    "escape-escape": 'a: "\\e[31m"\n',
    "escape-bell": 'a: "\\a"\n',
    "escape-next-line": 'a: "\\N"\n',
    "escape-bidi": 'a: "\\u202e"\n',
    "escape-c1": 'a: "\\x9b"\n',
    "wrong-indent": "a: 1\n  b: 2\n",
    "outdent-between": "a:\n    b: 1\n  c: 2\n",
    "list-then-mapping": "- a\nb: 1\n",
    "mapping-then-list": "a: 1\n- b\n",
    "item-on-key-line": "a: - b\n",
    "block-indicator-zero": "a: |0\n  x\n",
    "block-indicator-text": "a: |x\n  y\n",
    "key-without-colon": "a: 1\nb\nc: 2\n",
    "long-implicit-key": "k" * 2_000 + ": 1\n",
    "anchor-without-name": "a: &\n",
    "alias-without-name": "a: *\n",
    "html": "<!DOCTYPE html>\n<p title='a: b'>x</p>\na: b: c\n",
    "shell": "a: $(id)\n: ; rm -rf /\n  - x\n",
}
_DUPLICATES: dict[str, str] = {
    "duplicate-status": "status: open\nstatus: resolved\n",
    "duplicate-quoted": "status: open\n'status': resolved\n",
    "duplicate-escaped": 'status: open\n"st\\u0061tus": resolved\n',
    "duplicate-nested": "a:\n  b: 1\n  b: 2\n",
    "duplicate-in-flow": "a: {b: 1, b: 2}\n",
    "duplicate-explicit": "? a\n: 1\n? a\n: 2\n",
    "duplicate-empty": '"": 1\n"": 2\n',
    "duplicates-by-the-thousand": "a: 1\n" * 20_000,
}
_READ_YAML: dict[str, str] = {
    "crlf": "title: x\r\nseverity: P1\r\n",
    "lone-cr": "title: x\rseverity: P1\r",
    "mixed-line-ends": "a: 1\r\nb: 2\nc: 3\r",
    "empty": "",
    "only-comments": "# nothing\n",
    "only-marker": "---\n",
    "yaml-1.2": "%YAML 1.2\n---\na: 1\n",
    "5000-digit-integer": f"a: {'9' * 5_000}\n",
    "5000-digit-float": f"a: 0.{'9' * 5_000}e{'9' * 500}\n",
    "sexagesimal": "a: 190:20:30\n",
    "norway": "a: no\nb: on\nc: y\n",
    "octal-and-hex": "a: 0777\nb: 0x1F\n",
    "infinities": "a: .inf\nb: -.inf\nc: .nan\n",
    "date-without-zone": "a: 2026-11-23 10:04:00\n",
    "five-digit-year": "a: 20261-01-01T00:00:00Z\n",
    "homoglyph-key": "st\u0430tus: open\n",
    "combining-mark": "a: e\u0301\nb: \u00e9\n",
    "zero-width": "a: x\u200by\n",
    "quoted-merge-key": '"<<": 1\n',
    "tab-before-comment": "a: 1\t# x\n",
    "long-line": "a: " + "x" * 200_000 + "\n",
    "many-keys": "".join(f"k{number}: v\n" for number in range(10_000)),
    "32-deep": "[" * 32 + "]" * 32,
    "emoji": "a: 🔥🇩🇪👩‍🚒\n",
    "escape-line-separator": 'a: "\\u2028"\n',
    "json": '{"a": [1, true, null], "b": {"c": "d"}}\n',
    "prototype": "__proto__: 1\nconstructor: 2\n",
    "explicit-scalar-key": "? a\n: 1\n",
}
_FRONT_MATTER: dict[str, tuple[str, str | None]] = {
    "no-front-matter": ("Just text.\n", None),
    "front-matter": ("---\nauthor: a\n---\nText\n", None),
    "front-matter-crlf": ("---\r\nauthor: a\r\n---\r\nText\r\n", None),
    "front-matter-dots": ("---\nauthor: a\n...\nText\n", None),
    "front-matter-blanks": ("--- \t\nauthor: a\n---  \nText\n", None),
    "front-matter-empty": ("---\n---\nText\n", None),
    "front-matter-only": ("---\nauthor: a\n---", None),
    "front-matter-unclosed": ("---\nauthor: a\nText\n", "invalid-front-matter"),
    "front-matter-one-line": ("---", "invalid-front-matter"),
    "front-matter-indented-end": ("---\nauthor: a\n ---\n", "invalid-front-matter"),
    "front-matter-four-dashes": ("---\nauthor: a\n----\n", "invalid-front-matter"),
    "front-matter-anchor": ("---\nauthor: &a b\n---\n", "invalid-yaml"),
    "front-matter-duplicate": ("---\nauthor: a\nauthor: b\n---\n", "duplicate-key"),
    "front-matter-bom-inside": ("---\n\ufeffauthor: a\n---\n", "invalid-yaml"),
    "body-with-line-separator": ("---\na: 1\n---\nx\u2028y\n", None),
    "body-with-anchors": ("---\na: 1\n---\n&x *x !!y\n", None),
    "body-of-brackets": ("---\na: 1\n---\n" + "[" * 100_000, None),
    "body-of-quotes": (">" * 100_000, None),
}


def _yaml(rule: str | None, texts: dict[str, str]) -> list[Hostile]:
    return [Hostile(name, "yaml", text.encode(), rule) for name, text in texts.items()]


YAML_CASES: tuple[Hostile, ...] = (
    *(Hostile(name, "yaml", data, "invalid-encoding") for name, data in _ENCODING.items()),
    *(
        Hostile(f"character-{code:04x}", "yaml", f"title: x{chr(code)}y\n".encode(), "invalid-encoding")
        for code in (*_CONTROLS, *_BIDI)
    ),
    Hostile("one-byte-too-large", "yaml", b"#" * (LIMIT + 1), "file-too-large"),
    Hostile("ten-mebibytes-of-brackets", "yaml", b"[" * (10 * 1024 * 1024), "file-too-large"),
    Hostile("just-small-enough", "yaml", b"#" * LIMIT, None),
    *_yaml("invalid-yaml", _REFUSED_YAML),
    *_yaml("duplicate-key", _DUPLICATES),
    *_yaml(None, _READ_YAML),
)
MARKDOWN_CASES: tuple[Hostile, ...] = tuple(
    Hostile(name, "md", text.encode(), rule) for name, (text, rule) in _FRONT_MATTER.items()
)
HOSTILE: tuple[Hostile, ...] = (*YAML_CASES, *MARKDOWN_CASES)
