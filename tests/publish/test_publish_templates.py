"""A project's own templates: taken file by file, kept in the sandbox, and blamed by file and line when they fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile_world import hostile
from site_world import acme, build_site

from farm_gitops.errors import FarmError
from farm_gitops.publish.render import Templates

_ABOUT = "templates/pages/about.html"


def overridden(tmp_path: Path, template: str, path: str = _ABOUT) -> Path:
    """The about page of a world whose own template is `template`."""
    repository = acme(tmp_path / "repository")
    (repository / path).parent.mkdir(parents=True)
    (repository / path).write_text(template)
    build_site(repository, tmp_path / "site")
    return tmp_path / "site/about/index.html"


def test_an_override_stands_in_for_one_file_and_may_use_ours(tmp_path: Path) -> None:
    page = overridden(tmp_path, '{% extends "partials/base.html" %}{% block content %}<h1>Ours</h1>{% endblock %}')
    assert "<h1>Ours</h1>" in page.read_text()
    assert "Skip to the content" in page.read_text()


def test_without_the_sandbox_our_templates_make_the_same_bytes(tmp_path: Path) -> None:
    build_site(hostile(tmp_path / "ours"), tmp_path / "site")
    repository = hostile(tmp_path / "own")
    (repository / "templates").mkdir()
    (repository / "templates/own.txt").write_text("What is no asset brings the sandbox.")
    build_site(repository, tmp_path / "sandboxed")
    pages = {page.relative_to(tmp_path / "site"): page.read_bytes() for page in (tmp_path / "site").rglob("*.html")}
    assert len(pages) > 20
    assert any(b"&lt;script&gt;" in page for page in pages.values())
    assert {path: (tmp_path / "sandboxed" / path).read_bytes() for path in pages} == pages


@pytest.mark.parametrize("linked", ["templates", "templates/pages"])
def test_templates_behind_a_link_are_not_ours_and_are_not_run(tmp_path: Path, linked: str) -> None:
    repository = acme(tmp_path / "repository")
    evil = repository / "evil/pages"
    evil.mkdir(parents=True)
    (evil / "about.html").write_text("{{ cycler.__init__.__globals__['os'].popen('touch ran').read() }}ran")
    (repository / linked).parent.mkdir(exist_ok=True)
    (repository / linked).symlink_to(evil.parent if linked == "templates" else evil)
    build_site(repository, tmp_path / "site")
    assert "ran" not in (tmp_path / "site/about/index.html").read_text().split()
    assert "Skip to the content" in (tmp_path / "site/about/index.html").read_text()


def test_ours_that_misses_what_an_override_left_out_is_one_message_that_names_the_override(tmp_path: Path) -> None:
    with pytest.raises(FarmError, match=r"templates/partials/marks\.html"):
        overridden(tmp_path, "{# nothing #}", "templates/partials/marks.html")


def test_a_style_sheet_can_be_overridden_too(tmp_path: Path) -> None:
    overridden(tmp_path, "body { color: red }", "templates/assets/site.css")
    assert (tmp_path / "site/assets/site.css").read_text() == "body { color: red }"


def test_an_override_escapes_what_it_prints_whatever_its_name_is(tmp_path: Path) -> None:
    repository = acme(tmp_path / "repository")
    (repository / "templates/pages").mkdir(parents=True)
    (repository / "templates/pages/about.html").write_text('{% include "own.txt" %}')
    (repository / "templates/own.txt").write_text('{{ "<script>" }}')
    build_site(repository, tmp_path / "site")
    assert (tmp_path / "site/about/index.html").read_text() == "&lt;script&gt;"


@pytest.mark.parametrize(
    ("template", "place"),
    [
        ("fine\n{% if %}", "line 2"),
        ("fine\n\n{{ view.nothing_of_the_kind }}", "line 3"),
        ("fine\n{{ 1 / 0 }}", "line 2"),
        ('fine\n{% include "missing.html" %}', "line 2"),
        ("{{ view.frame.title() }}", "line 1"),
        ("{% for each in range(10 ** 9) %}x{% endfor %}", "line 1"),
    ],
)
def test_a_broken_override_is_one_message_that_names_file_and_line(tmp_path: Path, template: str, place: str) -> None:
    with pytest.raises(FarmError, match=f"{_ABOUT}, {place}") as caught:
        overridden(tmp_path, template)
    assert caught.value.cure


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ view.__init__.__globals__ }}",
        "{{ view.frame.__class__ }}",
        "{{ (view.frame | attr('__class__')).__mro__ }}",
        "{{ '{0.__class__.__mro__}'.format(view) }}",
        "{{ '%s' | format(view.__dict__) }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ lipsum.__globals__ }}",
        "{{ joiner.__init__.__globals__ }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ view['__class__'] }}",
        "{{ ''['__class__'] }}",
        "{% set x = view.severities.__class__ %}{{ x.mro() }}",
        "{% for each in view.severities %}{{ each._replace.__globals__ }}{% endfor %}",
        "{{ ({} | map(attribute='__class__') | list).__class__ }}",
        '{% include "../farm.yaml" %}',
        '{% include "pages/../../farm.yaml" %}',
        '{% include "/etc/passwd" %}',
        '{% import "os" as os %}',
        "{{ view.frame.title.encode().__class__ }}",
        "{{ [view].append(1) }}",
    ],
)
def test_no_override_gets_out_of_the_sandbox(tmp_path: Path, template: str) -> None:
    with pytest.raises(FarmError, match=_ABOUT):
        overridden(tmp_path, template)


def test_a_template_cannot_make_two_builds_differ() -> None:
    own = {"one.html": b"{{ [1, 2, 3] | random }}", "two.html": b"{{ lipsum() }}"}
    for name in own:
        with pytest.raises(FarmError):
            Templates(own.get).page(name, {})


def test_an_override_behind_a_link_is_not_read(tmp_path: Path) -> None:
    repository = acme(tmp_path / "repository")
    (tmp_path / "elsewhere.html").write_text("elsewhere")
    (repository / "templates/pages").mkdir(parents=True)
    (repository / _ABOUT).symlink_to(tmp_path / "elsewhere.html")
    build_site(repository, tmp_path / "site")
    assert "About this site" in (tmp_path / "site/about/index.html").read_text()


def test_a_template_that_is_not_text_is_refused(tmp_path: Path) -> None:
    repository = acme(tmp_path / "repository")
    (repository / "templates/pages").mkdir(parents=True)
    (repository / _ABOUT).write_bytes(b"\xff\xfe")
    with pytest.raises(FarmError, match="not UTF-8"):
        build_site(repository, tmp_path / "site")


def test_our_own_templates_mark_nothing_as_safe() -> None:
    for file in (Path(__file__).parents[2] / "templates").rglob("*.html"):
        text = file.read_text()
        assert "safe" not in text.replace("unsafe", ""), file
        assert "autoescape" not in text, file


def test_a_theme_may_bring_assets_of_its_own(tmp_path: Path) -> None:
    repository = acme(tmp_path / "repository")
    for name in ("assets/brand/logo.svg", "assets/.DS_Store", "assets/aux.css", "partials/logo.svg"):
        (repository / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / "templates" / name).write_text("<svg/>")
    build_site(repository, tmp_path / "site")
    assert (tmp_path / "site/assets/brand/logo.svg").read_text() == "<svg/>"
    assert not list((tmp_path / "site").rglob("*.DS_Store"))
    assert not (tmp_path / "site/assets/aux.css").exists()
    assert not (tmp_path / "site/partials").exists()


def test_an_empty_file_stands_in_for_ours_too(tmp_path: Path) -> None:
    overridden(tmp_path, "", "templates/assets/site.css")
    assert (tmp_path / "site/assets/site.css").read_bytes() == b""


def test_a_page_that_stands_in_for_none_is_one_message_that_says_which_was_meant(tmp_path: Path) -> None:
    with pytest.raises(FarmError, match=r"templates/pages/abuot\.html stands in for no page") as caught:
        overridden(tmp_path, "x", "templates/pages/abuot.html")
    assert "git mv templates/pages/abuot.html templates/pages/about.html" in caught.value.cure
