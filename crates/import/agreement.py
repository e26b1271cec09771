#!/usr/bin/env python3
"""Holds what `pricesheet import genai-prices` writes against genai-prices' own calculator.

    pip install genai-prices
    crates/import/agreement.py target/release/pricesheet

It writes the package's data in the form in which the project publishes them, imports them, makes usages of every model (dates
around each change of a price, times of the day around each window, counts at and beside each threshold, every context of a
variant, parts of tokens), prices them by both and says how many agree. The status is 1 where one differs.
"""
import argparse
import dataclasses
import datetime
import decimal
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import warnings

from genai_prices import types
from genai_prices.data import providers

UTC = datetime.timezone.utc
DAY = datetime.timedelta(days=1)
MICROSECOND = datetime.timedelta(microseconds=1)
# A price by the hour is charged by the second, rounded to eighteen places: genai-prices keeps 28 digits.
CLOSE = decimal.Decimal("1e-15")


def published(value):
    """The data as `prices/new_data/v2/data.json` has them; numbers as marked texts."""
    if isinstance(value, types.ModelPrice):
        return {key: published(price) for key, price in value.__dict__.items() if price is not None}
    if isinstance(value, types.ClauseOr):
        return {"or": published(value.or_)}
    if isinstance(value, types.ClauseAnd):
        return {"and": published(value.and_)}
    if dataclasses.is_dataclass(value):
        fields = (field.name for field in dataclasses.fields(value) if field.init and field.name[0] != "_")
        return {name: published(getattr(value, name)) for name in fields if getattr(value, name) is not None}
    if isinstance(value, (list, tuple)):
        return [published(item) for item in value]
    if isinstance(value, dict):
        return {key: published(item) for key, item in value.items()}
    if isinstance(value, decimal.Decimal):
        return f"\0{value:f}\0"
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat().replace("+00:00", "Z")
    return value


def write_data(path):
    text = json.dumps(published(providers), ensure_ascii=False, separators=(",", ":"))
    path.write_text(re.sub(r'"\\u0000([0-9.]+)\\u0000"', r"\1", text), encoding="utf-8")


def constraints(model):
    conditional = model.prices if isinstance(model.prices, list) else []
    return [entry.constraint for entry in [*conditional, *(model.price_variants or [])] if entry.constraint]


def instants(model, dice):
    """Around each change of a price, and at the edges of each time of the day."""
    found = {datetime.datetime(2026, 11, 30, 12, tzinfo=UTC)}
    for constraint in constraints(model):
        if isinstance(constraint, types.StartDateConstraint):
            start = datetime.datetime.combine(constraint.start_date, datetime.time(), tzinfo=UTC)
            found |= {start - MICROSECOND, start, start + 3 * DAY + dice.random() * DAY}
        else:
            for edge in (constraint.start_time, constraint.end_time):
                for day in (datetime.date(2026, 7, 1), datetime.date(2026, 11, 29)):
                    at = datetime.datetime.combine(day, edge.replace(tzinfo=edge.tzinfo or UTC)).astimezone(UTC)
                    found |= {at - MICROSECOND, at, at + MICROSECOND}
    return sorted(found)


def contexts(model):
    return [{}, *(variant.when for variant in model.price_variants or [])]


def prices_at(model, instant, context):
    prices = model.get_prices(instant, context)
    return {key: price for key, price in prices.__dict__.items() if price is not None}


