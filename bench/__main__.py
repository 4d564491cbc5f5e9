"""python -m bench [pages ...]: run these benchmarks, or all, and print what they found."""

import importlib
import sys

ALL = (
    "pages",
    "subscribe",
    "alike",
    "fan_out",
    "delivery",
    "rush",
    "journey",
    "growth",
    "finding",
    "desk",
    "exports",
    "retention",
    "line",
    "documents",
    "worksheets_out",
    "sections",
)


def main() -> None:
    wanted = sys.argv[1:] or list(ALL)
    for name in wanted:
        importlib.import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main()
