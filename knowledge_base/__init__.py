"""What do we promise?  Policies, their revisions, the snippets cut from them, and finding the right ones.

This room knows nothing of tickets, drafts, prompts or HTTP.  Nouns (``policies``,
``snippets``, ``snapshots``) hold values and pure functions; acts (``editing``,
``search.retrieving``) hold a session or a door.  Owners of policies would recognise it.
"""
