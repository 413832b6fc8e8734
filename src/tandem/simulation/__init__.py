"""A made-up company whose causes are known: the demo, the tests' history, and the load of the bench.

`cast` is the company: people, campaigns, products, segments, prices. `world.generate` lives one year of it
from a seed; `exports.write_exports` writes what its CRM, telephony, ad cabinets and 1С would let out, and
`recipe.toml` reads those files through the ordinary import. `truth` keeps what was planted and on which date;
it is never exported, so that whoever explains the year sees only what a company sees. `stream` writes any
number of lead rows for the bench.

`scenario` is another matter: any company, written down in a file, to try methods on.

Words: a *flow* is where requests come from, a campaign or a free one (search, recommendation); the *class* of
a request is what it really is, the *grade* what the seller wrote down.
"""
