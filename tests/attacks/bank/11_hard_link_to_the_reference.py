# Wants: the same by a second name of the file.
# Safe: a file with several names is not part of a submission.
# Setup: hard_link
# Earns: 0
