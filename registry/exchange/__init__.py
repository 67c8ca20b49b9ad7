"""Data in and out: the codebook, import, and (with the tables' own issue) export."""
