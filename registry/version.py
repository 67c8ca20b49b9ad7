"""The version that every figure names (a test holds it equal to pyproject.toml)."""

VERSION = "0.1.0"
