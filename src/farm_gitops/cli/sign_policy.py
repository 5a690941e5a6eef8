"""`sign-policy`: sign a change of policy."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.landing import Landing, land, landing_options
from farm_gitops.cli.options import key_option

_EXAMPLES: Final = """\b
Examples:
  farm-gitops sign-policy --commit
  farm-gitops sign-policy --base origin/main --key ~/.ssh/id_ed25519
"""


@click.command("sign-policy", epilog=_EXAMPLES)
@click.option("--base", metavar="REF", default="HEAD", show_default=True, help="What the change will land on.")
@key_option
@landing_options
@pass_context
def sign_policy_command(context: Context, base: str, key: Path | None, landing: Landing) -> None:
    """Sign what differs in the policy from --base to the files as they are, as a maintainer. Writes farm.yaml.sig.

    With `trust: signed` in the farm.yaml of the base, no change of policy lands without it: `maintainers`,
    `organizations`, `people`, `rules`, `trust` and `landing` in farm.yaml, templates/, CODEOWNERS and the files of CI.
    Where each commit lands on its own (`landing: rebase`), each one that changes policy needs it.
    """
    from farm_gitops.actions.sign import Pen
    from farm_gitops.actions.sign_policy import sign_policy
    from farm_gitops.store.steps import working

    desk = context.desk
    with working(context.project, base) as files:
        land(desk, sign_policy(desk, files.step, Pen(key)), landing)


COMMANDS: Final = {"sign-policy": sign_policy_command}
