"""cState sites become incidents: what each key becomes, and what only the versions of an issue tell."""

from __future__ import annotations

import pytest
from cstate_site import CONFIG, NAME, commit, issue, only, said, site, taken
from status_page import House

from farm_gitops.errors import UsageError
from farm_gitops.store.foreign import ForeignFolder


def test_an_issue_becomes_an_incident_of_its_system() -> None:
    record, repairs = only(site(issue()))
    facts = record.facts
    assert str(record.id) == "acme/2026-11-23-the-api-is-slow"
    assert (facts.title, facts.severity, facts.status) == ("The API is slow", "P2", "open")
    assert facts.affected_components == ("api",)
    assert facts.reported_by == "acme-status-page"
    assert [link.url for link in facts.links] == ["https://status.acme.example/issues/2026-11-23-api/"]
    assert said(record) == [("2026-11-23T10:00:00Z", None, "The API is slow.")]
    assert repairs == {}


def test_systems_become_components_also_where_no_issue_names_them() -> None:
    _, house = taken(site(issue()))
    found = house.snapshot.configuration.components
    assert {key: (each.name, each.description) for key, each in found.items()} == {
        "api": ("API", "What partners call."),
        "web-site": ("Web site", None),
    }


def test_a_configuration_may_be_toml_or_missing() -> None:
    toml = 'title = "Acme"\nbaseURL = "https://s.example"\n[params]\n[[params.systems]]\nname = "API"\n'
    folder = site(issue())
    (_, one) = folder.files
    as_toml = ForeignFolder("status", (one, site(issue(), config=toml).files[0]._replace(path="config.toml")), True)
    _, house = taken(as_toml)
    assert "acme-status-page" in house.snapshot.configuration.people
    bare, house = taken(ForeignFolder("our-status", (one,), True))
    assert "our-status-status-page" in house.snapshot.configuration.people
    assert len(bare.added) == 1


def test_the_last_message_of_a_resolved_issue_tells_the_end_at_its_time() -> None:
    body = "[Final message]\nOver.\n\n[Initial message]\nSlow."
    record, repairs = only(site(issue(body, resolved="true", resolvedWhen="2026-11-23T12:30:00Z")))
    assert said(record) == [
        ("2026-11-23T10:00:00Z", None, "Slow."),
        ("2026-11-23T12:30:00Z", "resolved", "Over."),
    ]
    assert repairs == {}


def test_an_end_that_no_message_tells_is_an_entry_and_a_repair() -> None:
    record, repairs = only(site(issue(resolved="true", resolvedWhen="2026-11-23 12:30:00")))
    assert [(at, status) for at, status, _ in said(record)] == [
        ("2026-11-23T10:00:00Z", None),
        ("2026-11-23T12:30:00Z", "resolved"),
    ]
    assert repairs["time"] == "read as 2026-11-23T12:30:00Z"
    assert "untold-status" in repairs


def test_an_end_before_the_beginning_is_left_out() -> None:
    body = "[Final message]\nOver.\n\n[Initial message]\nSlow."
    record, repairs = only(site(issue(body, resolved="true", resolvedWhen="2026-11-22T12:30:00Z")))
    assert record.facts.status == "resolved"
    assert repairs["early-end"] == "the time is left out"


def test_versions_tell_when_an_update_came() -> None:
    first, second = issue("[Initial]\nSlow."), issue("[Update]\nStill slow.\n\n[Initial]\nSlow.")
    record, repairs = only(site((first, commit(1, 10)), (second, commit(2, 11))))
    assert said(record)[-1] == ("2026-11-23T11:00:00Z", None, "Still slow.")
    assert repairs == {}


def test_new_words_for_an_update_are_an_entry_that_corrects_it() -> None:
    record, repairs = only(site((issue("All is slow."), commit(1, 10)), (issue("Only some is slow."), commit(2, 11))))
    old, new = (item.entry for item in record.timeline() if item.entry)
    assert old is not None
    assert new is not None
    assert (new.facts.corrects, new.message) == (old.name, "Only some is slow.")
    assert repairs == {"rewording": "an entry that corrects it"}


def test_another_way_to_write_the_same_words_is_no_new_wording() -> None:
    first, second = issue("See https://acme.example."), issue("See <https://acme.example>.\n")
    record, repairs = only(site((first, commit(1, 10)), (second, commit(2, 11))))
    assert (len(said(record)), repairs) == (1, {})


def test_another_text_in_place_of_the_first_is_another_update() -> None:
    second = issue("Everything works again as it should.", resolved="true", resolvedWhen="2026-11-23T11:30:00Z")
    record, _ = only(site((issue("Jobs fail."), commit(1, 10)), (second, commit(2, 12))))
    assert [(status, text) for _, status, text in said(record)] == [
        (None, "Jobs fail."),
        ("resolved", "Everything works again as it should."),
    ]


def test_a_time_that_was_only_the_templates_is_not_kept() -> None:
    first = issue('Slow. {{< track "2018-06-13 15:54:00" >}}')
    record, _ = only(site((first, commit(1, 10)), (issue("Slow."), commit(2, 11))))
    assert said(record) == [("2026-11-23T10:00:00Z", None, "Slow.")]


