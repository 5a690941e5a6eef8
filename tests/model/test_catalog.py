"""References to components, short where they are unique."""

from __future__ import annotations

from farm_gitops.model.catalog import Catalog, Entity

DB = Entity("component", "default", "payments-db", "Payments database", formerly=("pay-db",))
API = Entity("api", "default", "payments", "Payments API")
PAYMENTS = Entity("component", "default", "payments", "Payments")
STAGING = Entity("component", "staging", "payments", "Payments (staging)")


def test_a_unique_name_needs_no_more() -> None:
    assert Catalog([DB]).find("payments-db") == DB


def test_an_ambiguous_name_finds_nothing_and_lists_the_candidates() -> None:
    catalog = Catalog([API, PAYMENTS, STAGING])
    assert catalog.find("payments") is None
    assert set(catalog.candidates("payments")) == {API, PAYMENTS, STAGING}


def test_kind_and_namespace_tell_them_apart() -> None:
    catalog = Catalog([API, PAYMENTS, STAGING])
    assert catalog.find("api:payments") == API
    assert catalog.find("component:default/payments") == PAYMENTS
    assert catalog.find("Component:staging/payments") == STAGING


def test_a_former_name_still_finds_the_component() -> None:
    assert Catalog([DB]).find("pay-db") == DB


def test_a_name_in_use_wins_over_a_former_one() -> None:
    new = Entity("component", "default", "pay-db", "Another")
    assert Catalog([DB, new]).find("pay-db") == new


def test_the_short_form_leads_back_to_its_component() -> None:
    catalog = Catalog([DB, API, PAYMENTS, STAGING])
    assert [catalog.find(catalog.short(entity)) for entity in catalog.entities] == list(catalog.entities)


def test_of_two_with_one_reference_the_first_counts() -> None:
    again = DB._replace(title="Another file says so")
    assert Catalog([DB, again]).find("payments-db") == DB


def test_nonsense_finds_nothing() -> None:
    assert Catalog([DB]).find("a:b:c//d") is None
