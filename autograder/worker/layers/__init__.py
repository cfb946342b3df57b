"""What the system is asked to forbid a worker: one module a layer, and a table of them."""
