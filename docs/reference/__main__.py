"""Writes the reference from the code: `python -m docs.reference`, or `make reference`."""

from __future__ import annotations

from docs.reference.writing import written

for file, text in written().items():
    file.write_text(text)
