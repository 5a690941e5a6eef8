"""`completion`: what makes a shell complete commands and ids; for three shells by click, for PowerShell by itself."""

from __future__ import annotations

import os
from typing import Final, Literal

import click
from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

SHELLS: Final = ("bash", "zsh", "fish", "powershell")
VARIABLE: Final = "_FARM_GITOPS_COMPLETE"
"""By this variable of the environment a script asks; click derives its name from ours."""

_EXAMPLES: Final = """\b
Examples, each for all shells to come:
  farm-gitops completion bash > ~/.local/share/bash-completion/completions/farm-gitops
  farm-gitops completion zsh > "${fpath[1]}/_farm-gitops"
  farm-gitops completion fish > ~/.config/fish/completions/farm-gitops.fish
  farm-gitops completion powershell >> $PROFILE
\b
Or for this one alone:
  eval "$(farm-gitops completion bash)"
"""

# A script block is asked with what was typed up to the cursor. Where it answers nothing, PowerShell completes files.
_POWERSHELL: Final = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $typed = $commandAst.ToString().PadRight($cursorPosition - $commandAst.Extent.StartOffset)
    $env:COMP_WORDS = $typed.Substring(0, $cursorPosition - $commandAst.Extent.StartOffset)
    $env:%(complete_var)s = 'powershell_complete'
    try {
        & %(prog_name)s | Where-Object { $_ } | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            if (-not $help) { $help = $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
        }
    }
    finally {
        Remove-Item 'Env:COMP_WORDS', 'Env:%(complete_var)s'
    }
}
"""


@add_completion_class
class PowerShellComplete(ShellComplete):
    """Completion for PowerShell, from version 5 on, whatever it runs on."""

    name = "powershell"
    source_template = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is being typed, and that one: empty after a blank."""
        typed = os.environ["COMP_WORDS"]
        words = split_arg_string(typed)[1:]
        return (words, "") if typed[-1:].isspace() or not words else (words[:-1], words[-1])

    def format_completion(self, item: CompletionItem) -> str:
        """A line; files are left to the shell."""
        return f"{item.value}\t{item.help or ''}" if item.type == "plain" else ""

    def complete(self) -> str:
        """All lines."""
        return "\n".join(filter(None, super().complete().splitlines()))


@click.command("completion", epilog=_EXAMPLES)
@click.argument("shell", type=click.Choice(SHELLS))
def completion_command(shell: Literal["bash", "zsh", "fish", "powershell"]) -> None:
    """Print the script that makes SHELL complete commands, options and ids of incidents."""
    from farm_gitops.cli.main import main

    chosen = get_completion_class(shell)
    assert chosen is not None
    # Bash's own `source` would start a bash to ask for its version.
    click.echo(ShellComplete.source(chosen(main, {}, "farm-gitops", VARIABLE)), nl=False)


COMMANDS: Final = {"completion": completion_command}
