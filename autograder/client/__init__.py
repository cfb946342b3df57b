"""The grader's side: workers are started, called and ended, and their replies are checked."""
