"""Every real YAML and Markdown file that the reader accepts survives edits with no other byte changed."""

from __future__ import annotations

from pathlib import Path

from test_documents_yaml_editor import at, routes

from farm_gitops.documents.front_matter import FrontMatter, split_front_matter
from farm_gitops.documents.markdown import plain_text, render_markdown
from farm_gitops.documents.text import Problem, decode_text
from farm_gitops.documents.tree import Plain, locate, plain
from farm_gitops.documents.yaml_editor import append_item, edit_front_matter, remove_key, set_value
from farm_gitops.documents.yaml_reader import read_yaml, read_yaml_documents

LIMIT = 1024 * 1024
SCALARS_PER_FILE = 40


def decoded(folder: Path, *patterns: str) -> dict[Path, str]:
    """The real files that are text to us."""
    files = [path for pattern in patterns for path in sorted(folder.rglob(pattern)) if path.is_file()]
    texts = {path: decode_text(path.read_bytes(), limit=LIMIT) for path in files}
    return {path: text for path, text in texts.items() if isinstance(text, str)}


def yaml_parts(folder: Path) -> dict[Path, str]:
    """The YAML of each YAML file with one document, and the front matter of each Markdown file."""
    found = decoded(folder, "*.yaml", "*.yml")
    for path, text in decoded(folder, "*.md").items():
        halves = split_front_matter(text)
        if isinstance(halves, FrontMatter):
            found[path] = halves.yaml
    return found


def assert_edits_touch_nothing_else(text: str, values: Plain) -> None:
    root = read_yaml(text).root
    leaves = [route for route in routes(values) if route and not isinstance(at(values, route), dict | list)]
    for route in leaves[:: max(1, len(leaves) // SCALARS_PER_FILE)]:
        assert set_value(text, route, at(values, route)) == text
        changed = set_value(text, route, "another value")
        span = locate(root, route)
        assert span is not None
        assert changed.startswith(text[: span.start].rstrip())
        assert changed.endswith(text[span.end :])
    if isinstance(values, dict):
        assert remove_key(set_value(text, ("x-added",), "1"), ("x-added",)) == text
        assert remove_key(append_item(text, ("x-list",), "1"), ("x-list",)) == text


def test_edits_of_real_yaml_change_no_other_byte(shared_data: Path) -> None:
    accepted, refused = 0, 0
    for text in yaml_parts(shared_data).values():
        reading = read_yaml(text)
        if reading.problems or reading.root is None:
            refused += 1
            continue
        accepted += 1
        assert_edits_touch_nothing_else(text, plain(reading.root))
    assert accepted > 300, f"{accepted} texts edited, {refused} refused or empty"
    assert refused < 20, f"{accepted} texts edited, {refused} refused or empty"


def test_edits_of_real_front_matter_leave_the_body(shared_data: Path) -> None:
    changed = 0
    for text in decoded(shared_data, "*.md").values():
        halves = split_front_matter(text)
        if isinstance(halves, Problem) or (halves is not None and read_yaml(halves.yaml).problems):
            continue
        edited = edit_front_matter(text, lambda yaml: set_value(yaml, ("x-added",), "1"))
        if halves is not None and read_yaml(halves.yaml).root is not None:
            assert edit_front_matter(edited, lambda yaml: remove_key(yaml, ("x-added",))) == text
        assert edited.endswith(halves.body if halves else text)
        changed += 1
    assert changed > 300


def test_real_catalogs_are_read_document_by_document(shared_data: Path) -> None:
    readings = [
        reading
        for text in decoded(shared_data / "backstage", "*.yaml").values()
        for reading in read_yaml_documents(text)
    ]
    assert len([reading for reading in readings if reading.root is not None and not reading.problems]) > 30


def test_real_markdown_is_rendered_without_script(shared_data: Path) -> None:
    for text in decoded(shared_data, "*.md").values():
        rendered = render_markdown(text, id_prefix="x-", resolve=lambda url: url)
        assert "<script" not in rendered
        assert "<pre><code>---" not in rendered
        assert len(plain_text(text, limit=200)) <= 200
