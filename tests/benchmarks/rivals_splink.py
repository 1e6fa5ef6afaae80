"""The Febrl sets by Splink on DuckDB: ``rivals_splink.py ROWS`` prints {set: [f1, precision, recall, …]}.

It learns without truth (expectation maximisation), as its documentation shows for these sets: levels of its comparison
library, term frequencies, the chance that two records match from deterministic rules, one training for each of a few blockings.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import splink.comparison_library as cl
from contacts_judging import judged
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

BLOCKS = ("given_name", "surname", "date_of_birth", "address_1", "address_2", "suburb", "postcode")
LOWEST = -30.0
"""In bits: pairs below this are not worth listing."""


def main() -> None:
    """Judge Splink."""
    sets = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps({name: febrl(**made) for name, made in sets.items()}))


def febrl(rows: list[dict[str, str]], entities: list[str], files: list[str] | None) -> list[float]:
    """Return what Splink's pairs of a set are worth."""
    frame = pd.DataFrame(rows).replace("", None)
    frame.insert(0, "unique_id", range(len(frame)))
    api = DuckDBAPI()
    if files is None:
        tables: Any = api.register(frame)
    else:
        tables = [api.register(frame[[file == name for file in files]]) for name in ("a", "b")]
    linker = Linker(tables, febrl_settings("dedupe_only" if files is None else "link_only"), log_level=None)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [
            block_on("given_name", "surname", "date_of_birth"),
            block_on("surname", "address_1", "suburb"),
            block_on("given_name", "date_of_birth", "postcode"),
        ],
        recall=0.8,
    )
    training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in (block_on("date_of_birth"), block_on("address_1"), block_on("surname", "given_name")):
        training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
    found = linker.inference.predict(threshold_match_weight=LOWEST).as_pandas_dataframe()
    scored = zip(found.unique_id_l, found.unique_id_r, found.match_weight, strict=True)
    return list(judged(((int(a), int(b), float(c)) for a, b, c in scored), entities, files))


def febrl_settings(link_type: Any) -> SettingsCreator:
    """Return the comparisons and blocking rules for the fields of Febrl."""
    comparisons = [
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        cl.DamerauLevenshteinAtThresholds("street_number", [1]),
        cl.JaroWinklerAtThresholds("address_1", [0.95, 0.88]),
        cl.JaroWinklerAtThresholds("address_2", [0.95, 0.88]),
        cl.JaroWinklerAtThresholds("suburb", [0.95, 0.88]),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
        cl.DamerauLevenshteinAtThresholds("state", [1]),
    ]
    born = cl.DateOfBirthComparison(
        "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=False
    )
    return SettingsCreator(
        link_type=link_type,
        comparisons=[*(one.configure(term_frequency_adjustments=True) for one in comparisons), born],
        blocking_rules_to_generate_predictions=[block_on(field) for field in BLOCKS],
    )


if __name__ == "__main__":
    main()
