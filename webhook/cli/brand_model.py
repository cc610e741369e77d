"""``drafter brand model``: a brand's own language model, its prices, its cap and its off switch."""

from dataclasses import asdict, replace
from typing import Any

import click

from drafter.model_settings import MICROS, ModelSettings, Spend
from drafter.store.brands import lock_brand
from drafter.store.model_settings import read_model_settings, read_spend, write_model_settings
from webhook.cli.common import brand_named, json_option, open_services, print_fields


@click.command("model")
@click.argument("name")
@click.option("--model", help="Name of the model at the endpoint; '' takes the installation's again.")
@click.option("--temperature", type=click.FloatRange(0, 2), help="How freely it writes.")
@click.option("--max-tokens", type=click.IntRange(50, 100_000), help="Longest answer.")
@click.option("--prompt-price", type=click.FloatRange(min=0), help="US dollars for a million prompt tokens.")
@click.option("--answer-price", type=click.FloatRange(min=0), help="US dollars for a million tokens of the answer.")
@click.option("--spend-cap", type=click.FloatRange(min=0), metavar="USD", help="US dollars a month; then the composer.")
@click.option("--no-cap", is_flag=True, help="Know no cap again.")
@click.option("--on/--off", "is_on", default=None, help="Off keeps everything else as it is.")
@json_option
def model(
    name: str,
    model: str | None,
    temperature: float | None,
    max_tokens: int | None,
    prompt_price: float | None,
    answer_price: float | None,
    spend_cap: float | None,
    no_cap: bool,
    is_on: bool | None,
    as_json: bool,
) -> None:
    """Show or change a brand's language model; what is left out stays.

    Example: drafter brand model northway --model gpt-5.5-mini --spend-cap 50
    """
    given = {
        "temperature": temperature,
        "max_completion_tokens": max_tokens,
        "prompt_price_usd_per_million": prompt_price,
        "completion_price_usd_per_million": answer_price,
        "spend_cap_usd_micros": None if spend_cap is None else round(spend_cap * MICROS),
        "is_on": is_on,
    }
    changes: dict[str, Any] = {field: value for field, value in given.items() if value is not None}
    if model is not None:
        changes["model"] = model.strip() or None
    if no_cap:
        changes["spend_cap_usd_micros"] = None
    with open_services() as services:
        brand, now = brand_named(services, name), services.clock()
        with services.database.writing() as session:
            lock_brand(session, brand.id)
            own = replace(read_model_settings(session, brand.id), **changes)
            if changes:
                write_model_settings(session, brand.id, own, now=now)
            spent = read_spend(session, brand.id, now=now)
    print_fields(_row(brand.slug, own, spent), as_json=as_json)


def _row(slug: str, own: ModelSettings, spent: Spend) -> dict[str, Any]:
    fields = asdict(own)
    cap = fields.pop("spend_cap_usd_micros")
    return {
        "brand": slug,
        **fields,
        "spend_cap_usd": None if cap is None else cap / MICROS,
        "spent_this_month_usd": spent.usd_micros / MICROS,
        "completions_this_month": spent.completions,
        "stopped_by": own.stopped_by(spent.usd_micros),
    }
