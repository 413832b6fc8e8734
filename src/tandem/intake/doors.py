"""What a door is: it reads one request of its kind into records, and knows no database.

A door announces itself as a subclass of ``Door`` in ``intake/sources/<folder>/door.py``. What it reads passes the
same pipeline as an import: the cells of a record are converted by the fields of its kind.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import msgspec

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.intake import sources


class RequestRefused(Refusal):
    """A request cannot be taken; ``status`` is the answer's: one of 4xx, or 503 while there is no room to keep it."""

    def __init__(self, status: int, text: Text, *, wait: int | None = None) -> None:
        super().__init__(text)
        self.status = status
        #: Seconds after which to ask again.
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Request:
    """What came over the wire. Names of headers are in lower case; ``path`` is what follows the source's address."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime
    #: The sender's address as far as trusted proxies tell it.
    address: str = ""

    @property
    def content_type(self) -> str:
        """Without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class ConsentAsked:
    """A text people agree to, and the version a lead hands back with it."""

    text: str
    version: str


@dataclass(frozen=True, slots=True)
class OpenSource:
    """A source as a door sees it."""

    id: int
    key: str
    name: str
    door: str
    system: str = ""
    fingerprint: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    a_minute: int = 600
    refuses_incomplete: bool = False
    #: A closed one takes nothing new; what it has been promised for still comes in.
    is_open: bool = True
    #: The texts of consent that the company has published, by language; a form of ours shows them.
    consents: Mapping[str, ConsentAsked] = field(default_factory=dict)


class Arriving(msgspec.Struct, kw_only=True):
    """One record on its way in; also the shape in which the spool keeps it.

    ``key``: the sender's own id or idempotency key; the same key from the same source is the same record.
    ``cells``: field of the record kind → value as it came. ``extras``: everything else it said, as text.
    """

    source: str
    key: str
    received_at: datetime
    cells: dict[str, Any]
    kind: str = "lead"
    extras: dict[str, str] = {}
    #: The record's own id, when the key names only one thing said of it: a change of its stage, the end of a call.
    record: str = ""
    #: Days: a client who has an open lead of at most this age brings no new one, but comes back to that. 0: never.
    joins: int = 0
    #: Whether its client is calling at this moment.
    rings: bool = False
    #: Whether it is worth keeping only as a word about an open lead: where its client has none, it makes none.
    only_joins: bool = False
    #: Set when it went through the spool.
    spooled: bool = False

    @property
    def id(self) -> str:
        """The id its sender is given."""
        return arrival_id(self.source, self.kind, self.key)


@dataclass(frozen=True, slots=True)
class Reply:
    """What this sender expects to read instead of our own answer."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a request said: records to be kept, and what to answer once they are."""

    arriving: Sequence[Arriving] = ()
    reply: Reply | None = None
    #: A person may have sent it, or a program: the reply asks for one more press.
    doubted: bool = False


class Door(ABC):
    """Reads the requests of one kind of sender."""

    #: The name of its folder, and of ``Source.door``.
    key: ClassVar[str]
    title: ClassVar[Text]
    #: The vendor page whose format it follows; empty is shown as "unverified" unless ``own``.
    follows: ClassVar[str] = ""
    #: A format of ours.
    own: ClassVar[bool] = False
    #: The methods it answers.
    methods: ClassVar[frozenset[str]] = frozenset({"POST"})
    #: Whether people look at its answers: then a refusal is told by ``refusal_reply``.
    for_people: ClassVar[bool] = False
    #: Bytes of the longest body it reads.
    longest_body: ClassVar[int] = 256 * 1024
    #: What it asks for besides the address: name in ``Source.settings`` → what to enter there, and where to find it.
    asks: ClassVar[Mapping[str, Text]] = {}
    #: A body by which whoever teaches a program to send tries the address; empty where a vendor words what is sent.
    sample: ClassVar[str] = ""

    @abstractmethod
    def read(self, request: Request, source: OpenSource) -> Reading:
        """The records of an authentic request. Pure: no database, no clock. Raises ``RequestRefused``."""

    def refusal_reply(self, request: Request, source: OpenSource | None, refused: RequestRefused) -> Reply | None:
        """How this sender is told of a refusal; None where the usual answer will do. Pure, as ``read``.

        ``request.body`` is empty when it was not read or is not to be shown again, ``source`` None when the address
        names none that is open.
        """
        return None

    def authenticate(self, request: Request, source: OpenSource) -> None:
        """Refuse by ``RequestRefused`` whoever may not knock here.

        By default the secret is the last part of the address or a bearer key; a door whose sender signs its
        requests checks the signature instead.
        """
        if not source.fingerprint:
            return
        presented = request.path.strip("/") or request.headers.get("authorization", "").partition(" ")[2].strip()
        if not hmac.compare_digest(fingerprint(presented), source.fingerprint):
            raise RequestRefused(401, WRONG_SECRET)


WRONG_SECRET = Text(
    ru="Ключ источника не подходит: возьмите адрес или ключ заново на странице «Источники».",
    en="The key of this source is wrong: take the address or key anew from the page “Sources”.",
)


def fingerprint(secret: str) -> str:
    """What is kept of a secret. A plain hash is enough for random bytes: there is nothing to guess."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def arrival_id(source: str, kind: str, key: str) -> str:
    """The id of a record by its source and the sender's key: 24 characters, the same for every retry."""
    text = "\x1e".join((source, kind, key))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


@functools.cache
def doors() -> dict[str, Door]:
    """Every announced door by its key."""
    found: dict[str, Door] = {}
    for folder in pkgutil.iter_modules(sources.__path__):
        if not folder.ispkg:
            continue
        module = importlib.import_module(f"{sources.__name__}.{folder.name}.door")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Door) and value.__module__ == module.__name__:
                found[value.key] = value()
    return found
