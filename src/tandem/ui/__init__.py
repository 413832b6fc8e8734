"""The base page, its components, styles and scripts; it knows no business.

A page extends ``ui/page.html`` and fills the blocks ``title``, ``question`` (the h1: the question the page
answers), ``toolbar``, ``content`` and, if it has them, ``aside`` and ``period``. It hands frozen data
(``tandem.ui.pieces``) to the templates under ``ui/components/``::

    {% include "ui/components/figure.html" with figure=figure %}
    {% include "ui/components/table.html" with table=table %}
    {% include "ui/components/period.html" with chosen=chosen %}   from choose_period(request.GET, today=...)

Filters (``local``, ``number``, ``money``, ``percent``, ``points``, ``duration``, ``moment``, ``day``,
``period``) and tags (``url_with``, ``sort_link``, ``spark``, ``fulfilment``, ``interval``) need no loading.
``as_of`` in the context is shown as freshness. A room's words of the left bar stand as ``navigation`` in its
``urls.py``; its styles under ``static/<room>/css/``, each in a ``@layer``, are joined to the one sheet.
``/specimen/`` shows every component.
"""
