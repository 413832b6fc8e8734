"""Why revenue moved, exactly, and whose it is; which campaign brings the wrong people; and what cannot be told yet."""
