"""Order sources: a shop's own JSON becomes our Order.  A source reads and never writes; it decides nothing."""
