"""Tables and queries of this room.  Returns our values; its caller commits."""
