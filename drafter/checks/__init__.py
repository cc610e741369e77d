"""Tests of a draft, one file each.  Each takes a CheckContext and returns Findings; none raises.

``run_checks`` runs them all, on the draft and again on the agent's edit.
"""

from drafter.checks.context import CheckContext, Source
from drafter.checks.running import CHECK_VERSIONS, run_checks

__all__ = ["CHECK_VERSIONS", "CheckContext", "Source", "run_checks"]
