from __future__ import annotations

import pytest
from pydantic import BaseModel, ConfigDict

from boekhaak.cursors import stored_cursor
from boekhaak.errors import CursorLost


class Mark(BaseModel):
    model_config = ConfigDict(extra="forbid")

    page: int = 1


def test_a_cursor_is_read_as_it_was_written_and_begins_anew_without_one() -> None:
    assert stored_cursor(Mark, "rows", Mark(page=7).model_dump_json()) == Mark(page=7)
    assert stored_cursor(Mark, "rows", None) == Mark()


@pytest.mark.parametrize("text", ["", "{", '{"nobody_knows": 1}', '{"page": "x"}'])
def test_a_cursor_of_another_version_is_lost(text: str) -> None:
    with pytest.raises(CursorLost) as caught:
        stored_cursor(Mark, "rows", text)

    assert caught.value.streams == {"rows"}
