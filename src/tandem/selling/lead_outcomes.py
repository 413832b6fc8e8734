"""What contacts and payments make of a lead: columns derived, so that the order of arrival does not matter."""

from tandem.measures.tables import Derivation

#: A contact counts for a lead from the minute the lead came in: exports round times down to the minute.
#:
#: ``first_contact_at``: the client's first outgoing contact or meeting from then on, never earlier than the
#: lead itself. What a machine sent, an automatic reply, is no contact.
#: A contact that names its lead counts for that lead only; one that names none counts for every
#: lead of the client that waits.
#: ``third_contact_at``: the third such contact, by the same rule: sales has tried three times by then.
#: ``first_meeting_at``: the first meeting from then on that names the lead, or that names none and comes before the
#: client's next lead.
#: ``contacts``: all contacts, in or out, that name the lead, and those naming none between it and the client's next.
#: ``processed_on``: the day of the first contact or of leaving the stage "new", whichever came first.
#: ``first_paid_on``, ``paid_amount``: payments matched to the lead; refunds lower the sum, which stays empty
#: when its payments are in several currencies.
#: ``sale_number``: which of the client's won leads it is, from 1; empty for a lead not won.
#:
#: One pass over leads and contacts of a client in the order of time: each lead looks ahead for the first contact
#: that reaches the client, each contact looks back for the lead it counts for. A lead stands before the contacts
#: of its own minute. A join of each with each would be slow for an office phone with thousands of both.
_SQL = """
WITH moments AS (
    SELECT client_id, date_trunc('minute', captured_at) AS moment, false AS is_contact, lead_id, false AS reaches,
        false AS meets
    FROM {leads}
    UNION ALL
    SELECT client_id, contacted_at, true, NULL, coalesce(direction = 'out', false) OR activity_kind = 'meeting',
        coalesce(activity_kind = 'meeting', false)
    FROM {activities} WHERE lead_id IS NULL AND NOT automatic
),
looked AS (
    SELECT is_contact, lead_id, CASE WHEN meets THEN moment END AS met_at,
        min(CASE WHEN reaches THEN moment END) OVER (
            in_time ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS reached_at,
        sum(CAST(reaches AS INTEGER)) OVER (
            in_time ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS reaching_before,
        last_value(lead_id IGNORE NULLS) OVER (
            in_time ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS of_lead
    FROM moments
    WINDOW in_time AS (PARTITION BY client_id ORDER BY moment, is_contact, lead_id)
),
unnamed AS (
    SELECT of_lead AS lead_id, count(*) FILTER (is_contact) AS contacts,
        max(reached_at) FILTER (NOT is_contact) AS reached_at,
        max(reaching_before) FILTER (NOT is_contact) AS reaching_before, min(met_at) AS met_at
    FROM looked WHERE of_lead IS NOT NULL GROUP BY of_lead
),
reaching AS (
    SELECT client_id, row_number() OVER in_time AS number,
        [moment, lead(moment) OVER in_time, lead(moment, 2) OVER in_time] AS three
    FROM moments WHERE reaches WINDOW in_time AS (PARTITION BY client_id ORDER BY moment)
),
named AS (
    SELECT a.lead_id, count(*) AS contacts,
        min(a.contacted_at) FILTER (
            (a.direction = 'out' OR a.activity_kind = 'meeting')
            AND a.contacted_at >= date_trunc('minute', l.captured_at)
        ) AS reached_at,
        min(a.contacted_at, 3) FILTER (
            (a.direction = 'out' OR a.activity_kind = 'meeting')
            AND a.contacted_at >= date_trunc('minute', l.captured_at)
        ) AS three,
        min(a.contacted_at) FILTER (
            a.activity_kind = 'meeting' AND a.contacted_at >= date_trunc('minute', l.captured_at)
        ) AS met_at
    FROM {activities} a JOIN {leads} l ON l.lead_id = a.lead_id WHERE NOT a.automatic GROUP BY a.lead_id
),
paid AS (
    SELECT lead_id,
        min(paid_on) FILTER (payment_kind <> 'refund') AS first_paid_on,
        CASE WHEN min(currency) = max(currency) THEN sum(amount) END AS paid_amount
    FROM {payments} WHERE lead_id IS NOT NULL GROUP BY lead_id
),
sales AS (
    SELECT lead_id, row_number() OVER (PARTITION BY client_id ORDER BY won_at, lead_id) AS sale_number
    FROM {leads} WHERE won_at IS NOT NULL
),
contacted AS (
    SELECT l.lead_id, l.captured_at, l.moved_at,
        coalesce(unnamed.contacts, 0) + coalesce(named.contacts, 0) AS contacts,
        CASE WHEN coalesce(unnamed.reached_at, named.reached_at) IS NOT NULL
            THEN greatest(least(unnamed.reached_at, named.reached_at), l.captured_at) END AS first_contact_at,
        least(unnamed.met_at, named.met_at) AS met_at,
        list_sort(list_concat(reaching.three, named.three), 'ASC', 'NULLS LAST')[3] AS third
    FROM {leads} l
    LEFT JOIN unnamed ON unnamed.lead_id = l.lead_id
    LEFT JOIN named ON named.lead_id = l.lead_id
    LEFT JOIN reaching ON reaching.client_id = l.client_id AND reaching.number = unnamed.reaching_before + 1
)
SELECT c.lead_id,
    c.first_contact_at,
    CASE WHEN c.third IS NOT NULL THEN greatest(c.third, c.captured_at) END AS third_contact_at,
    CASE WHEN c.met_at IS NOT NULL THEN greatest(c.met_at, c.captured_at) END AS first_meeting_at,
    date_diff('second', c.captured_at, c.first_contact_at) AS response_seconds,
    c.contacts,
    local_day(least(c.first_contact_at, c.moved_at)) AS processed_on,
    paid.first_paid_on,
    CAST(paid.paid_amount AS DECIMAL(18,2)) AS paid_amount,
    CAST(sales.sale_number AS INTEGER) AS sale_number
FROM contacted c
LEFT JOIN paid ON paid.lead_id = c.lead_id
LEFT JOIN sales ON sales.lead_id = c.lead_id
"""

OUTCOMES = Derivation(
    "leads",
    {
        "first_contact_at": "TIMESTAMP",
        "third_contact_at": "TIMESTAMP",
        "first_meeting_at": "TIMESTAMP",
        "response_seconds": "BIGINT",
        "contacts": "BIGINT",
        "processed_on": "DATE",
        "first_paid_on": "DATE",
        "paid_amount": "DECIMAL(18,2)",
        "sale_number": "INTEGER",
    },
    _SQL,
)
