"""The expressions of workflows, `${{ … }}`, as far as workflows of ours use them; anything else fails the test.

Source: GitHub's documentation, "Evaluate expressions in workflows and actions".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<name>[A-Za-z_][\w.*-]*)|(?P<sign>\|\||&&|==|!=|[!(),]))")
_HOLE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)

Functions = Mapping[str, Callable[..., Any]]


def filled_in(text: str, context: Mapping[str, Any], functions: Functions) -> str:
    """A text with each of its expressions replaced by its value."""
    return _HOLE.sub(lambda hole: _shown(evaluate(hole[1], context, functions)), text)


def condition(text: str, context: Mapping[str, Any], functions: Functions) -> bool:
    """What stands behind `if:`, with or without `${{ }}`; without a word about the state, all so far must be well."""
    bare = text.strip().removeprefix("${{").removesuffix("}}")
    asks = any(f"{name}(" in bare for name in ("always", "failure", "cancelled", "success"))
    return bool(evaluate(bare, context, functions)) and (asks or bool(functions["success"]()))


def evaluate(expression: str, context: Mapping[str, Any], functions: Functions) -> Any:
    """The value of an expression."""
    parser = _Parser(_tokens(expression), context, functions)
    value = parser.either()
    assert parser.tokens == [], f"cannot read the rest of the expression: {parser.tokens}"
    return value


def _tokens(expression: str) -> list[str]:
    tokens, at = [], 0
    while expression[at:].strip():
        found = _TOKEN.match(expression, at)
        assert found, f"cannot read the expression {expression!r}"
        tokens.append(found[0].strip())
        at = found.end()
    return tokens


def _shown(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


class _Parser:
    """By descent: `||`, then `&&`, then comparison, then `!`, then a value."""

    def __init__(self, tokens: list[str], context: Mapping[str, Any], functions: Functions) -> None:
        self.tokens = tokens
        self.context = context
        self.functions = functions

    def either(self) -> Any:
        """`a || b`."""
        value = self._both()
        while self._take("||"):
            other = self._both()
            value = value or other
        return value

    def _both(self) -> Any:
        value = self._compared()
        while self._take("&&"):
            other = self._compared()
            value = value and other
        return value

    def _compared(self) -> Any:
        value = self._plain()
        if self._take("=="):
            return value == self._plain()
        if self._take("!="):
            return value != self._plain()
        return value

    def _plain(self) -> Any:
        if self._take("!"):
            return not self._plain()
        if self._take("("):
            value = self.either()
            assert self._take(")")
            return value
        token = self.tokens.pop(0)
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        return self._called(token) if self._take("(") else self._looked_up(token)

    def _called(self, name: str) -> Any:
        arguments = []
        while not self._take(")"):
            arguments.append(self.either())
            self._take(",")
        return self.functions[name](*arguments)

    def _looked_up(self, name: str) -> Any:
        assert name.partition(".")[0] in self.context, f"no context `{name}`"
        value: Any = self.context
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def _take(self, sign: str) -> bool:
        if self.tokens[:1] == [sign]:
            self.tokens.pop(0)
            return True
        return False
