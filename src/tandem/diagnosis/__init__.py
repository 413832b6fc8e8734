"""Why revenue moved, and whose it is; which campaign brings the wrong people; claims tested, losses counted once."""
