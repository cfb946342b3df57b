"""Everything here runs beside student code, and nothing else does: it may be read, changed and crashed there."""
