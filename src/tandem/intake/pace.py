"""How fast a source may knock: a bucket of tokens each, so that one that floods slows only itself."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Seconds' worth of requests that may come at once.
BURST = 15.0


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


@dataclass(slots=True)
class Pace:
    """The buckets of all sources a process has met; ``most`` bounds how many are remembered."""

    most: int = 50_000
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    def wait(self, who: str, *, a_minute: int, now: float) -> int:
        """Seconds ``who`` must wait, 0 when this request is in time. ``now`` is a monotonic clock's, in seconds."""
        rate = max(a_minute, 1) / 60
        full = max(1.0, rate * BURST)
        bucket = self._buckets.get(who)
        if bucket is None:
            if len(self._buckets) >= self.most:
                self._buckets.clear()
            bucket = self._buckets[who] = _Bucket(full, now)
        bucket.tokens = min(full, bucket.tokens + (now - bucket.at) * rate)
        bucket.at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0
        return max(1, round((1 - bucket.tokens) / rate))
