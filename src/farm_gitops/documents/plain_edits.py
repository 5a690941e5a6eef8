"""What an edit means for the values alone: the expectation with which an edited text is compared."""

from __future__ import annotations

from farm_gitops.documents.tree import Plain, Route


def with_value(values: Plain, route: Route, new: Plain) -> Plain:
    """A copy of `values` with `new` at `route`; missing mappings are made, an index one past the end appends."""
    if not route:
        return new
    step, below = route[0], route[1:]
    if isinstance(step, str):
        mapping = dict(values) if isinstance(values, dict) else {}
        mapping[step] = with_value(mapping.get(step), below, new)
        return mapping
    items = list(values) if isinstance(values, list) else []
    old = items[step] if step < len(items) else None
    items[step : step + 1] = [with_value(old, below, new)]
    return items


def without_value(values: Plain, route: Route) -> Plain:
    """A copy of `values` without what stands at `route`, which must exist."""
    step, below = route[0], route[1:]
    if isinstance(values, dict) and isinstance(step, str):
        if not below:
            return {key: value for key, value in values.items() if key != step}
        return {**values, step: without_value(values[step], below)}
    assert isinstance(values, list)
    assert isinstance(step, int)
    kept = [] if not below else [without_value(values[step], below)]
    return [*values[:step], *kept, *values[step + 1 :]]
