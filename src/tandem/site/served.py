"""Everything as 'tandem serve' runs it, in processes of its own that stop when it does."""

import os

from tandem.site.orphans import stop_with_parent
from tandem.site.wsgi import application as _pages  # sets Django up before anything of it is imported

from tandem.site.front import Front  # isort: skip

__all__ = ["application"]

assert _pages is not None
application = Front(threads=int(os.environ.get("TANDEM_PAGE_THREADS", "4")))
stop_with_parent()
