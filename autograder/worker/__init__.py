"""The only code that runs beside student code, and the client that talks to it."""
