"""Data Understanding and Data Preparation: what is there, how good is it, and one table."""

import textwrap
from datetime import date

import pandas as pd

from examples.listing_categories.market import days
from examples.listing_categories.story import Story

RAW, AUDIT = "data/raw.csv", "02_data_understanding/label_audit.csv"
FIRST_DAY, TEST_FROM, LAST_DAY = date(2026, 7, 1), date(2026, 10, 1), date(2026, 10, 31)
SAMPLE = 0.012  # of the listings of these months: enough to learn from
TWICE, UNDECIDED = 0.005, 0.003  # rows that the export holds twice, and rows that no moderator has seen yet


def understand(story: Story) -> None:
    """What data there is; images are dropped by decision; a sample of the labels is looked at twice."""
    stage = story.stage
    stage.today = date(2026, 11, 5)
    stage.heading("Data Understanding: what is there, and how good is it?")
    rows = export(story)
    stage.tell(f"""
        Dee, the data engineer, gets an export: {rows:,} rows from July to October, with the category that each listing
        has after moderation. Title and description are there. The images are in the media store of another team and
        are hard to reach, so Ana decides to begin without them, and the inventory says so.
    """)
    stage.write("Bo", "02_data_understanding/inventory.yaml", INVENTORY)
    stage.run("Cy", "python 02_data_understanding/profile.py")
    stage.tell(
        "Are the labels right? Cy draws some listings at random, looks at each, and writes down what it really is."
    )
    stage.run("Cy", "python 02_data_understanding/audit_labels.py")
    audit(story)
    stage.run("Cy", "crispdm check", expect=1)
    story.advance("Cy", last="Dee", message="Look at the data, and check a sample of the labels")


def export(story: Story) -> int:
    """Write the raw table, as it comes out of other people's systems, and keep the truth about it; say its rows."""
    chance, market = story.chance("export"), story.traffic.market
    posted = [market.posted(day) for day in days(FIRST_DAY, (LAST_DAY - FIRST_DAY).days + 1)]
    drawn = pd.concat([each[chance.random(len(each)) < SAMPLE] for each in posted], ignore_index=True)
    listings = drawn.join(story.traffic.moderators.decide(drawn, drawn["choice"], chance))
    story.exported = listings.set_index("listing_id")
    story.figures.bad_labels = float((listings["category"] != listings["truth"]).mean())
    raw = market.written(listings)[["listing_id", "created", "title", "description", "category"]]
    raw.loc[chance.random(len(raw)) < UNDECIDED, "category"] = ""
    raw = pd.concat([raw, raw[chance.random(len(raw)) < TWICE]]).sort_values("listing_id", kind="stable")
    raw.to_csv(story.project / RAW, index=False)
    return len(raw)


def audit(story: Story) -> None:
    """Cy fills in the sheet."""
    sheet = pd.read_csv(story.project / AUDIT, dtype=str, keep_default_na=False)
    sheet["checked"], sheet["by"] = story.look_twice(sheet["id"], "audit"), "Cy"
    sheet.to_csv(story.project / AUDIT, index=False)
    wrong = sheet[sheet["checked"] != sheet["label"]]
    story.figures.audited, story.figures.audited_wrong = len(sheet), len(wrong)
    story.stage.excerpt("Cy", "checks", AUDIT, corrected(pd.concat([wrong, sheet.drop(wrong.index)]), rows=3))


def corrected(sheet: pd.DataFrame, rows: int) -> list[str]:
    """The first rows of a sheet that somebody has checked: the label, what it should be, the title."""
    width = max(len(label) for label in [*sheet["label"][:rows], *sheet["checked"][:rows]])
    named = [("label", "checked", "title"), *zip(sheet["label"], sheet["checked"], sheet["title"], strict=True)]
    return [f"{label:{width}}  {checked:{width}}  {title}" for label, checked, title in named[: rows + 1]] + ["…"]


def prepare(story: Story) -> None:
    """One table, with the key, the features and the target."""
    stage = story.stage
    stage.today = date(2026, 11, 10)
    stage.heading("Data Preparation: one table")
    stage.tell("""
        Dee says what the table holds, and Bo how it is split: a model learns from the past and is tested on October,
        because it will have to work on days that nobody has seen yet.
    """)
    stage.write("Dee", "03_data_preparation/dataset.yaml", DATASET)
    stage.run("Dee", "python 03_data_preparation/prepare.py")
    story.advance(last="Bo", message="Make one table")


INVENTORY = textwrap.dedent(f"""\
    data: {RAW}
    fields:
    - {{name: listing_id, role: key, source: listings table}}
    - {{name: created, role: other, source: listings table}}
    - {{name: title, role: feature, source: listings table}}
    - {{name: description, role: feature, source: listings table}}
    - name: images
      role: feature
      source: media store
      gap: drop
      because: hard to reach, and title and description are enough to start with
      owner: Ana
    - {{name: category, role: target, source: moderators' decisions}}
    decision: enough
    """)
DATASET = textwrap.dedent(f"""\
    table: data/listings.csv
    make: python 03_data_preparation/prepare.py
    key: listing_id
    split: {{by: created, test_from: {TEST_FROM}}}
    leakage: what moderators write to sellers is known too late, so it is not in the table
    """)
