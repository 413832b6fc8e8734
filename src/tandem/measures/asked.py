"""What a report page was asked: by whom, in which language, of which period; and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.asked_period import usual_period
from tandem.measures.catalogue import Measure, leaves
from tandem.measures.corrections import corrected
from tandem.measures.export_files import Content, csv_file, xlsx_file
from tandem.measures.figures import Figures
from tandem.measures.horizon import Horizon, horizon
from tandem.measures.looks import Looks, Remark, announced
from tandem.measures.sheets import Sheet, forms_of, rows_of
from tandem.measures.store import Reading, store
from tandem.measures.wording import Speech
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.period_picker import ChosenPeriod, choose_period
from tandem.ui.pieces import Tab, Words

_NO_SUCH = Text(
    ru="Непонятно «{name}={asked}»: показано «{shown}».", en="“{name}={asked}” is not known: showing “{shown}”."
)
_NO_ORDER = Text(ru="По «{asked}» здесь не сортируют.", en="This table has no “{asked}” to sort by.")
_LAST_PAGE = 100_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(slots=True)
class Asked:
    """A request to a report page, read: never fails on what a reader may type into the address."""

    request: HttpRequest
    role: Role
    language: str
    reading: Reading
    horizon: Horizon
    chosen: ChosenPeriod
    problems: list[Text] = field(default_factory=list)
    #: Other ways of counting that the page offers, and what is to be said of its days.
    looks: tuple[tuple[Tab, ...], ...] = ()
    remarks: tuple[Remark, ...] = ()
    #: The way chosen where it is not the usual one: what it is called.
    look: Text | None = None
    #: What was corrected of the figures shown after it had first been told.
    corrections: tuple[Text, ...] = ()

    @property
    def period(self) -> Period:
        """The days asked for."""
        return self.chosen.period

    @property
    def seller_id(self) -> int | None:
        """Whose leads the reader may count: a seller's own, None for all."""
        return None if self.role.sees_all_leads else self.request.user.pk

    @property
    def list_page(self) -> int:
        """Which page of a long list, from 1; the first when the address names no number."""
        asked = self.request.GET.get("page", "")
        return min(max(int(asked), 1), _LAST_PAGE) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1

    def choice[T](self, name: str, among: Mapping[str, T], default: str) -> str:
        """The value of a parameter when it is one of those known, else the default and a sentence about it."""
        asked = self.request.GET.get(name, "") or default
        if asked in among:
            return asked
        self.problems.append(_NO_SUCH.format(name=name, asked=asked[:40], shown=default))
        return default

    def sort(self, measures: Sequence[str]) -> str:
        """The order asked for; empty when none is, or none that the table knows."""
        wanted = self.request.GET.get("sort", "")
        if not wanted or wanted.removeprefix("-") in (*measures, "name"):
            return wanted
        self.problems.append(_NO_ORDER.format(asked=wanted[:40]))
        return ""

    def shows(self, *tables: str) -> None:
        """Say what was corrected later of figures from these tables; money spent only to those who see it."""
        seen = [table for table in tables if table != "spend" or self.role.sees_money_spent]
        self.corrections = corrected(seen, self.period, self.reading)

    def tabs(self, name: str, among: Mapping[str, Words], current: str, default: str) -> tuple[Tab, ...]:
        """Links that change one parameter of this address; the default is no parameter at all."""
        return tuple(
            Tab(title, self.address({name: "" if key == default else key}), key == current)
            for key, title in among.items()
        )

    def address(self, changes: Mapping[str, str]) -> str:
        """This address with parameters replaced, or taken away where the new value is empty."""
        query = self.request.GET.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"?{query.urlencode()}" if query or changes else ""

    def figures(self, currency: str, version: Words = "", agreed: Mapping[str, Words] | None = None) -> Figures:
        """What makes this page's figures; ``agreed`` is what the agreement says of measures, by their keys."""
        as_of = self.reading.freshness.as_of
        # The list of leads knows each lead as it is counted, not as it would be: then no figure leads there.
        counted_as, opens = (self.look, False) if self.look else (version, True)
        return Figures(Speech(self.language, currency), self.period, as_of, counted_as, agreed or {}, opens)

    def file(
        self,
        rows: Iterable[Sequence[Content]],
        form: str,
        *,
        name: str,
        title: str,
        forms: Sequence[str],
        labels: int = 1,
    ) -> HttpResponse:
        """Rows as a file to download, ``csv`` or ``xlsx``; any other form is no page of ours."""
        if form == "csv":
            response = HttpResponse(csv_file(rows, self.language), content_type="text/csv; charset=utf-8")
        elif form == "xlsx":
            content = xlsx_file(rows, title=title, forms=forms, labels=labels)
            response = HttpResponse(content, content_type=_XLSX)
        else:
            raise Http404
        response["Content-Disposition"] = f'attachment; filename="tandem-{name}-{self.period}.{form}"'
        return response

    def sheet_file(self, sheet: Sheet, form: str, *, name: str) -> HttpResponse:
        """A sheet as a file to download."""
        rows = rows_of(sheet, self.language)
        return self.file(
            rows, form, name=name, title=sheet.title, forms=forms_of(sheet, self.language), labels=len(sheet.heads)
        )

    def exports(self, url_name: str, *args: object) -> tuple[tuple[str, str], ...]:
        """Links to the page's files, with what the address says now."""
        query = self.request.GET.urlencode()
        return tuple(
            (form.upper(), reverse(url_name, args=[*args, form]) + (f"?{query}" if query else ""))
            for form in ("csv", "xlsx")
        )

    def context(self) -> dict[str, object]:
        """What the frame of every report page shows."""
        return {
            "chosen": self.chosen,
            "problems": self.problems,
            "as_of": timezone.localtime(self.reading.freshness.as_of),
            "behind": self.reading.freshness.behind,
            "looks": self.looks,
            "remarks": self.remarks,
            "corrections": self.corrections,
            "until": self.horizon.until if self.period.start > self.horizon.until else None,
            "until_period": str(Period.month(self.horizon.until)),
        }


