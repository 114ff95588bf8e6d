"""The cases of the kinds of check that look at data: files, fields, labels, the table."""

import hashlib

from crispdm.testing import Case, Example, passes, warns

EXISTS = Example(
    parameters={"check": "exists", "files": "plots/*.png", "min": 2},
    files={"plots/a.png": "one", "plots/b.png": "two"},
    changes=(),
    cases=(
        passes("in any folder", None, "2 non-empty files", files="**/*.png"),
        passes("from the root", None, "2 non-empty files", files="/phase/plots/*.png"),
        Case("too few", None, "2 non-empty files", parameters={"min": 3}),
        Case("an empty one", ("one", ""), "1 non-empty file"),
        Case("none", None, "0 non-empty files", parameters={"files": "charts/*.png"}),
        Case("a folder", None, "0 non-empty files", parameters={"files": "plots"}),
        Case("no pattern", None, "invalid pattern '/'", parameters={"files": "/"}),
    ),
    limits={"min": 1},
)

INVENTORY = """\
fields:
- name: id
  role: key
  source: listings
- name: title
  role: feature
  source: listings table
- name: images
  role: feature
  source: media store
  gap: drop
  because: hard to reach
  owner: Ana
- name: category
  role: target
  source: corrections
"""
NO_FIELDS = "a: 1\nfields: "
ITEMS = Example(
    parameters={"check": "inventory", "part": "items", "file": "inventory.yaml"},
    files={"inventory.yaml": INVENTORY},
    changes=(("name: title", "name: text"), ("media store", "archive"), ("role: key", "role: other")),
    cases=(
        passes("read back", None, "2 features, the target category"),
        passes("two keys", ("role: feature\n  source: listings table", "role: key\n  source: y"), "1 feature, the"),
        Case("no entry", (INVENTORY, f"{NO_FIELDS}[] # here"), "fields: nothing yet"),
        Case("no list", (INVENTORY, f"{NO_FIELDS}{{title: feature}} # here"), "fields: a mapping"),
        Case("no keys", ("- name: images", "- images # here\n- name: images"), "name: nothing yet"),
        Case("no name", ("name: images", "name: # here"), "name: nothing yet"),
        Case("a name twice", ("name: images", "name: title # here"), "duplicate name title"),
        Case("no role", ("role: key", "role: # here"), "role: nothing yet"),
        Case("role missing", ("- name: id\n  role: key", "- name: id # here"), "role: nothing yet"),
        Case("another role", ("role: key", "role: id # here"), "role: 'id'"),
        Case("no source", ("source: media store", "source: TODO # here"), "source: 'TODO'"),
        Case("no target", ("role: target", "role: other"), "no target", line=1),
        Case("two targets", ("role: key", "role: target"), "id and category are targets", line=15),
        Case("no feature", ("fields:", "fields: # here\n- {name: a, role: target, source: b}\nx:"), "no feature"),
    ),
)
GAPS = Example(
    parameters={"check": "inventory", "part": "gaps", "file": "inventory.yaml"},
    files={"inventory.yaml": INVENTORY},
    changes=(
        ("owner: Ana", "owner: Bo"),
        ("hard to reach", "too large"),
        ("gap: drop", "gap: replace\n  with: thumbnails"),
        ("gap: drop", "gap: get\n  by: 2026-12-24\n  effort: 2 days"),
        ("gap: drop", "gap:"),
    ),
    cases=(
        passes("read back", None, "images: drop"),
        passes("no gaps", ("gap: drop", "why: drop"), "no gaps"),
        Case("no entry", (INVENTORY, f"{NO_FIELDS}[] # here"), "fields: nothing yet"),
        Case("undecided", ("gap: drop", "gap: open # here"), "gap: 'open'"),
        Case("no word", ("gap: drop", "gap: [drop] # here"), "gap: a list"),
        Case("no reason", ("because: hard to reach", "because: # here"), "because: nothing yet"),
        Case("by nobody", ("owner: Ana", "owner: # here"), "owner: nothing yet"),
        Case("replaced with nothing", ("gap: drop", "gap: replace\n  with: # here"), "with: nothing yet"),
        Case("no date", ("gap: drop", "gap: get\n  by: # here"), "by: nothing yet"),
        Case("no real date", ("gap: drop", "gap: get\n  effort: 2 days\n  by: 2026-13-45 # here"), "by: '2026-13-45'"),
        Case("no effort", ("gap: drop", "gap: get\n  by: 2026-12-24\n  effort: # here"), "effort: nothing yet"),
    ),
)


