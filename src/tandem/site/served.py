"""The pages as 'tandem serve' runs them, in processes of its own that stop when it does."""

from tandem.site.orphans import stop_with_parent
from tandem.site.wsgi import application

__all__ = ["application"]

stop_with_parent()
