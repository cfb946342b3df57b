# Wants: a grader that waits for ever on a file that is none.
# Safe: only plain files are opened.
# Setup: named_pipe
# Earns: 0
