"""What is handed in, as files and as cells of Python source. Nothing of it is executed here."""
