"""What marketing gives sellers for each stage and each doubt, and what the use of it is followed by.

A *material* is a text, a link or a file of one kind: criteria of choice, value proposition, solution, case, price
advice. It has an owner and a day by which the owner looks whether it is still right. A *use* is a material shown in a
talk or sent to a client; what was sent may be *opened* by its signed link.
"""