def usages(prices, registry, dice):
    """Counts for everything that has a price, small, large, and at and beside each threshold; parts within their wholes."""
    counts = [registry.unit_for_price_key(key) for key in prices]
    counts = [unit for unit in counts if unit.usage_key != "requests"]
    edges = sorted({tier.start for price in prices.values() if isinstance(price, types.TieredPrices) for tier in price.tiers})
    totals = [dice.randrange(1, 5_000), dice.randrange(100_000, 3_000_000)]
    totals += [edge + step for edge in edges for step in (-1, 0, 1)]
    for total in totals:
        usage = {}
        for unit in sorted(counts, key=lambda unit: len(unit.dimensions)):
            wholes = [usage[other.usage_key] for other in counts
                      if other is not unit and other.dimensions.items() <= unit.dimensions.items() and other.usage_key in usage]
            if wholes:
                # Few of each part, so that all parts of a whole are in it.
                usage[unit.usage_key] = dice.randrange(0, min(wholes) // 6 + 1)
            elif unit.usage_key == "input_tokens":
                usage[unit.usage_key] = total
            else:
                usage[unit.usage_key] = dice.randrange(0, 20_000)
        yield usage
        # One with more of a part than of the whole, which neither prices.
        if "cache_read_tokens" in usage and "input_tokens" in usage and dice.random() < 0.05:
            yield {**usage, "cache_read_tokens": usage["input_tokens"] + 1}
        # And one that leaves parts out.
        whole = {key: count for key, count in usage.items() if key in ("input_tokens", "output_tokens")}
        if whole and whole != usage:
            yield whole


def records(seed):
    """Every usage with what genai-prices says of it: a price, or why it has none."""
    from genai_prices.units import _get_registry

    registry = _get_registry()
    dice = random.Random(seed)
    for provider in providers:
        for model in provider.models:
            for instant in instants(model, dice):
                for context in contexts(model):
                    prices = prices_at(model, instant, context)
                    if not prices:
                        continue
                    for usage in usages(prices, registry, dice):
                        record = {
                            "endpoint": f"{provider.id}/{model.id}",
                            "quantities": usage,
                            "attributes": context,
                            "at": instant.isoformat().replace("+00:00", "Z"),
                        }
                        yield record, expected(provider, model, usage, instant, context)


def expected(provider, model, usage, instant, context):
    counts = types.Usage(**usage)
    try:
        price = model.calc_price(counts, provider, genai_request_timestamp=instant, price_context=context or None)
    except ValueError:
        return None
    return price.total_price


def run(command, given=None):
    """What a command prints; a status above 1 ends all."""
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode > 1:
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr}")
    return done


def rated(program, data, folder, records):
    """What the book says of the records, in order."""
    told = run([program, "import", "genai-prices", data, "--out", folder]).stderr
    listed = folder / "genai-prices.toml"
    sheets = [listed, *sorted(folder.glob("genai-prices-*.toml"))]
    book = [word for sheet in sheets for word in ("--sheet", sheet)]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    answers = run([program, "rate", "-", "--from", "jsonl", "--base", listed, *book], lines).stdout
    return told.splitlines()[-1], [json.loads(line) for line in answers.splitlines()]


def write(data, file, seed):
    """Some usages of each model of a file, with their prices; without one where there is none."""
    names = {f"{provider['id']}/{model['id']}" for provider in json.loads(pathlib.Path(data).read_text()) for model in provider["models"]}
    every = 8
    found = [(record, price) for record, price in records(seed) if record["endpoint"] in names]
    # What has no last digit is written with as many as a sheet's rounding leaves.
    total = lambda price: None if price is None else f"{round(price, 18).normalize():f}"
    lines = [json.dumps({**record, "total": total(price)}) for record, price in found[::every]]
    pathlib.Path(file).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", nargs="?", help="the pricesheet command")
    parser.add_argument("--write", nargs=2, metavar=("DATA", "FILE"), help="only write usages of the models of a file, with prices")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="how many differences are shown")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    if arguments.write:
        return write(*arguments.write, arguments.seed)
    asked = list(records(arguments.seed))
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        data = folder / "data.json"
        write_data(data)
        told, answers = rated(arguments.program, data, folder / "sheets", [record for record, _ in asked])
    print(told)
    assert len(answers) == len(asked), (len(answers), len(asked))
    counted = dict.fromkeys(["equal", "close", "both refuse", "only genai-prices prices", "only the sheet prices", "different"], 0)
    codes = {}
    shown = 0
    for (record, price), answer in zip(asked, answers):
        total = decimal.Decimal(answer["total"]) if "total" in answer else None
        if price is None or total is None:
            kind = ("both refuse" if price is None and total is None
                    else "only the sheet prices" if price is None else "only genai-prices prices")
        elif total == price:
            kind = "equal"
        else:
            kind = "close" if abs(total - price) <= CLOSE else "different"
        counted[kind] += 1
        if kind == "only genai-prices prices":
            code = answer["error"]["code"]
            codes[code] = codes.get(code, 0) + 1
        if kind in ("different", "only genai-prices prices", "only the sheet prices") and shown < arguments.show:
            shown += 1
            print(f"{kind}: {json.dumps(record)}: {price}, {total if total is not None else answer.get('error')}")
    print(f"{len(asked)} usages: " + ", ".join(f"{number} {kind}" for kind, number in counted.items()))
    print("refused by the sheet alone: " + (", ".join(f"{number} {code}" for code, number in codes.items()) or "none"))
    sys.exit(1 if counted["different"] else 0)


if __name__ == "__main__":
    main()