def test_a_reopened_issue_stays_resolved_and_says_so() -> None:
    over = issue("Slow.", resolved="true", resolvedWhen="2026-11-23T11:00:00Z")
    record, repairs = only(
        site((issue("Slow."), commit(1, 10)), (over, commit(2, 11)), (issue("Slow."), commit(3, 12)))
    )
    assert (record.facts.status, repairs["step-back"]) == ("resolved", "it stays resolved")


def test_a_deleted_issue_is_left_out() -> None:
    result, _ = taken(site((issue(), commit(1, 10)), (None, commit(2, 11))))
    assert (result.added, [skipped.why for skipped in result.skipped]) == ((), ["it was deleted at the source"])


def test_importing_again_adds_nothing_and_a_grown_issue_only_what_is_new() -> None:
    first, second = issue("[Initial]\nSlow."), issue("[Final]\nOver.\n\n[Initial]\nSlow.", resolved="true")
    _, house = taken(site((first, commit(1, 10))))
    again, _ = taken(site((first, commit(1, 10))), house)
    assert (again.files, again.unchanged) == ({}, 1)
    grown, _ = taken(site((first, commit(1, 10)), (second, commit(2, 11))), house)
    assert len(grown.updated) == 1
    assert [path.rpartition("/")[2] for path in grown.files] == [
        "incident.yaml",
        "20261123T110000Z-acme-status-page.md",
    ]


def test_a_renamed_issue_is_known_by_the_name_that_it_had() -> None:
    _, house = taken(site(issue()))
    folder = site(issue(), path="content/issues/2026-11-23-api-slow.md")
    renamed = folder.files[1]._replace(former=(NAME,))
    again, _ = taken(ForeignFolder("status", (folder.files[0], renamed), True), house)
    assert (again.files, again.unchanged) == ({}, 1)


def test_with_history_the_files_are_the_same_and_every_version_is_a_chapter() -> None:
    versions = (
        (issue("[Initial]\nSlow.", severity="notice"), commit(1, 10)),
        (issue("[Initial]\nSlow.", severity="down"), commit(2, 11)),
        (issue("[Final]\nOver.\n\n[Initial]\nSlow.", severity="down", resolved="true"), commit(3, 12)),
    )
    plain, _ = taken(site(*versions))
    lived, _ = taken(site(*versions), history=True)
    assert lived.files == plain.files
    assert lived.past is not None
    written: dict[str, object] = {}
    for chapter in lived.past.chapters:
        written.update(chapter.files)
    assert written == {path: text for path, text in lived.files.items() if path != "farm.yaml"}
    assert [chapter.recorded.at.utc for chapter in lived.past.chapters if chapter.recorded] == [
        "2026-11-23T10:00:00Z",
        "2026-11-23T11:00:00Z",
        "2026-11-23T12:00:00Z",
    ]
    severities = [
        str(chapter.files.get(f"incidents/{lived.added[0]}/incident.yaml")) for chapter in lived.past.chapters
    ]
    assert ["severity: P4" in severities[0], "severity: P1" in severities[1]] == [True, True]


def test_a_known_author_of_a_commit_writes_in_their_own_name() -> None:
    lived, _ = taken(site((issue(), commit(1, 10, "Dora"))), house=House(), history=True)
    assert lived.past is not None
    entry = next(text for path, text in lived.files.items() if "/timeline/" in path)
    assert "author:" not in entry
    assert any(path.endswith("-dora.md") for path in lived.files)
    assert "emails:\n      - dora@status.example" in lived.past.configuration
    assert "active: false" in lived.files["farm.yaml"]
    assert "active: false" not in lived.past.configuration


def test_a_folder_without_issues_is_a_wrong_call() -> None:
    with pytest.raises(UsageError, match="holds no cState issues"):
        taken(ForeignFolder("x", (site(issue()).files[0],), False))


def test_permalinks_of_its_own_give_no_link() -> None:
    record, _ = only(site(issue(), config=f"{CONFIG}permalinks:\n  issues: /x/:slug/\n"))
    assert record.facts.links == ()


def test_a_rewording_that_comes_later_corrects_the_entry_that_is_here() -> None:
    first, second = (issue("All is slow."), commit(1, 10)), (issue("Only some is slow."), commit(2, 11))
    old, house = taken(site(first))
    grown, _ = taken(site(first, second), house)
    (text,) = grown.files.values()
    name = next(path.rpartition("/")[2] for path in old.files if "/timeline/" in path)
    assert f"corrects: {name}\n" in text


def test_old_wordings_are_no_news_where_the_newest_is_here() -> None:
    versions = ((issue("All is slow."), commit(1, 10)), (issue("Only some is slow."), commit(2, 11)))
    _, house = taken(site(issue("Only some is slow.")))
    again, _ = taken(site(*versions), house)
    assert (again.files, again.unchanged) == ({}, 1)
