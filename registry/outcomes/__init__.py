"""What the registry counts: one file a table, each a function that returns a frozen `Table`.

`cut` says over what is counted, `populations` and `strata` put the units into SQL, `statistics` gives the
intervals, `layout` lays a table out for people.
"""
