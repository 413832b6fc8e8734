"""The operating report on a phone: the weeks of every seller without pushing a table aside."""

from __future__ import annotations

import pytest

from tandem.funnel.tests.company import PERIOD, history
from tandem.people.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: How far the table reaches beyond its frame, in how many lines the longest week stands, and the names above figures.
SEEN = """() => {
    const frame = document.querySelector(".table-scroll")
    const lines = cell => {
        const words = document.createRange()
        words.selectNodeContents(cell.firstChild)
        return words.getClientRects().length
    }
    const names = [...frame.querySelectorAll("td.numeric")].map(cell => getComputedStyle(cell, "::before").content)
    return [
        frame.scrollWidth - frame.clientWidth,
        Math.max(...[...frame.querySelectorAll("tbody td:not(.numeric)")].map(lines)),
        new Set(names.filter(name => name != "none")).size,
    ]
}"""


def test_on_a_phone_nothing_is_pushed_aside(browser_page, live_server, client):
    history()
    client.force_login(Person.objects.create_user("head", name="Роман", role="sales_head", language="ru"))
    # The first report of a house takes the journey of its store; what is looked at here is its shape.
    client.get(f"/report/?{PERIOD}&by=week")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)}
    browser_page.context.add_cookies([cookie])
    browser_page.set_viewport_size({"width": 390, "height": 844})

    browser_page.goto(f"/report/?{PERIOD}&by=week")

    beyond, lines, names = browser_page.evaluate(SEEN)
    assert (beyond, names) == (0, 6)
    assert lines <= 2
    browser_page.set_viewport_size({"width": 1440, "height": 900})
    assert browser_page.evaluate(SEEN)[2] == 0
