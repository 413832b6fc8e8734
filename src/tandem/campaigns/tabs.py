"""The pages about what is promised to clients, side by side with the one about money."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from tandem.basics.text import Text
from tandem.people.rules import Role
from tandem.ui.pieces import Tab

#: The pages, and whether only those see them who see money spent. Some belong to rooms above.
_TABS = (
    ("campaigns", Text(ru="Деньги", en="Money"), True),
    ("campaign_list", Text(ru="Кампании и цели", en="Campaigns and goals"), False),
    ("launches", Text(ru="Запуски", en="Launches"), False),
    ("launch_incidents", Text(ru="Узнали от клиента", en="Learned from a client"), False),
    ("promised", Text(ru="Что обещали", en="What was promised"), False),
)


def tabs(current: str, role: Role) -> list[Tab]:
    """The pages that the reader needs and that exist."""
    found = []
    for name, title, is_money in _TABS:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        if role.sees_money_spent or not is_money:
            found.append(Tab(title, address, current=name == current))
    return found
