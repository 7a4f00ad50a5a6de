"""``clinpeft``: the stable command line. Exit 0: done; 1: a failure, listed; 2: a usage error."""

import os

import typer

from clinpeft import paths
from clinpeft.cli import bench, book, data, guard, models, notebooks, results, studies

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)
app.add_typer(data.app, name="data")
app.add_typer(models.app, name="models")
app.add_typer(notebooks.app, name="notebooks")
app.command()(studies.plan)
app.command()(studies.sweep)
app.command()(studies.run)
app.command()(studies.status)
app.command()(results.results)
app.command()(results.publish)
app.command()(results.inherit)
app.command()(results.compare)
app.command()(notebooks.pages)
app.command()(book.book)
app.command()(guard.guard)
app.command()(bench.bench)


@app.callback()
def main() -> None:
    """Parameter-efficient fine-tuning of small language models on clinical text: a book that is also a study."""
    named, root = "CLINPEFT_PROJECT" in os.environ, paths.tree().root
    if not (root.is_dir() if named else paths.tree().cards.is_dir()):
        way_out = "install clinpeft from its folder with `pip install -e .`, or name the folder in CLINPEFT_PROJECT"
        if named:
            way_out = "CLINPEFT_PROJECT must name the folder of a copy of the project"
        typer.echo(f"there is no project in {root}: {way_out}", err=True)
        raise typer.Exit(2)
