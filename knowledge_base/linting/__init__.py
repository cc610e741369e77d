"""What a careful colleague would notice about the policies of a brand before a customer does.

Pure and offline: policies and a day go in, warnings come out, the same ones each time.
``statements`` reads the texts, ``concepts`` and ``claims`` say what a statement is about and
what it fixes; each other module looks for one kind of trouble, and ``running`` runs them all.
"""

from knowledge_base.linting.running import lint
from knowledge_base.linting.statements import LintedPolicy, linted
from knowledge_base.linting.warnings import Kind, Place, Severity, Warning

__all__ = ["Kind", "LintedPolicy", "Place", "Severity", "Warning", "lint", "linted"]
