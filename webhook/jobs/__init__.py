"""Background work: the Jobs door, DBOS behind it, and one file for each kind of job.

A job loads, calls the room that knows, and saves.  Its arguments are ids, never text.  A
function here holds a session or talks to a network, never both.
"""
