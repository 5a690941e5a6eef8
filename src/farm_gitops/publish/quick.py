"""Jinja for our own templates, compiled to code that does less: pages are made of little but values and marks.

What comes out is what Jinja's own code makes of the same templates; a mistake in one of them is a bug, not a question.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import markupsafe
from jinja2 import Environment
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.nodes import Call, Expr, Getattr, Output, Template
from jinja2.runtime import Macro
from markupsafe import Markup

_as_it_is: Final = str.__new__  # what `Markup` does with a plain string, after it looked whether it is one


class _Pieces:
    """Where `_QuickCode` leaves what stands between two decisions of a template; looks like a list to Jinja."""

    extend = staticmethod("".join)

    @staticmethod
    def append(piece: str) -> str:
        """A single one."""
        return piece


def _quick(macro: Macro) -> Callable[..., str]:
    """A macro, called without questions where all its arguments are given in their places."""
    if macro.caller or macro.catch_kwargs or macro.catch_varargs:
        return macro
    make, expected = macro._func, macro._argument_count

    def called(*given: object, **named: object) -> str:
        if named or len(given) != expected:
            return macro(*given, **named)
        return _as_it_is(Markup, make(*given))

    return called


class _QuickCode(CodeGenerator):
    """What is the same in every page is decided when a template is compiled."""

    def visit_Template(self, node: Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        """Name what each value goes through once for the whole module."""
        self.writeline("escaped, joined, quick = environment.escaped, environment.joined, environment.quick")
        super().visit_Template(node, frame)

    def visit_Output(self, node: Output, frame: Frame) -> None:  # noqa: N802
        """Pieces that follow one another leave a block as one: each would pass through all blocks around it."""
        if frame.buffer is not None or frame.require_output_check or len(node.nodes) == 1:
            super().visit_Output(node, frame)
            return
        # To Jinja this is the buffer of a macro; what it adds to the buffer is handed on at once.
        handed_on = frame.copy()
        handed_on.buffer = "yield joined"
        super().visit_Output(node, handed_on)

    def visit_Getattr(self, node: Getattr, frame: Frame) -> None:  # noqa: N802
        """An attribute is there: Jinja would ask for an item as well."""
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Nothing that our templates call wants to know their context."""
        if forward_caller or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """A macro whose arguments are all given in their places is a function like any other."""
        self.write("quick(")
        super().macro_def(macro_ref, frame)
        self.write(")")

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:  # noqa: ARG002
        """Escaping a string is one call into C; Jinja wraps each as safe markup first, which is then joined anyway."""
        self.write("(escaped(_v) if (_t := type(_v := (")

    def _output_child_post(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:  # noqa: ARG002
        self.write("))) is str else _v if _t is Markup else escape(_v))")


class QuickEnvironment(Environment):
    """For templates that read what is there: views have every attribute that they name."""

    code_generator_class = _QuickCode
    escaped = staticmethod(markupsafe._escape_inner)  # type: ignore[attr-defined] # a plain string for a plain one
    joined = _Pieces
    quick = staticmethod(_quick)
    getattr = staticmethod(getattr)  # type: ignore[assignment] # what filters ask for
