"""Run in a process of its own with the environment of a house: ``python -m tests.faults.inside make|look``."""

from __future__ import annotations

import json
import os
import sys


def main(what: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.site.settings")
    import django

    django.setup()
    from django.utils import timezone

    from tandem.intake.doors import fingerprint
    from tandem.intake.models import Arrival, Lead, Source

    if what == "make":
        for key in ("load", "flood", "quiet"):
            Source.objects.create(
                key=key,
                name=key,
                door="api",
                fingerprint=fingerprint("secret"),
                a_minute=60 if key == "flood" else 1_000_000,
                created_at=timezone.now(),
            )
        print("{}")
        return
    arrivals = dict(Arrival.objects.values_list("pk", "subject_id"))
    print(
        json.dumps(
            {
                "arrivals": list(arrivals),
                "leads": Lead.objects.count(),
                "distinct": len(set(arrivals.values())),
                "without": Lead.objects.exclude(pk__in=arrivals.values()).count(),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
