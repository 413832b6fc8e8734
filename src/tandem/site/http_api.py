"""The API: what rooms announce in their ``api.py``, under one address, with one way to sign in and to refuse."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from tandem.basics.discovery import modules_named
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.measures.catalogue import UnknownMeasure
from tandem.people.api_sign_in import ByKey, BySession, TooManyRequests, WrongKey
from tandem.people.rules import NotForThisRole

ADDRESS = "api/v1/"

_STATUS: dict[type[Refusal], int] = {
    WrongKey: 401,
    NotForThisRole: 403,
    UnknownMeasure: 404,
    TooManyRequests: 429,
}
_NO_KEY = Text(
    ru="Нужен ключ: заголовок «Authorization: Bearer …». Ключ делают на странице «Профиль».",
    en="A key is needed: the header “Authorization: Bearer …”. One is made on the page “Profile”.",
)
_NOTHING_HERE = Text(
    ru=f"По этому адресу ничего нет. Все адреса: /{ADDRESS}openapi.json; каждый кончается косой чертой.",
    en=f"There is nothing at this address. All addresses: /{ADDRESS}openapi.json; each ends with a slash.",
)
_ONLY_READ = Text(ru="Здесь только читают: метод GET.", en="This is only read: by GET.")


_NO_JSON = Text(ru="Тело запроса не читается как JSON.", en="The body of the request cannot be read as JSON.")


class _Renderer(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


class _Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        # Programs written from the description call us by this name: it must not change when a file is moved.
        return operation.view_func.__name__


api = _Api(
    title="Tandem",
    version="1",
    description="The measures and reports of Tandem, from the definitions that its pages use. Keys are made on the "
    "page “Profile”; a key sees what its owner sees.",
    urls_namespace="api",
    # The library's page of documentation loads scripts from another site.
    docs_url=None,
    auth=[ByKey(), BySession()],
    renderer=_Renderer(),
)
for _module in modules_named("api"):
    api.add_router("", _module.router)


def _refused(request: HttpRequest, status: int, error: str, sentence: Text, **more: Any) -> HttpResponse:
    told = {"error": error, "sentence": {"ru": sentence.ru, "en": sentence.en}, **more}
    return api.create_response(request, told, status=status)


@api.exception_handler(Refusal)
def refusal(request: HttpRequest, refused: Refusal) -> HttpResponse:
    """A named refusal: its name and its sentence."""
    status = next((_STATUS[kind] for kind in type(refused).__mro__ if kind in _STATUS), 422)
    nearest = {"nearest": refused.nearest} if isinstance(refused, UnknownMeasure) else {}
    response = _refused(request, status, _as_code(type(refused).__name__), refused.text, **nearest)
    if isinstance(refused, TooManyRequests):
        response["Retry-After"] = str(refused.wait)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(AuthenticationError)
def nobody(request: HttpRequest, _: AuthenticationError) -> HttpResponse:
    """Neither a key nor a session."""
    response = _refused(request, 401, "no_key", _NO_KEY)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, refused: ValidationError) -> HttpResponse:
    """Parameters that are no day, no number, no word of those known."""
    first = refused.errors[0]
    # The library names our own field where the address has another name for it.
    name = str(first["loc"][-1])
    sentence = Text(
        ru=f"Параметр «{name}» не читается: {first['msg']}.",
        en=f"The parameter “{name}” cannot be read: {first['msg']}.",
    )
    row = next((each + 1 for each in first["loc"] if isinstance(each, int)), None)
    where = {} if row is None else {"row": row}
    return _refused(request, 422, "bad_parameter", sentence, parameter=name, **where)


@api.exception_handler(HttpError)
def no_json(request: HttpRequest, refused: HttpError) -> HttpResponse:
    """A body that is no JSON at all."""
    return _refused(request, refused.status_code, "bad_body", _NO_JSON)


@api.exception_handler(Http404)
def nothing_here(request: HttpRequest, _: Http404) -> HttpResponse:
    """An address of nothing."""
    return _refused(request, 404, "nothing_here", _NOTHING_HERE)


def _as_code(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _outside_the_pages(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """No page to sign in on, nothing kept by browsers and proxies, and a refused method said as the rest is."""

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404 as nowhere:
            return nothing_here(request, nowhere)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            refused = _refused(request, 405, "only_read", _ONLY_READ)
            refused["Allow"] = response["Allow"]
            return refused
        return response

    return login_not_required(never_cache(answered))


@csrf_exempt
def elsewhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever else is asked for under the API's address: a program cannot read a page."""
    raise Http404


def urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """The API's addresses, ready for ``path``."""
    patterns, application, namespace = api.urls
    for each in patterns:
        assert isinstance(each, URLPattern)
        each.callback = _outside_the_pages(each.callback)
    return [*patterns, path("<path:rest>", _outside_the_pages(elsewhere))], application, namespace
