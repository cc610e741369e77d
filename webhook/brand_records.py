"""What drafting reads of a brand's records: ladders, macros, template, what was told, precedents, other brands."""

from drafter.brands import Brand
from drafter.drafts import Draft
from drafter.ladders import Ladder
from drafter.likeness import Likeness
from drafter.macros import Macro
from drafter.precedents import Precedent, precedents_of
from drafter.prompts.template import Template
from drafter.store.brands import list_brands
from drafter.store.ladders import live_ladders
from drafter.store.macros import list_macros
from drafter.store.precedents import sent_drafts
from drafter.store.told import told_of
from drafter.templating import template_of
from drafter.tickets import Ticket
from drafter.told import Told
from knowledge_base.foundation.database import Database


class BrandRecords:
    """Looks up what a draft rests on beside policies, each in a session of its own.  Safe to share between threads.

    ``template`` names the template of brands that have none of their own; ``likeness`` is None
    where the embedder only spells.
    """

    def __init__(self, database: Database, *, template: str, likeness: Likeness | None) -> None:
        self._database, self._template, self._likeness = database, template, likeness

    def template(self, brand: Brand) -> Template:
        """Return the prompt template that a brand's drafts are made from now."""
        with self._database.reading() as session:
            return template_of(session, brand, self._template)

    def ladders(self, brand: Brand) -> tuple[Ladder, ...]:
        """Return the ladders of a brand that drafts use now."""
        with self._database.reading() as session:
            return live_ladders(session, brand.id)

    def macros(self, brand: Brand) -> tuple[Macro, ...]:
        """Return the macros of a brand that a person approved."""
        with self._database.reading() as session:
            return list_macros(session, brand.id, only_approved=True)

    def told(self, ticket: Ticket) -> tuple[Told, ...]:
        """Return what we told the requester of a ticket before."""
        with self._database.reading() as session:
            return told_of(session, ticket)

    def precedents(self, brand_id: str, draft: Draft) -> tuple[Precedent, ...]:
        """Return what near-identical tickets of a brand were told, by drafts that cite a policy of this one."""
        policies = {cited.policy_id for sentence in draft.sentences for cited in sentence.citations}
        with self._database.reading() as session:
            past = sent_drafts(session, brand_id, policies)
        return precedents_of(draft, past, self._likeness)

    def other_brands(self, brand: Brand) -> tuple[Brand, ...]:
        """Return the operator's other brands: nothing of theirs may stand in a reply of this one."""
        with self._database.reading() as session:
            return tuple(other for other in list_brands(session) if other.id != brand.id)
