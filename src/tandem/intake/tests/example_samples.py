"""Public sets that stand as worked examples."""

from __future__ import annotations

from tandem.intake.tests.export_samples import Sample, at, day, money

SAMPLES = [
    Sample("maven_crm", "teams", "en", "sales_teams.csv", """\
sales_agent,manager,regional_office
Anna Snelling,Dustin Brinkmann,Central
""", (
        ("person", {"name": "Anna Snelling", "role": "seller", "department": "sales",
                    "extras": {"manager": "Dustin Brinkmann", "regional_office": "Central"}}),
    )),
    Sample("maven_crm", "accounts", "en", "accounts.csv", """\
account,sector,year_established,revenue,employees,office_location,subsidiary_of
Acme Corporation,technolgy,1996,1100.04,2822,United States,
""", (
        ("client", {"id": "Acme Corporation", "name": "Acme Corporation", "kind": "company",
                    "extras": {"sector": "technolgy", "employees": "2822", "revenue": "1100.04",
                               "office_location": "United States"}}),
    )),
    Sample("maven_crm", "pipeline", "en", "sales_pipeline.csv", """\
opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
1C1I7A6R,Anna Snelling,GTXPro,Acme Corporation,Won,2016-10-20,2017-03-01,1054
Z063OYW0,Anna Snelling,GTX Basic,,Lost,2016-10-25,2017-03-11,0
EC4QE1BX,Anna Snelling,MG Special,,Prospecting,,,
""", (
        ("lead", {"id": "1C1I7A6R", "created_at": at("2016-10-19T21:00"), "client_id": "Acme Corporation",
                  "seller": "Anna Snelling", "product": "GTX Pro", "closed_on": day("2017-03-01"),
                  "amount": money("1054"), "stage": "won"}),
        ("payment", {"id": "paid 1C1I7A6R", "lead_id": "1C1I7A6R", "client_id": "Acme Corporation",
                     "paid_on": day("2017-03-01"), "amount": money("1054"), "currency": "USD", "kind": "payment"}),
        ("lead", {"id": "Z063OYW0", "created_at": at("2016-10-24T21:00"), "seller": "Anna Snelling",
                  "product": "GTX Basic", "closed_on": day("2017-03-11"), "amount": money("0"), "stage": "lost"}),
        ("lead", {"id": "EC4QE1BX", "created_at": at("2017-12-30T21:00"), "seller": "Anna Snelling",
                  "product": "MG Special", "stage": "new"}),
    )),
    Sample("x_education", "leads", "en", "lead_scoring.csv", """\
Prospect ID,Lead Number,Lead Origin,Lead Source,Converted,TotalVisits,Lead Quality,City,Specialization,\
What is your current occupation
7927b2df,660737,API,google,1,5,Might be,Select,Select,Unemployed
""", (
        ("lead", {"id": "660737", "created_at": at("2018-08-31T21:00"), "client_id": "7927b2df", "source": "Google",
                  "channel": "API", "segment": "Unemployed", "stage": "won", "grade": "B",
                  "extras": {"TotalVisits": "5"}}),
    )),
]  # fmt: skip
