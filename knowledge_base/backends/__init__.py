"""One file per vendor behind this room's doors.  Imported by wiring alone."""
