"""A host in Django, in one file: settings, views and addresses, and Jobs in the server's processes."""

import atexit
from collections.abc import Callable

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from boekhaak import Actor, Installation
from boekhaak.errors import BoekhaakError, NotFound
from boekhaak.jobs.host import Jobs
from boekhaak.service import connecting, feeding, importing, listing, queueing
from boekhaak.service.standing import standing

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=["django_host.refusals"], USE_TZ=True)

boekhaak = Installation()  # may live in the database that Django uses: all its tables are called boekhaak_…
ann = Actor(environment="acme", user="ann", role="administrator")  # from request.user: the tenant, and who clicked


@require_GET
def authorize(_: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(connecting.begin(ann, boekhaak, package="exact_online").url)


@require_GET
def callback(request: HttpRequest) -> HttpResponse:  # your redirect address
    return JsonResponse({"connection": connecting.complete(ann, boekhaak, request.build_absolute_uri()).id})


@require_POST
def import_companies(_: HttpRequest) -> HttpResponse:  # they are read in the background
    seen = listing.list_companies(ann, boekhaak).companies
    links = [importing.link_company(ann, boekhaak, one).id for one in seen]
    for link in links:
        queueing.queue_import(ann, boekhaak, link)
    return JsonResponse(links, safe=False, status=202)


@require_GET
def changes(request: HttpRequest) -> HttpResponse:  # for the part of your product that keeps up with the books
    after = int(request.GET["after"]) if "after" in request.GET else None
    return JsonResponse(feeding.changes(ann, boekhaak, after=after).model_dump(mode="json"))


@require_GET
def look(_: HttpRequest) -> HttpResponse:
    return JsonResponse(standing(ann, boekhaak).model_dump(mode="json"))


def refusals(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answered(request: HttpRequest) -> HttpResponse:
        return answer(request)

    def refuse(_: HttpRequest, error: Exception) -> HttpResponse | None:  # one sentence, and the way out
        if not isinstance(error, BoekhaakError):
            return None
        return JsonResponse({"error": str(error)}, status=404 if isinstance(error, NotFound) else 409)

    answered.process_exception = refuse  # type: ignore[attr-defined]
    return answered


urlpatterns = [
    path("authorize", authorize),
    path("callback", callback),
    path("companies", import_companies),
    path("changes", changes),
    path("standing", look),
]
application = get_wsgi_application()

jobs = Jobs(boekhaak)  # in each process of the server: one of them reads what is due
jobs.start()
atexit.register(jobs.stop)
