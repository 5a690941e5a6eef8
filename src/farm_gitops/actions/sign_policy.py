"""Sign a change of policy, where the base asks for signatures."""

from __future__ import annotations

from collections.abc import Sequence

from farm_gitops.actions.act import Act, Deed, Desk
from farm_gitops.actions.author import require_maintainer, who_acts
from farm_gitops.actions.sign import Pen, is_good, signature
from farm_gitops.errors import UsageError
from farm_gitops.model.step import Step
from farm_gitops.records import layout
from farm_gitops.records.sealed import changed_policy_files, digest_of_policy
from farm_gitops.store.snapshot import FileSnapshot


def sign_policy(desk: Desk, step: Step, pen: Pen) -> Deed:
    """Write `farm.yaml.sig` for what a step (up to the working tree) changes of the policy.

    Signed as the maintainer of the base that git names; UsageError where no signature is needed.
    """

    def deed(snapshot: FileSnapshot) -> Act:
        author = require_maintainer(who_acts(desk.project, step.policy), step.policy)
        changed = [path for path in changed_policy_files(step) if path != layout.POLICY_SIGNATURE]
        _require_work(step, changed)
        digest, old = digest_of_policy(step), snapshot.find(layout.POLICY_SIGNATURE)
        if is_good(step.policy, author, digest, old.decode("utf-8", "replace") if old else None):
            raise UsageError(f"{layout.POLICY_SIGNATURE} is signed by {author} already", "git commit it")
        signed = signature(desk, step.policy, author, digest, pen)
        assert signed is not None
        message = f"Policy signed by {author}: {', '.join(changed)}"
        return Act({layout.POLICY_SIGNATURE: signed}, message, "policy", with_it=tuple(changed))

    return deed


def _require_work(step: Step, changed: Sequence[str]) -> None:
    if step.policy.trust == "names":
        raise UsageError("the base asks for no signatures, so there is nothing to sign", "leave it unsigned")
    if not changed:
        cure = "farm-gitops sign-policy --base origin/main  (what the change will land on)"
        raise UsageError("the policy is the same as at the base, so there is nothing to sign", cure)
