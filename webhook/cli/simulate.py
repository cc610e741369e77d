"""``drafter simulate``: hold the figures of quality against a made-up helpdesk whose truth is known."""

from dataclasses import asdict

import click

from drafter.quality.proofs import RUNS, prove
from webhook.cli.common import json_option, print_json, print_rows


@click.command()
@click.option("--weeks", default=12, show_default=True, type=click.IntRange(2, 104), help="How many weeks to simulate.")
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same helpdesk.")
@click.option(
    "--runs",
    default=RUNS,
    show_default=True,
    type=click.IntRange(20, 10_000),
    help="Fresh helpdesks to count covered intervals over.",
)
@json_option
def simulate(weeks: int, seed: int, runs: int, as_json: bool) -> None:
    """Plant truths (wrong replies, agents' spread, a draft's effect), and see whether the figures find them.

    Exits with 1 where a goal is missed.

    Example: drafter simulate --weeks 12
    """
    proofs = prove(weeks, seed=seed, runs=runs)
    if as_json:
        print_json([asdict(proof) for proof in proofs])
    else:
        rows = [
            {
                "figure": proof.name,
                "planted": "" if proof.truth is None else f"{proof.truth:.4g}",
                "found": f"{proof.found:.4g}",
                "n": proof.n,
                "goal": proof.goal,
                "met": "yes" if proof.holds else "NO",
            }
            for proof in proofs
        ]
        print_rows(rows, as_json=False, columns=["figure", "planted", "found", "n", "goal", "met"])
    if not all(proof.holds for proof in proofs):
        raise click.exceptions.Exit(1)
