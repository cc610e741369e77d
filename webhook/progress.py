"""A progress bar on standard error, where a person watches; silence for programs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from webhook.settings import is_interactive

Progress = Callable[[int, int], None]


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """Yield a function that is told (done, all); it draws a bar on a terminal and nothing elsewhere."""
    if not is_interactive():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
