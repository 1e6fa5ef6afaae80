"""Books: a neutral set of bookkeeping data that seeds a simulator, made by a generator or read from an audit file."""
