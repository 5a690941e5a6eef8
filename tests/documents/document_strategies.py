"""Hypothesis strategies for values and for YAML texts as people write them: comments, quotes, blank lines, CRLF."""

from __future__ import annotations

from hypothesis import strategies as st

from farm_gitops.documents.text import REFUSED_CHARACTER
from farm_gitops.documents.yaml_writer import YamlValue

TRICKY = (
    "no",
    "on",
    "~",
    "2026",
    "1:30",
    "1.10",
    "2026-11-23",
    "2026-11-23T10:04:00Z",
    "a: b",
    "a #b",
    "- x",
    "",
    " x",
)
TRICKY_LINES = (
    "a\nb",
    "a\n",
    "\na",
    " a\nb\n",
    "a\n\n",
    "\tx\ny",
    "a\n \nb",
    "a\r\nb",
    "x\u2028y",
    "\ufeff",
    "...\n",
    "#\nb",
)

characters = st.characters(exclude_categories=["Cs"]).filter(lambda character: not REFUSED_CHARACTER.match(character))
texts = st.one_of(
    st.sampled_from(TRICKY + TRICKY_LINES), st.text(characters, max_size=30), st.text("ab \n\t#:-'\"", max_size=12)
)
keys = st.one_of(st.sampled_from(["<<", "null", "no", "a", "b", "key with space"]), st.text(characters, max_size=8))
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), texts)
values: st.SearchStrategy[YamlValue] = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)
mappings = st.dictionaries(keys, values, max_size=6)

_COMMENTS = st.sampled_from(["", "", "  # why", " #"])
_ABOVE = st.sampled_from(["", "", "# above\n", "\n", "\n# two\n# lines\n", "  # deeper\n"])
_INLINE = st.sampled_from(
    (
        "x",
        "two words",
        "'single'",
        "'it''s'",
        '"double"',
        '"a\\nb"',
        "",
        "null",
        "true",
        "42",
        "[a, 'b', c: d]",
        "[]",
        "{}",
        "{k: v, l: [1, 2], }",
        "{k: , m}",
        "[ x, ]",
        "plain\n  goes on",
        "[a,\n   b]",
        '"folds\n  here"',
    )
)
_BLOCK = st.sampled_from(
    (
        " |\n  text\n\n  more\n",
        " |-\n  text\n",
        " |+\n  kept\n\n",
        " >\n  folded\n  text\n",
        " | # note\n  text\n\n",
        "\n  - a\n  - b # on b\n",
        "\n- a\n-\n- 'c'\n",
        "\n  - k: v # on k\n    l: w\n  - k: z\n",
        "\n  k: v\n\n  # on l\n  l: |\n    deep\n",
        "\n  - - 1\n    - 2\n  -\n    - 3\n",
        "\n  # first\n  - x\n  # - out\n",
        "\n  word\n",
        " # note\n  - a\n",
        "\n  k:\n    - deep\n",
    )
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A block mapping with up to six keys in many styles, perhaps CRLF, perhaps without a last line end."""
    parts = []
    for number in range(draw(st.integers(1, 6))):
        head = draw(_ABOVE) + draw(st.sampled_from(["k{}:", "'q {}':", "k{} :"])).format(number)
        body = draw(st.one_of(_INLINE.map(lambda value: f" {value}".rstrip(" ")), _BLOCK))
        parts.append(head + body + ("" if body.endswith("\n") else draw(_COMMENTS) + "\n"))
    text = draw(st.sampled_from(["", "# licence\n", "---\n", "%YAML 1.2\n---\n"])) + "".join(parts)
    text += draw(st.sampled_from(["", "", "# end\n", "...\n"]))
    text = text.removesuffix("\n") if draw(st.booleans()) else text
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