STRICT = {"tolerance": 0.1, "min_rows": 5, "max_error": 0.01}


def sheet(rows: int, wrong: int = 0) -> str:
    """Checked labels; the first ones are wrong."""
    labels = ("bicycles" if row < wrong else "phones" for row in range(rows))
    return "id,label,checked,by\n" + "".join(f"{row},phones,{label},Cy\n" for row, label in enumerate(labels))


LABELS = sheet(50, 2)
AUDIT = Example(
    parameters={"check": "audit", "file": "audit.csv", "min_rows": 50, "max_error": 0.1},
    files={"audit.csv": LABELS},
    changes=((LABELS, sheet(51, 2)), (LABELS, sheet(50, 3))),
    cases=(
        passes("read back", None, "50 rows checked by Cy, 2 wrong: 4 %, 95 % between 1.1 % and 13.5 %"),
        passes("by two", ("\n2,phones,phones,Cy", "\n2,phones,phones,Ana Roy"), "50 rows checked by Cy and Ana Roy, 2"),
        passes("by many", (LABELS, LABELS + "".join(f"n{n},a,a,P{n}\n" for n in range(4))), "by Cy, P0, P1 and 2 more"),
        passes("all right", (LABELS, sheet(50)), "0 wrong: 0 %, 95 % between 0 % and 7.13 %"),
        passes("within the tolerance", (LABELS, sheet(49) + "n,1.0,1.1,Cy\n"), "0 wrong", tolerance=0.1),
        passes("NUL in a cell", ("\n2,phones", "\n\0,phones"), "50 rows"),
        passes("as many wrong as allowed", (LABELS, sheet(50, 5)), "5 wrong: 10 %"),
        passes("none wrong, and none allowed", (LABELS, sheet(50)), "0 wrong", max_error=0),
        passes("of one row", (LABELS, sheet(1)), "1 row checked by Cy, 0 wrong", min_rows=1),
        passes("by default", None, "2 wrong", min_rows=None, max_error=None),
        passes("by a long name", (LABELS, LABELS + f"n,a,a,{'Cy' * 15}\nm,a,a,{'Di' * 15}i\n"), f"{'Cy' * 15} and"),
        warns("it seems too much", (LABELS, sheet(50, 6)), "6 wrong: 12 %, 95 % between 5.62 % and 23.8 %"),
        Case("surely too much", (LABELS, sheet(50, 20)), "20 wrong: 40 %"),
        Case("too few", (LABELS, sheet(49)), "49 of 50 rows checked by Cy"),
        Case("none", (LABELS, sheet(0)), "no rows yet"),
        Case("the same ones again", (LABELS, sheet(49) + "0,phones,phones,Cy\n" * 9), "49 of 50 rows checked"),
        Case("to do", (LABELS, sheet(49) + "n,phones,,Cy\n"), "49 of 50 rows checked by Cy"),
        Case("by nobody", (LABELS, sheet(49) + "n,phones,phones, \n"), "49 of 50 rows checked by Cy"),
        Case("beyond the tolerance", (LABELS, sheet(4) + "n,1.0,1.2,Cy\n"), "1 wrong", parameters=STRICT),
        Case(
            "words for a number", (LABELS, sheet(5) + "n,1.0,lots,Cy\n"), "checked: 'lots'", line=7, parameters=STRICT
        ),
        Case(
            "two results for one id",
            ("\n2,phones,phones,Cy", "\n1,phones,phones,Cy"),
            "checked 'phones' here, 'bicycles' on line 3",
            line=4,
        ),
        Case("no header", (LABELS, ""), "no header in the first line", line=1),
        Case("a blank first line", (LABELS, f"\n{LABELS}"), "no header in the first line", line=1),
        Case("no such column", ("id,label,checked,by\n", "id,label,by\n"), "the header 'id,label,by'", line=1),
        Case("a column twice", ("checked,by\n", "checked,by,by\n"), "the header 'id,label,checked,by,by'", line=1),
        Case("semicolons", (LABELS, LABELS.replace(",", ";")), "the header 'id;label;checked;by'", line=1),
        Case("too few cells", ("1,phones,bicycles,Cy", "1,phones"), "2 cells under a header of 4", line=3),
        Case("too many cells", ("1,phones,bicycles,Cy", "1,a,b,c,d"), "5 cells under a header of 4", line=3),
        Case("a row over lines", ("1,phones,bicycles,Cy", '1,"a\nb\nc"\n'), "2 cells under a header of 4", line=3),
        Case("a stray quote", ("1,phones,bicycles,Cy", '1,"a"b,c,d'), "not CSV: ", line=3),
        Case("an open quote", ("1,phones,bicycles,Cy", '1,"a,b,c'), "not CSV: a quote is never closed", line=3),
        Case("a huge cell", ("1,phones,bicycles,Cy", f"1,{'a' * 200_000},b,c"), "not CSV: ", line=3),
    ),
    limits={"min_rows": 40, "max_error": 0.2},
)  # fmt: skip

