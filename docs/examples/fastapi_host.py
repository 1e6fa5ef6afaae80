"""A host in FastAPI: plain functions, which FastAPI runs in threads, and Jobs for as long as the process serves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse

from boekhaak import Actor, Installation
from boekhaak.errors import BoekhaakError, NotFound
from boekhaak.jobs.host import Jobs
from boekhaak.models.event import Changes
from boekhaak.service import connecting, feeding, importing, listing, queueing
from boekhaak.service.standing import Standing, standing

boekhaak = Installation()
ann = Actor(environment="acme", user="ann", role="administrator")  # from your own session: the tenant, and who clicked


@asynccontextmanager
async def at_work(_: FastAPI) -> AsyncIterator[None]:
    with Jobs(boekhaak):
        yield
    boekhaak.close()


app = FastAPI(lifespan=at_work)


@app.get("/authorize")
def authorize() -> RedirectResponse:
    return RedirectResponse(connecting.begin(ann, boekhaak, package="exact_online").url)


@app.get("/callback")  # your redirect address
def callback(request: Request) -> dict[str, int]:
    return {"connection": connecting.complete(ann, boekhaak, str(request.url)).id}


@app.post("/companies", status_code=202)  # “Import all companies”: they are read in the background
def import_companies() -> list[int]:
    seen = listing.list_companies(ann, boekhaak).companies
    links = [importing.link_company(ann, boekhaak, one).id for one in seen]
    for link in links:
        queueing.queue_import(ann, boekhaak, link)
    return links


@app.get("/changes")  # for the part of your product that keeps up with the books
def changes(after: int | None = None) -> Changes:
    return feeding.changes(ann, boekhaak, after=after)


@app.get("/standing")
def look() -> Standing:
    return standing(ann, boekhaak)


@app.exception_handler(BoekhaakError)
def refuse(_: Request, error: BoekhaakError) -> JSONResponse:  # one sentence, and the way out
    return JSONResponse({"error": str(error)}, status_code=404 if isinstance(error, NotFound) else 409)
