"""The study's rules in plain Python: no database, no request, no clock.

Each function is headed by its clause of the protocol; docs/protocol-map.md lists clause, function and test.
"""
