"""`dbt test` on a table with mistakes, and on the same table without, in DuckDB."""

import shutil
import subprocess
import sys
from pathlib import Path

MISTAKES = "id,category\n1,a\n2,b\n2,\n3,a\n"
CORRECTED = "id,category\n1,a\n2,b\n3,b\n4,a\n"
PROJECT = {
    "dbt_project.yml": "{name: shop, version: 1.0.0, profile: shop, flags: {send_anonymous_usage_stats: false}}\n",
    "profiles.yml": "shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb}}}\n",
    "seeds/listings.yml": """\
version: 2
seeds:
- name: listings
  columns:
  - {name: id, data_tests: [unique, not_null]}
  - name: category
    data_tests:
    - accepted_values: {arguments: {values: [a, b]}}
    - not_null: {config: {severity: warn}}
""",
}


def main() -> None:
    """Write what `dbt test` leaves in `target/run_results.json`."""
    dbt = [str(Path(sys.executable).with_name("dbt"))]
    for suffix, rows in (("", MISTAKES), ("_passed", CORRECTED)):
        for name, text in {**PROJECT, "seeds/listings.csv": rows}.items():
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_text(text)
        subprocess.run([*dbt, "seed", "--full-refresh", "--profiles-dir", "."], check=True)
        tested = subprocess.run([*dbt, "test", "--profiles-dir", "."], check=False).returncode
        if (tested == 0) is not bool(suffix):
            raise AssertionError(f"dbt test ended with {tested}")
        shutil.copy("target/run_results.json", f"dbt{suffix}.json")


if __name__ == "__main__":
    main()
