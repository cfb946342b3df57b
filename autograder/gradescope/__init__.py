"""One platform, Gradescope: its entry point, what it tells and wants told, a course's policies, and the zip for it."""
