// A quote as a table.

import { element } from "./form.js";
import { called, count, grouped, money } from "./words.js";

const named = (list, name) => called(list.find((entry) => entry.name === name) ?? { name });

function label(line, endpoint) {
  const option = () => named([...endpoint.options, ...endpoint.choices.flatMap((choice) => choice.of)], line.name);
  switch (line.kind) {
    case "flat":
      return "Base price";
    case "option":
      return option();
    case "charge":
      return named(endpoint.charges, line.name);
    case "times":
      return line.name == null ? "Multiplier" : option();
    case "min":
      return "Up to the minimum";
    case "max":
      return "Down to the maximum";
    case "round":
      return "Rounding";
    case "free":
      return `${option()}: free of charge`;
  }
}

/** `at $1.25 per 1 million tokens` */
function rate({ price, per, flat = "0" }, unit, amount) {
  const of = per === "1" ? (unit == null ? "" : ` per ${unit}`) : ` per ${count(per, unit)}`;
  return `at ${amount(price)}${of}${flat === "0" ? "" : ` plus ${amount(flat)}`}`;
}

/** How a charge comes about, in a line or two. */
function how({ details }, amount) {
  if (details == null || details.billed == null) return [];
  const { unit, included, billed, tiers } = details;
  const lines = [];
  if (included != null && included !== "0") {
    lines.push(`${count(details.count, unit)}, of which ${grouped(included)} included`);
  }
  if (tiers.length > 0) {
    for (const tier of tiers) lines.push(`${count(tier.billed, unit)} ${rate(tier, unit, amount)}`);
  } else if (details.price != null) {
    lines.push(`${count(billed, unit)} ${rate({ price: details.price, per: details.per }, unit, amount)}`);
  }
  if (details.share != null) {
    lines.push(`for ${grouped(details.share.of_counted)} of ${grouped(details.share.in_counted)}`);
  }
  return lines;
}

/** The total and the lines that add up to it. */
export function table(quote, endpoint) {
  const amount = money(quote.unit);
  const amounts = quote.lines.map((line) => line.amount);
  const column = [...amounts, quote.price, quote.total];
  const row = (line, place) => {
    const words = element("th", { scope: "row" }, label(line, endpoint));
    for (const text of how(line, amount)) words.append(element("span", { class: "how" }, text));
    const sign = place > 0 && line.kind !== "charge" && !line.amount.startsWith("-") ? "+" : "";
    return element("tr", {}, words, element("td", { class: "amount" }, sign + amount(line.amount, column)));
  };
  const foot = (words, value) =>
    element("tr", {}, element("th", { scope: "row" }, words), element("td", { class: "amount" }, amount(value, column)));
  const several = quote.calls !== "1";
  const foots = several
    ? [foot("One call", quote.price), foot(`${grouped(quote.calls)} calls`, quote.total)]
    : [foot("Total", quote.total)];
  return [
    element("p", { class: "calculator-total", "data-total": quote.total }, amount(quote.total)),
    element(
      "table",
      {},
      element("caption", { class: "calculator-caption" }, "How it adds up"),
      element("tbody", {}, ...quote.lines.map(row)),
      element("tfoot", {}, ...foots),
    ),
  ];
}
