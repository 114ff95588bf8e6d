"""The end: what came out, beside what was true all the time."""

from examples.listing_categories.story import Figures, Story
from examples.stage import percent


def came_out(story: Story) -> None:
    """The figures of the story, and those that only the simulation knows."""
    story.stage.heading("What came out")
    for paragraph in paragraphs(story.figures):
        story.stage.tell(paragraph)


def paragraphs(figures: Figures) -> list[str]:
    """Some sentences for each part of the story that was played."""
    told = [
        f"""Sellers put {percent(figures.wrong, 1)} of the listings into a wrong category. Nobody in the story can know
        that; the moderators moved {percent(figures.moved, 1)}, and each of them spent {figures.hours:g} hours a week on
        it.""",
        f"""After moderation {percent(figures.bad_labels, 1)} of the labels were still wrong. Of {figures.audited}
        labels drawn at random, Cy found {figures.audited_wrong} to be wrong.""",
    ]
    if figures.reviewed:
        told[-1] = f"""{told[-1].removesuffix(".")}; of the {figures.reviewed} training errors that the model was surest
            of, {figures.reviewed_wrong}; of as many training rows drawn at random, {figures.random_wrong}."""
    told += [_pilot(each["run"]["run"], each["pilot"]) for each in figures.pilots]
    if figures.hours_after:
        told.append(f"""At full traffic the moderators move {percent(figures.moved_after, 1)} of the listings, and spend
            {figures.hours_after:g} hours a week on it. Images would have saved {percent(figures.images_save)} of that
            at the most.""")
    return told


def _pilot(run: str, pilot: dict[str, float | str]) -> str:
    change, low, high = (percent(float(pilot[name]), signed=True) for name in ("estimate", "low", "high"))
    return f"""The pilot of {run} changed the hours by {change} (95 % between {low} and {high}); the numbers said
        {pilot["verdict"]}, and the decision was {pilot["decision"]}."""
