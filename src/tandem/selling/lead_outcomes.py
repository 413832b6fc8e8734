"""What contacts and payments make of a lead: columns derived, so that the order of arrival does not matter."""

from tandem.measures.tables import Derivation

#: A contact counts for a lead from the minute the lead came in: exports round times down to the minute.
#:
#: ``first_contact_at``: the client's first outgoing contact or meeting from then on, never earlier than the
#: lead itself. A contact that names its lead counts for that lead only; one that names none counts for every
#: lead of the client that waits.
#: ``contacts``: all contacts, in or out, that name the lead, and those naming none between it and the client's next.
#: ``processed_on``: the day of the first contact or of leaving the stage "new", whichever came first.
#: ``first_paid_on``, ``paid_amount``: payments matched to the lead; refunds lower the sum, which stays empty
#: when its payments are in several currencies.
#: ``sale_number``: which of the client's won leads it is, from 1; empty for a lead not won.
_SQL = """
WITH l AS MATERIALIZED (
    SELECT lead_id, client_id, captured_at, date_trunc('minute', captured_at) AS from_minute, won_at, moved_at
    FROM {leads}
),
a AS MATERIALIZED (
    SELECT client_id, lead_id, contacted_at,
        coalesce(direction = 'out', false) OR activity_kind = 'meeting' AS reaches
    FROM {activities}
),
reached AS (
    SELECT client_id, contacted_at FROM a WHERE reaches AND lead_id IS NULL
),
waited AS (
    SELECT l.lead_id, r.contacted_at
    FROM l ASOF JOIN reached r ON l.client_id = r.client_id AND l.from_minute <= r.contacted_at
),
named AS (
    SELECT a.lead_id, count(*) AS contacts,
        min(a.contacted_at) FILTER (reaches AND a.contacted_at >= l.from_minute) AS contacted_at
    FROM a JOIN l ON a.lead_id = l.lead_id GROUP BY a.lead_id
),
newest_of_minute AS (
    SELECT client_id, from_minute, max(lead_id) AS lead_id FROM l GROUP BY client_id, from_minute
),
unnamed AS (
    SELECT n.lead_id, count(*) AS contacts
    FROM (SELECT client_id, contacted_at FROM a WHERE lead_id IS NULL) a
    ASOF JOIN newest_of_minute n ON a.client_id = n.client_id AND a.contacted_at >= n.from_minute
    GROUP BY n.lead_id
),
paid AS (
    SELECT lead_id,
        min(paid_on) FILTER (payment_kind <> 'refund') AS first_paid_on,
        CASE WHEN min(currency) = max(currency) THEN sum(amount) END AS paid_amount
    FROM {payments} WHERE lead_id IS NOT NULL GROUP BY lead_id
),
sales AS (
    SELECT lead_id, row_number() OVER (PARTITION BY client_id ORDER BY won_at, lead_id) AS sale_number
    FROM l WHERE won_at IS NOT NULL
),
touched AS (
    SELECT l.lead_id, l.captured_at, l.moved_at,
        CASE WHEN coalesce(waited.contacted_at, named.contacted_at) IS NOT NULL
            THEN greatest(least(waited.contacted_at, named.contacted_at), l.captured_at) END AS first_contact_at,
        coalesce(named.contacts, 0) + coalesce(unnamed.contacts, 0) AS contacts
    FROM l
    LEFT JOIN waited ON waited.lead_id = l.lead_id
    LEFT JOIN named ON named.lead_id = l.lead_id
    LEFT JOIN unnamed ON unnamed.lead_id = l.lead_id
    WHERE waited.lead_id IS NOT NULL OR named.lead_id IS NOT NULL OR unnamed.lead_id IS NOT NULL
)
SELECT l.lead_id,
    t.first_contact_at,
    date_diff('second', l.captured_at, t.first_contact_at) AS response_seconds,
    coalesce(t.contacts, 0) AS contacts,
    least(local_day(t.first_contact_at), local_day(l.moved_at)) AS processed_on,
    paid.first_paid_on,
    CAST(paid.paid_amount AS DECIMAL(18,2)) AS paid_amount,
    CAST(sales.sale_number AS INTEGER) AS sale_number
FROM l
LEFT JOIN touched t ON t.lead_id = l.lead_id
LEFT JOIN paid ON paid.lead_id = l.lead_id
LEFT JOIN sales ON sales.lead_id = l.lead_id
"""

OUTCOMES = Derivation(
    "leads",
    {
        "first_contact_at": "TIMESTAMP",
        "response_seconds": "BIGINT",
        "contacts": "BIGINT",
        "processed_on": "DATE",
        "first_paid_on": "DATE",
        "paid_amount": "DECIMAL(18,2)",
        "sale_number": "INTEGER",
    },
    _SQL,
)
