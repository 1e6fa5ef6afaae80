"""The command line: every use case as a command, for people (tables, progress) and for programs (``--json``)."""
