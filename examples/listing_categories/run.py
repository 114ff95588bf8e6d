"""Play the whole story: `python examples/listing_categories/run.py`. It takes a minute or two, and no network."""

import argparse
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

if not __package__:  # started as a script, from anywhere
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from examples.listing_categories.cast import PEOPLE
from examples.listing_categories.chapters import business, data, deployment, evaluation, images, modeling
from examples.listing_categories.chapters.ending import came_out
from examples.listing_categories.market import Traits
from examples.listing_categories.story import Story
from examples.stage import Stage, Unexpected, spoken


class Step(NamedTuple):
    """A part of the story, after which one can stop; played if the last decision leads there."""

    name: str
    play: Callable[[Story], None]
    after: str = "improve"


STEPS = (
    Step("start", business.start),
    Step("problem", business.size_the_problem),
    Step("data", data.understand),
    Step("table", data.prepare),
    Step("rule", modeling.rule),
    Step("pilot-1", evaluation.pilot),
    Step("model", modeling.simple_model),
    Step("pilot-2", evaluation.pilot),
    Step("costlier-model", modeling.costlier_model),
    Step("pilot-3", evaluation.pilot),
    Step("roll-out", deployment.roll_out, after="deploy"),
    Step("images", images.would_images_pay, after="deploy"),
)
NAMES = [step.name for step in STEPS]


def main() -> None:
    """Read the command line, and play."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stop-after", metavar="STEP", choices=NAMES, help="stop there, and look around")
    parser.add_argument("--list", action="store_true", help="the names of the steps")
    parser.add_argument("--into", metavar="DIR", type=Path, help="where the project is made (a new temporary folder)")
    parser.add_argument("--seed", type=int, default=1, help="another seed is another market (1)")
    arguments = parser.parse_args()
    if arguments.list:
        print(*(f"{step.name:16}{(step.play.__doc__ or '').splitlines()[0]}" for step in STEPS), sep="\n")
        return
    into = arguments.into or Path(tempfile.mkdtemp(prefix="crispdm-"))
    into.mkdir(parents=True, exist_ok=True)
    try:
        play(into, abs(arguments.seed), stop_after=arguments.stop_after)
    except Unexpected as error:
        sys.exit(f"run.py: the story cannot go on. {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def play(into: Path, seed: int, *, stop_after: str | None = None, traits: Traits | None = None) -> Story:
    """Play the story in a folder, and say at the end what came out, and where the project is.

    Args:
        into: an existing folder, in which the project is made.
        seed: of everything that is left to chance.
        stop_after: the name of the step after which it ends.
        traits: what the market is like, to change the market.
    """
    console = Console(highlight=False)
    story = Story(Stage(into.resolve(), PEOPLE, console), seed, traits or Traits())
    with progress(console) as step_on:
        for step in STEPS:
            step_on(step.name)
            if story.decision == step.after:
                step.play(story)
            if step.name == stop_after:
                break
        else:
            came_out(story)
    look_around(story)
    return story


def look_around(story: Story) -> None:
    """Say where the project is, and how to see it as it is on the last day of the story."""
    program = "crispdm" if shutil.which("crispdm") else f"{sys.executable} -m crispdm"
    folder, today = shlex.quote(str(story.project)), story.stage.today
    story.stage.tell(f"The project is in {story.project}, where it is {spoken(today)} now. To look around:")
    print(f"\n    cd {folder} && CRISPDM_NOW={today}T18:00 {program} status")


@contextmanager
def progress(console: Console) -> Iterator[Callable[[str], None]]:
    """On a terminal, a bar below the story; in a pipe, nothing."""
    columns = (TextColumn("{task.description:16}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=len(STEPS))

        def step_on(name: str) -> None:
            bar.update(task, description=name, completed=NAMES.index(name))

        yield step_on


if __name__ == "__main__":
    main()
