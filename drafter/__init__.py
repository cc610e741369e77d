"""What do we propose to say, and how good was it?  Tickets, prompts, drafts, decisions, edits, quality.

This room does not know which helpdesk a ticket came from, nor who is signed in beyond an
actor's id.  ``drafting.draft_reply`` is the straight line from ticket to draft; ``handling``
and ``reviewing`` record what people then did.  Agents and QA would recognise it.
"""
