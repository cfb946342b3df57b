"""The grader's side of the worker: processes started, asked, timed and ended; what they say checked and cleaned."""
