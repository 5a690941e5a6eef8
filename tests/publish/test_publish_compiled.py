"""Templates are compiled once: by this process, or by another one that left the code in the cache."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType

import pytest
from memory import Memory

from farm_gitops.publish import compiled
from farm_gitops.publish.quick import QuickEnvironment
from farm_gitops.publish.render import Templates

ONE = b"{% include 'two.html' %}{{ name }}"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The templates that are compiled from now on, by a process that knows none."""
    monkeypatch.setattr(compiled, "_known", {})
    compile_it, done = QuickEnvironment.compile, list[str | None]()

    def told(self: QuickEnvironment, source: str, name: str | None, filename: str | None) -> CodeType:
        done.append(name)
        return compile_it(self, source, name, filename)

    monkeypatch.setattr(QuickEnvironment, "compile", told)
    return done


def read(**texts: bytes) -> Callable[[str], bytes | None]:
    return lambda name: texts.get(name.removesuffix(".html"))


def build(memory: Memory, name: str, **texts: bytes) -> bytes:
    templates = Templates(read(**texts), has_own=False, cache=memory)
    page = templates.page(f"{name}.html", {"name": "<b>"})
    templates.compiled.keep()
    return page


def next_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_known", {})


def test_what_another_process_compiled_is_used_as_it_is(
    counted: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory()
    first = build(memory, "one", one=ONE, two=b"two ")
    assert counted == ["one.html", "two.html"]
    next_process(monkeypatch)
    assert build(memory, "one", one=ONE, two=b"two ") == first == b"two &lt;b&gt;"
    assert counted == ["one.html", "two.html"]


def test_a_template_with_another_text_is_compiled_anew_and_the_others_are_not(
    counted: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory()
    build(memory, "one", one=ONE, two=b"two ")
    for said in (b"three ", b"three "):
        next_process(monkeypatch)
        assert build(memory, "one", one=ONE, two=said) == b"three &lt;b&gt;"
    assert counted == ["one.html", "two.html", "two.html"]


def test_a_build_that_needs_few_templates_leaves_what_is_known_of_the_others(
    counted: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory()
    build(memory, "one", one=ONE, two=b"two ")
    for name in ("three", "one"):
        next_process(monkeypatch)
        build(memory, name, one=ONE, two=b"two ", three=b"three")
    assert counted == ["one.html", "two.html", "three.html"]


def test_of_old_texts_of_a_template_nothing_is_kept(counted: list[str | None], monkeypatch: pytest.MonkeyPatch) -> None:
    memory, sizes = Memory(), []
    for number in range(5):
        next_process(monkeypatch)
        build(memory, "one", one=f"text {number}".encode())
        sizes.append(sum(map(len, memory.kept.values())))
    assert len(counted) == 5
    assert len(set(sizes)) == 1
