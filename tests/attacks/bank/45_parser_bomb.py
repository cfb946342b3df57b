# Wants: source that the parser can not survive.
# Safe: it is never parsed in the grader.
# Setup: parser_bomb
# Earns: 0
