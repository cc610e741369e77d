"""What a careful colleague would notice about the policies of a brand before a customer does.

Offline: policies, a day and, where there are any, vectors of sentences go in, warnings come out,
the same ones each time.
``statements`` reads the texts, ``concepts`` and ``claims`` say what a statement is about and
what it fixes; each other module looks for one kind of trouble, and ``running`` runs them all.
"""

from knowledge_base.linting.running import lint
from knowledge_base.linting.statements import LintedPolicy, linted
from knowledge_base.linting.vectors import SentenceVectors, VectorsOf, vectors_for
from knowledge_base.linting.warnings import Kind, Place, Severity, Warning

__all__ = [
    "Kind",
    "LintedPolicy",
    "Place",
    "SentenceVectors",
    "Severity",
    "VectorsOf",
    "Warning",
    "lint",
    "linted",
    "vectors_for",
]
