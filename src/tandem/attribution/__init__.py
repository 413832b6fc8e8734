"""From money spent to money earned: the chain of spend, leads, target leads, clients and revenue."""
