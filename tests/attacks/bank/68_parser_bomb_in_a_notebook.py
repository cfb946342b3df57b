# Wants: the same in a notebook, whose cells have to be parsed to know what in them is Python.
# Safe: they are parsed in the worker, like everything else of the student's.
# Setup: notebook_bomb
# Earns: 0
