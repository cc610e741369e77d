"""The floor all three rooms stand on: clock, ids, errors, database, tokens.

Nothing here knows a word of the product.  Every module is small, and each is
imported by name (``from knowledge_base.foundation.errors import ServiceError``).
"""