DATA = "id,title,category\n1,bike,bicycles\n2,phone,phones\n"
HASH = hashlib.sha256(DATA.encode()).hexdigest()
FACTS = f"""\
columns: [id, title, category]
rows: 400
nulls:
  title: 0.5
  category: 0.01
duplicate_keys: 0
overlap: 0
sha256: {HASH}
"""
RAW = "PAR1 of the raw data"
PROFILE_TEXT = f"""\
rows: 400
raw: sha256:{hashlib.sha256(RAW.encode()).hexdigest()}
nulls: {{title: 0.5, category: 0.01}}
target: {{bicycles: 0.7, phones: 0.3}}
"""
PROFILE = Example(
    parameters={"check": "profile", "file": "profile.yaml", "inventory": "/data/inventory.yaml"},
    files={
        "profile.yaml": PROFILE_TEXT,
        "/data/inventory.yaml": f"data: data/raw.parquet\n{INVENTORY}",
        "/data/raw.parquet": RAW,
    },
    changes=(("rows: 400", "rows: 401"), ("title: 0.5", "title: 0.4"), ("phones: 0.3", "phones: 0.2")),
    cases=(
        passes("read back", None, "400 rows, 2 columns, up to 50 % of a column missing"),
        passes("quantiles", ("{bicycles: 0.7, phones: 0.3}", "{0%: 1, 50%: 3, 100%: 9}"), "400 rows"),
        warns("not here", ("/data/inventory.yaml", "raw.parquet", "other.parquet"), "data/other.parquet is missing"),
        Case("typed", (PROFILE_TEXT, PROFILE_TEXT.replace("raw: sha", "was: sha")), "raw: nothing yet", line=1),
        Case("no digest", ("raw: sha256:", "raw: n/a # sha256:"), "raw: 'n/a' says nothing", line=2),
        Case("another file", ("/data/raw.parquet", "PAR1", "PAR2"), "changed after it was profiled", line=2),
        Case("no rows", ("rows: 400", "rows: # here"), "rows: nothing yet"),
        Case("no number of rows", ("rows: 400", "rows: many # here"), "rows: 'many'"),
        Case("no nulls", ("nulls: {title: 0.5, category: 0.01}", "nulls: {} # here"), "nulls: nothing yet"),
        Case("no shares", ("nulls: {title: 0.5, category: 0.01}", "nulls: few # here"), "nulls: 'few'"),
        Case("no target", ("target: {bicycles: 0.7, phones: 0.3}", "target: category # here"), "target: 'category'"),
        Case(
            "nobody says where the data is",
            ("/data/inventory.yaml", "data: data/raw.parquet", "data: # here"),
            "data: nothing yet",
        ),
        Case("no target said", ("/data/inventory.yaml", "role: target", "role: other"), "no target", line=2),
    ),
)
DATASET = "table: data/t.csv\nmake: python make.py\nkey: id\nsplit:\n  by: created\n  test_from: 2026-10-01\n"
LARGE = {"dataset.yaml": DATASET.replace(".csv", ".parquet"), "/data/t.parquet": "PAR1"}  # for its script to count
TABLE = {"check": "table", "file": "facts.yaml", "dataset": "dataset.yaml", "inventory": "/data/inventory.yaml"}
FIELDS = {"/data/inventory.yaml": INVENTORY}
D, I = "dataset.yaml", "/data/inventory.yaml"  # noqa: E741 - short names for the tables below

