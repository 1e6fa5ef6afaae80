"""A host whose web server runs several processes: each takes wishes, one of them reads what is due."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from boekhaak import Actor, Installation
from boekhaak.errors import BoekhaakError, NotFound
from boekhaak.jobs.host import Jobs
from boekhaak.service import queueing
from boekhaak.service.standing import standing

boekhaak = Installation()  # one in each process: those that are forked later get connections of their own
ann = Actor(environment="acme", user="ann")  # your tenant, and who clicked


@asynccontextmanager
async def at_work(_: Starlette) -> AsyncIterator[None]:  # for as long as a process serves
    with Jobs(boekhaak):
        yield
    boekhaak.close()


def synchronise(request: Request) -> JSONResponse:  # marks the link due, and does not wait
    turns = queueing.queue_synchronisation(ann, boekhaak, request.path_params["link_id"])
    return JSONResponse([one.model_dump(mode="json") for one in turns], status_code=202)


def look(_: Request) -> JSONResponse:
    return JSONResponse(standing(ann, boekhaak).model_dump(mode="json"))


def refuse(_: Request, error: Exception) -> JSONResponse:  # what to do next, for the person who asked
    return JSONResponse({"error": str(error)}, status_code=404 if isinstance(error, NotFound) else 409)


app = Starlette(
    lifespan=at_work,
    routes=[Route("/links/{link_id:int}", synchronise, methods=["POST"]), Route("/standing", look)],
    exception_handlers={BoekhaakError: refuse},
)
