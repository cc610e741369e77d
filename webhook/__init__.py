"""How does the world reach us?  Helpdesks, HTTP, pages, accounts, jobs, command line.

Only ``settings`` reads the environment and only ``wiring`` names a backend or makes an
engine.  The desks (``agent``, ``admin``, ``qa``) are one person each and hold no rule: an
action is a transaction, an inner call, a follow-up job.  Operators would recognise it.
"""
