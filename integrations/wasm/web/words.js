// Amounts and refusals as a customer reads them. Amounts stay texts: no digit is lost on the way to the page.

/** How a currency is written: what stands before an amount, and the decimal places of its smallest coin. None where it is not one. */
function currency(unit) {
  if (!/^[A-Z]{3}$/.test(unit) || !Intl.supportedValuesOf("currency").includes(unit)) return undefined;
  const format = new Intl.NumberFormat("en", { style: "currency", currency: unit });
  const sign = format.formatToParts(0).find(({ type }) => type === "currency").value;
  return { sign: sign === unit ? `${unit} ` : sign, coins: format.resolvedOptions().maximumFractionDigits };
}

/** A number with its digits in groups: 1234567.5 is 1,234,567.5. */
export function grouped(number, places = 0) {
  const [, sign, whole, rest = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(number) ?? [];
  if (whole === undefined) return number;
  const decimals = rest === "" && places === 0 ? "" : `.${rest.padEnd(places, "0")}`;
  return (sign ? "−" : "") + whole.replace(/\B(?=(\d{3})+$)/g, ",") + decimals;
}

/** Writes amounts of a unit; with cents where one of the column has any. */
export function money(unit) {
  const known = currency(unit);
  return (amount, column = [amount]) => {
    if (known === undefined) return `${grouped(amount)} ${plural(unit, amount)}`;
    const number = grouped(amount, column.some((other) => other.includes(".")) ? known.coins : 0);
    return number.startsWith("−") ? `−${known.sign}${number.slice(1)}` : known.sign + number;
  };
}

export function plural(unit, count) {
  if (count === "1" || count === "-1" || !/^\p{L}[\p{L} ]*\p{Ll}$/u.test(unit) || /[^s]s$/.test(unit)) return unit;
  if (/[^aeiou]y$/.test(unit)) return unit.replace(/y$/, "ies");
  return /(s|x|ch|sh)$/.test(unit) ? `${unit}es` : `${unit}s`;
}

/** What a name says where it has no title: `output_tokens` are output tokens. */
const readable = (name) => name.replace(/[_-]+/g, " ");

export const called = ({ title, name }) => title ?? readable(name).replace(/^\p{L}/u, (letter) => letter.toUpperCase());

/** So many of a unit: millions by their name. */
export function count(number, unit) {
  const [, many, zeros] = /^(\d{1,3})(000000|000000000)$/.exec(number) ?? [];
  const words = many === undefined ? grouped(number) : `${many} ${zeros.length === 6 ? "million" : "billion"}`;
  return unit == null ? words : `${words} ${plural(unit, number)}`;
}

/** What to tell a customer where there is no price. */
export function refusal(error, name) {
  const of = name(error.culprit);
  switch (error.code) {
    case "invalid-number":
    case "not-a-number":
      return `${of} needs a number, such as 1200 or 2.5.`;
    case "negative-quantity":
      return `${of} can’t be below zero.`;
    case "quantity-required":
    case "attribute-required":
    case "choice-required":
      return `Fill in ${of}.`;
    case "nothing-counted":
      return "Fill in how much you use.";
    case "missing-at":
    case "invalid-at":
      return "Say when: the price depends on it.";
    case "invalid-calls":
      return "The number of calls is a whole number from 1.";
    case "invalid-value":
    case "unknown-value":
      return `There is no price for this ${of}.`;
    case "no-rate":
      return "There is no list price for this combination.";
    case "beyond-last-tier":
      return "There is no list price for so much.";
    case "negative-count":
    case "invalid-share":
      return "These counts don’t go together: a part is larger than the whole.";
    case "not-representable":
      return "That is too large to be calculated here.";
    default:
      return "There is no price for this.";
  }
}
