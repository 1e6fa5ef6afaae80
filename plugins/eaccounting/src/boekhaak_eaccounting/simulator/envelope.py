"""How answers are written: rows in ``Meta`` and ``Data``, and errors with the vendor's codes.

Source: FACTS.md#paging, FACTS.md#errors.
"""

from __future__ import annotations

import json
import uuid
from datetime import datetime

from starlette.responses import Response

from boekhaak_eaccounting.simulator.query import Query
from boekhaak_eaccounting.simulator.values import Row, Value, short_stamp, wire

MEDIA_TYPE = "application/json;charset=UTF-8"

NOT_FOUND, NO_FISCAL_YEAR = 3000, 3001
NO_MODULE, STARTUP_GUIDE, INACTIVE, UNAUTHORISED, SCOPE_MISSING = 4002, 4003, 4004, 4005, 4006
TOO_MANY, NO_PRODUCT, READ_ONLY, SANDBOX, INTERNAL = 4010, 4011, 4019, 4034, 5000


class Refused(Exception):
    """The request is answered with an error; without a code the body is empty."""

    def __init__(self, status: int, code: int | None = None, message: str = "", *, retry_after: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after

    def response(self) -> Response:
        """Return the answer."""
        headers = {"Retry-After": str(self.retry_after)} if self.retry_after else {}
        if self.code is None:
            return Response(status_code=self.status, headers=headers)
        body = {
            "ErrorCode": self.code,
            "DeveloperErrorMessage": self.message,
            "ErrorId": str(uuid.uuid4()),
            "Errors": [],
        }
        return Response(json.dumps(body, ensure_ascii=False), self.status, headers, MEDIA_TYPE)


def listing(rows: list[Row], count: int, query: Query, now: datetime) -> Row:
    """Return the rows of a page in their envelope."""
    return {
        "Meta": {
            "CurrentPage": query.page,
            "PageSize": query.page_size,
            "TotalNumberOfPages": query.pages(count),
            "TotalNumberOfResults": count,
            "ServerTimeUtc": short_stamp(now),
        },
        "Data": rows,
    }


def text_of(body: Value, *, dates_as_moments: bool) -> str:
    """Return an answer's body as it is sent."""
    return json.dumps(wire(body, dates_as_moments=dates_as_moments), ensure_ascii=False, separators=(",", ":"))
