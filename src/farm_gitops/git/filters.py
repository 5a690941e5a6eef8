"""Keeps git from running the programs that `filter.*` in a configuration names (`clean`, `smudge`, `process`)."""

from __future__ import annotations

from itertools import product

from farm_gitops.git.runner import Repository

_OFF = (("clean", ""), ("smudge", ""), ("process", ""), ("required", "false"))


def without_filters(repository: Repository) -> dict[str, str]:
    """An environment for one command in which every filter driver of the configuration does nothing."""
    # As environment and not as `-c`: the name of a driver may hold an equals sign.
    named = repository.ask("config", "-z", "--name-only", "--get-regexp", r"^filter\.").output
    keys = named.decode("utf-8", "surrogateescape").split("\0")
    drivers = sorted({key.rpartition(".")[0] for key in keys if key.count(".") > 1})
    environment = {"GIT_CONFIG_COUNT": str(len(drivers) * len(_OFF))}
    for number, (driver, (key, value)) in enumerate(product(drivers, _OFF)):
        environment[f"GIT_CONFIG_KEY_{number}"] = f"{driver}.{key}"
        environment[f"GIT_CONFIG_VALUE_{number}"] = value
    return environment
