# Wants: the grader, which may read everything, to read the reference solution through a symbolic link.
# Safe: links are not followed.
# Setup: symbolic_link
# Earns: 0
