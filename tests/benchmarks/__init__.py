"""Speed, as ratios of whole processes that were measured in turns: `python -m tests.benchmarks`."""
