"""What must hold: the literal registry of rules, in the order in which they are told."""

from __future__ import annotations

from typing import Final

from farm_gitops.rules.approval_withdrawn import approval_withdrawn
from farm_gitops.rules.approved_post_mortem_changed import approved_post_mortem_changed
from farm_gitops.rules.attachment_changed import attachment_changed
from farm_gitops.rules.created_at_changed import created_at_changed
from farm_gitops.rules.duplicate_key import duplicate_key
from farm_gitops.rules.file_too_large import file_too_large
from farm_gitops.rules.forged_author import forged_author
from farm_gitops.rules.future_time import future_time
from farm_gitops.rules.illegal_path import illegal_path
from farm_gitops.rules.illegal_transition import illegal_transition
from farm_gitops.rules.incident_deleted import incident_deleted
from farm_gitops.rules.incident_moved import incident_moved
from farm_gitops.rules.incomplete_approval import incomplete_approval
from farm_gitops.rules.invalid_encoding import invalid_encoding
from farm_gitops.rules.invalid_front_matter import invalid_front_matter
from farm_gitops.rules.invalid_timestamp import invalid_timestamp
from farm_gitops.rules.invalid_value import invalid_value
from farm_gitops.rules.invalid_yaml import invalid_yaml
from farm_gitops.rules.missing_blast_radius import missing_blast_radius
from farm_gitops.rules.missing_commander import missing_commander
from farm_gitops.rules.missing_field import missing_field
from farm_gitops.rules.missing_post_mortem import missing_post_mortem
from farm_gitops.rules.not_a_member import not_a_member
from farm_gitops.rules.overdue_action_item import overdue_action_item
from farm_gitops.rules.post_mortem_before_resolution import post_mortem_before_resolution
from farm_gitops.rules.post_mortem_deleted import post_mortem_deleted
from farm_gitops.rules.recorded_late import recorded_late
from farm_gitops.rules.repeated_transition import repeated_transition
from farm_gitops.rules.retired_name import retired_name
from farm_gitops.rules.rule import Rule
from farm_gitops.rules.self_approved import self_approved
from farm_gitops.rules.stale_timeline import stale_timeline
from farm_gitops.rules.status_mismatch import status_mismatch
from farm_gitops.rules.timeline_rewritten import timeline_rewritten
from farm_gitops.rules.unauthorized_approval import unauthorized_approval
from farm_gitops.rules.unauthorized_policy_change import unauthorized_policy_change
from farm_gitops.rules.unauthorized_redaction import unauthorized_redaction
from farm_gitops.rules.unexpected_file import unexpected_file
from farm_gitops.rules.unknown_component import unknown_component
from farm_gitops.rules.unknown_environment import unknown_environment
from farm_gitops.rules.unknown_field import unknown_field
from farm_gitops.rules.unknown_incident import unknown_incident
from farm_gitops.rules.unknown_organization import unknown_organization
from farm_gitops.rules.unknown_person import unknown_person
from farm_gitops.rules.unordered_times import unordered_times
from farm_gitops.rules.unsafe_path import unsafe_path

RULES: Final = (
    Rule("text", invalid_encoding),
    Rule("text", invalid_yaml),
    Rule("text", duplicate_key),
    Rule("text", invalid_front_matter),
    Rule("text", file_too_large),
    Rule("text", unsafe_path),
    Rule("text", unexpected_file),
    Rule("shape", unknown_field),
    Rule("shape", missing_field),
    Rule("shape", invalid_value),
    Rule("shape", invalid_timestamp),
    Rule("references", unknown_organization),
    Rule("references", unknown_person),
    Rule("references", not_a_member),
    Rule("references", unknown_component),
    Rule("references", unknown_environment),
    Rule("references", unknown_incident),
    Rule("references", retired_name),
    Rule("life", illegal_path),
    Rule("life", unordered_times),
    Rule("life", post_mortem_before_resolution),
    Rule("life", incomplete_approval),
    Rule("step", illegal_transition, lasting=True),
    Rule("step", status_mismatch),
    Rule("step", timeline_rewritten, lasting=True),
    Rule("step", incident_deleted, lasting=True),
    Rule("step", incident_moved, lasting=True),
    Rule("step", created_at_changed, lasting=True),
    Rule("step", attachment_changed, lasting=True),
    Rule("step", forged_author),
    Rule("step", unauthorized_approval),
    Rule("step", approval_withdrawn, lasting=True),
    Rule("step", approved_post_mortem_changed, lasting=True),
    Rule("step", post_mortem_deleted, lasting=True),
    Rule("step", unauthorized_redaction),
    Rule("step", unauthorized_policy_change),
    Rule("practice", missing_commander),
    Rule("practice", missing_blast_radius),
    Rule("practice", repeated_transition),
    Rule("practice", self_approved),
    Rule("practice", recorded_late),
    Rule("practice", missing_post_mortem),
    Rule("practice", stale_timeline),
    Rule("practice", overdue_action_item),
    Rule("practice", future_time),
)
