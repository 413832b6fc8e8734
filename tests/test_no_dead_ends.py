"""Whatever a role reaches by links opens, in both languages, in a house that has one lead and little else yet."""

from __future__ import annotations

import re
from collections import deque
from datetime import date
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from tandem.agreement.samples import person, signed
from tandem.intake.samples import lead
from tandem.people.rules import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]

_LINK = re.compile(r"""<a\b[^>]*?\bhref="([^"#][^"]*)\"""")
#: Text of a page, without what stands inside scripts and tags; addresses and examples speak their own language.
_SILENT = re.compile(r"<(script|style|code|template|svg)\b.*?</\1>|<[^>]+>", re.DOTALL)


def kind_of(address: str) -> str:
    """Pages that differ in numbers alone are one kind; a filter or a period makes no page of its own."""
    path = re.sub(r"/measures/[^/]+/", "/measures/-/", urlsplit(address).path)
    return re.sub(r"/\d[\d-]*", "/-", path)


def links_of(page: str, address: str) -> list[str]:
    found = [urldefrag(urljoin(address, link.replace("&amp;", "&"))).url for link in _LINK.findall(page)]
    # Sheets and prints take long to make and have tests of their own.
    return [each for each in found if each.startswith("/") and not re.search(r"/account/logout|\.(xlsx|pdf)\b", each)]


# Who sees most and who sees least: a page of every kind is asked once, which takes a while.
@pytest.mark.parametrize(("role", "language"), [(Role.OWNER, "ru"), (Role.SELLER, "en")])
def test_no_link_of_any_role_is_a_dead_end(client, role, language):
    signed(since=date(2026, 1, 1))
    lead(client_name="Анна", phone="+79120000001", product="Двери")
    client.force_login(person(role))
    headers = {"accept-language": language}
    waiting, seen, broken = deque([("/", "")]), {kind_of("/")}, []
    while waiting:
        address, told_by = waiting.popleft()
        answer = client.get(address, headers=headers, follow=True)
        if answer.status_code >= 400:
            broken.append(f"{answer.status_code} {address}, a link of {told_by}")
        if not answer.get("Content-Type", "").startswith("text/html"):
            answer.close()
            continue
        page = answer.content.decode()
        if re.search(r"%\(\w+\)[sd]|\{\{|\{%", _SILENT.sub(" ", page)):
            broken.append(f"words with a hole in them on {address}")
        for link in links_of(page, address):
            if kind_of(link) not in seen:
                seen.add(kind_of(link))
                waiting.append((link, address))

    assert not broken, "\n".join(broken)
    assert len(seen) > 15, f"hardly anything can be reached: {sorted(seen)}"
