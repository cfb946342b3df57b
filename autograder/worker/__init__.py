"""Everything here runs beside student code, which can read and change it; nothing else does."""