TABLE_COLUMNS = Example(
    parameters={**TABLE, "part": "columns"},
    files={"facts.yaml": FACTS, **FIELDS},
    changes=(("[id, ", "[key, "), ("category]", "category, day]")),
    cases=(
        passes("read back", None, "3 columns, the target category among them"),
        passes("replaced", (I, "gap: drop", "gap: replace\n  with: title"), "3 columns"),
        Case("feature missing", ("[id, title, category]", "[id, category] # here"), "no column title"),
        Case("target missing", ("[id, title, category]", "[id, title] # here"), "no column category"),
        Case("to be fetched", (I, "gap: drop", "gap: get"), "no column images", line=1),
        Case("no columns", ("[id, title, category]", "3 # here"), "columns: 3"),
        Case("nothing measured", ("columns: [id, title, category]", "x: 1"), "columns: nothing yet", line=1),
        Case("no target", (I, "role: target", "role: other"), "no target", line=1),
    ),
)
TABLE_ROWS = Example(
    parameters={**TABLE, "part": "rows", "min_rows": 100, "max_target_nulls": 0.05},
    files={"facts.yaml": FACTS, **LARGE, **FIELDS},
    changes=(("rows: 400", "rows: 401"), ("category: 0.01", "category: 0.02"), (D, "key: id", "key: [id, day]")),
    cases=(
        passes("read back", None, "400 rows, 1 % without category, id unique"),
        passes("two columns tell", (D, "key: id", "key: [id, day]"), "id, day unique"),
        passes("just enough", ("rows: 400", "rows: 100"), "100 rows"),
        Case("too few", ("rows: 400", "rows: 99 # here"), "rows: 99"),
        Case("no number", ("rows: 400", "rows: many # here"), "rows: 'many'"),
        Case("too many without a target", ("category: 0.01", "category: 0.06 # here"), "nulls.category: 0.06"),
        Case("a share below zero", ("category: 0.01", "category: -0.01 # here"), "nulls.category: -0.01"),
        Case("not counted", ("nulls:\n  title: 0.5\n  category: 0.01", "nulls: # here"), "nulls.category: nothing yet"),
        Case("the same key twice", ("duplicate_keys: 0", "duplicate_keys: 1 # here"), "duplicate_keys: 1"),
        Case("keys not counted", ("duplicate_keys: 0", "duplicate_keys: # here"), "duplicate_keys: nothing yet"),
        Case("no key", (D, "key: id", "key: # here"), "key: nothing yet"),
        Case("no target", (I, "role: target", "role: other"), "no target", line=1),
    ),
    limits={"min_rows": 1, "max_target_nulls": 0.5},
)
TABLE_CONTENT = Example(
    parameters={**TABLE, "part": "content"},
    files={"facts.yaml": FACTS, D: DATASET, "/data/t.csv": DATA},
    changes=((D, "python make.py", "make table"),),
    cases=(
        passes("read back", None, "data/t.csv is as it was measured"),
        warns("not here", (D, "data/t.csv", "data/u.csv"), "data/u.csv is missing here, so it was not compared", 8),
        Case("another one", ("/data/t.csv", "bike", "bicycle"), "data/t.csv changed after it was measured", 8),
        Case("not measured", (f"sha256: {HASH}", "sha256: # here"), "sha256: nothing yet"),
        Case("no hash", (HASH, "e3b0c442 # here"), "sha256: 'e3b0c442'"),
        Case("no table", (D, "data/t.csv", "# here"), "table: nothing yet"),
        Case("no command", (D, "python make.py", "# here"), "make: nothing yet"),
        Case("outside", (D, "data/t.csv", "../t.csv # here"), "../t.csv: leads out of the project"),
        Case("outside in the end", (D, "data/t.csv", "data/../../t.csv # here"), "t.csv: leads out of the project"),
        Case("a folder", (D, "data/t.csv", "data # here"), "data: not a regular file"),
        Case("NUL", (D, "data/t.csv", '"a\\0b" # here'), "not a path: it contains a NUL character"),
        Case("keys", (D, "data/t.csv", "{file: data/t.csv} # here"), "table.name: nothing yet"),
    ),
)
TABLE_SPLIT = Example(
    parameters={**TABLE, "part": "split"},
    files={"facts.yaml": FACTS, **LARGE},
    changes=((D, "by: created", "by: seller"), (D, "2026-10-01", "2026-11-01")),
    cases=(
        passes("read back", None, "split by created, no overlap"),
        Case("an overlap", ("overlap: 0", "overlap: 3 # here"), "overlap: 3"),
        Case("not measured", ("overlap: 0", "overlap: # here"), "overlap: nothing yet"),
        Case("not said how", (D, "by: created", "by: # here"), "split.by: nothing yet"),
        Case(
            "no split", (D, "split:\n  by: created\n  test_from: 2026-10-01", "split: # here"), "split.by: nothing yet"
        ),
    ),
)
