"""What the two departments tell each other, and whether an answer came.

Each week Tandem writes a letter on the quality of leads: how many came, how many were no target leads, day by day, why
they went back. The head of sales completes it with a request and the result expected, and sends it; the head of
marketing answers. Who sends and who receives, when, and how soon an answer is due says the exchange of information
``lead_quality`` of the agreement. A letter not sent and a letter not answered in time are seen by both.
"""
