"""One page a file: load, parse, call, answer."""