def asked(request: HttpRequest, *, default: str = "", looks: bool = False) -> Asked:
    """Read the request. Without a period in the address: ``default``, or the usual period.

    With ``looks`` the page may be counted otherwise, in the ways that rooms announce.
    """
    reading = store.read()
    reach = horizon(reading)
    today = timezone.localdate()
    chosen = choose_period(request.GET, today=today, default=default or usual_period(until=reach.until, today=today))
    found = Asked(
        request=request,
        role=role_of(request),
        language=get_language() or "ru",
        reading=reading,
        horizon=reach,
        chosen=chosen,
    )
    if chosen.problem:
        found.problems.append(chosen.problem)
    if looks:
        for each in announced():
            _look(found, each)
    return found


def _look(page: Asked, looks: Looks) -> None:
    """Count the page as its address says, and offer the other ways."""
    page.remarks += tuple(looks.remarks(page.period))
    among = {choice.key: choice.title for choice in looks.choices()}
    if not among:
        return
    chosen = page.request.GET.get(looks.name, "")
    if chosen not in among:
        shown = among[""].in_language(page.language)
        page.problems.append(_NO_SUCH.format(name=looks.name, asked=chosen[:40], shown=shown))
        chosen = ""
    page.looks += (page.tabs(looks.name, among, chosen, ""),)
    if chosen:
        page.reading, page.look = looks.look(page.reading, chosen), among[chosen]


def role_of(request: HttpRequest) -> Role:
    """The reader's role; behind the sign-in everybody is a person."""
    assert isinstance(request.user, Person)
    return Role(request.user.role)


def require(allowed: bool) -> None:
    """Refuse a page to a role that does not need it."""
    if not allowed:
        raise PermissionDenied


def tells_spend(measure: Measure) -> bool:
    """Whether a figure shows what advertising costs."""
    return any(leaf.table == "spend" for leaf in leaves((measure.key,)).values())
