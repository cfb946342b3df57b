"""What the operating system is asked to forbid a worker: one module for each layer, and :mod:`.table` of them all."""
