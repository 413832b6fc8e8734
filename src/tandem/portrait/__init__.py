"""Who buys here: clauses found in history and confirmed on leads held back, beside the portrait the agreement holds.

A *portrait* is a kind of buyer both departments recognise by a clause; an *audience* is whom marketing addresses. Found
clauses are proposals: people draft an amendment, try it on the past and sign it.
"""
