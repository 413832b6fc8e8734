"""How creatives are judged by buyers, and how a budget may be moved: pure, so that every proposal can be made again."""
