"""One platform, Gradescope: its entry point, the files it reads and writes, policies, the zip."""
