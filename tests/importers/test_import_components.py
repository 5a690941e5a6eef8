"""Foreign components find their names in the catalog, or get new ones in farm.yaml; the rest of it stays as it is."""

from __future__ import annotations

import pytest
from status_page import CONFIGURATION, House, document, incident, oddities, only, update

CATALOG = """\
components:
  pay-db: {name: Payments database}   # ours
  git-operations: {}
  old-api: {name: Old API, retired: true}
  search: {name: Search, formerly: [actions]}
"""


def _components(*names: str, configuration: str = CONFIGURATION) -> tuple[tuple[str, ...], list[str], str]:
    house = House(configuration)
    record, repairs = only(document(incident(update("investigating", 1), components=_named(*names))), house)
    return record.facts.affected_components, oddities(repairs), house.files["farm.yaml"]


def _named(*names: str) -> list[dict[str, str]]:
    return [{"id": name, "name": name} for name in names]


@pytest.mark.parametrize(
    ("names", "keys", "odd"),
    [
        (["Zürich, Switzerland - (ZRH)"], ("zurich-switzerland-zrh",), []),
        (["R2", "r2", " R2 "], ("r2",), ["merged-component"]),
        (["R2", "R2"], ("r2",), ["repeated-component"]),
        (["C++", "C#", "C"], ("c", "c-2", "c-3"), ["numbered-component", "numbered-component"]),
        (["東京", "大阪"], ("component", "component-2"), ["numbered-component"]),
        (["", "\u200b"], (), ["nameless-component", "nameless-component"]),
        (["A\u202eB\x00"], ("ab",), []),
    ],
)
def test_a_new_component_gets_a_key_of_its_own(names: list[str], keys: tuple[str, ...], odd: list[str]) -> None:
    assert _components(*names)[:2] == (keys, odd)


@pytest.mark.parametrize(
    ("name", "keys", "odd"),
    [
        ("payments  Database", ("pay-db",), []),
        ("Git Operations", ("git-operations",), []),
        ("Old API", (), ["retired-component"]),
        ("Actions", ("actions-2",), ["numbered-component"]),
    ],
)
def test_a_component_that_the_catalog_has_keeps_its_key(name: str, keys: tuple[str, ...], odd: list[str]) -> None:
    assert _components(name, configuration=CONFIGURATION + CATALOG)[:2] == (keys, odd)


def test_components_of_updates_count_as_affected() -> None:
    first = update("investigating", 1, affected_components=[{"code": "p", "name": "Pages"}, {"name": "Actions"}])
    record, _ = only(document(incident(first, components=_named("Actions"))))
    assert record.facts.affected_components == ("actions", "pages")


def test_a_thousand_components_are_enough() -> None:
    keys, odd, _ = _components(*(f"Data centre {number}" for number in range(1_200)))
    assert (len(keys), odd) == (1_000, ["many-components"])


def test_farm_yaml_keeps_every_byte_that_was_there() -> None:
    _, _, after = _components("Pages", configuration=CONFIGURATION + CATALOG)
    assert after == (
        CONFIGURATION.replace("members: []", "members: [github-status-page]")
        + "  github-status-page:\n    name: GitHub status page\n"
        + CATALOG
        + "  pages:\n    name: Pages\n"
    )


@pytest.mark.parametrize(
    "configuration",
    [
        "organizations: [acme]\n",
        "organizations: {acme: }\npeople: [alice]\ncomponents: [pages]\n",
        "organizations:\n  acme:\ncomponents: {}\npeople: {}\n",
    ],
)
def test_short_forms_of_farm_yaml_take_newcomers_too(configuration: str) -> None:
    keys, _, _ = _components("Pages", "Git Operations", configuration=configuration)
    assert keys == ("pages", "git-operations")


def test_hundreds_of_components_at_once_keep_every_byte_that_was_there() -> None:
    names = [f"Data centre {number}" for number in range(300)]
    keys, _, after = _components(*names, configuration=CONFIGURATION + CATALOG + "site: {title: Ours}  # last\n")
    written = "".join(f"  {key}:\n    name: {name}\n" for key, name in zip(keys, names, strict=True))
    assert after.endswith(CATALOG + written + "site: {title: Ours}  # last\n")


@pytest.mark.parametrize("catalog", ["components: {pages: {}}\n", "components:\r\n  pages: {}  # ours\r\n"])
def test_components_join_a_list_that_is_written_in_another_style(catalog: str) -> None:
    keys, _, after = _components("Git", "Search", configuration=CONFIGURATION + catalog)
    assert keys == ("git", "search")
    assert catalog.rstrip("}\r\n") in after


def test_two_pages_of_one_key_are_two_people() -> None:
    house = House()
    house.take_in(document(incident(update("investigating", 1)), name="Acme!"))
    house.take_in(document(incident(update("investigating", 1)), name="Acme?", id="another"))
    people = house.snapshot.configuration.people
    assert {key: person.name for key, person in people.items() if key != "alice"} == {
        "acme-status-page": "Acme! status page",
        "acme-status-page-2": "Acme? status page",
    }
    assert house.judged().errors == 0
