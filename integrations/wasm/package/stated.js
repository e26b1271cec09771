// Usages of JavaScript as the engine reads them: one text, in which a NUL and a letter stand before each part.

/** Why a sheet is refused, or a question has no answer. */
export class PriceSheetError extends Error {
  constructor({ code, message, culprit, help, diagnostics = [] }) {
    super(message);
    this.name = "PriceSheetError";
    this.code = code;
    this.culprit = culprit;
    this.help = help ?? undefined;
    this.diagnostics = diagnostics;
  }
}

export function wrongField(field, wanted, help) {
  return new PriceSheetError({
    code: "invalid-field",
    message: `\`${field}\` must be ${wanted}`,
    culprit: field,
    help,
  });
}

const FIELDS = ["endpoint", "options", "choices", "quantities", "attributes", "calls", "at"];

/** A NUL, which separates parts, or what may be half of a character. */
const UNUSUAL = /[\0\ud800-\udfff]/;

export function text(field, value) {
  if (typeof value !== "string") throw wrongField(field, "a text");
  if (!UNUSUAL.test(value)) return value;
  if (/\p{Surrogate}/u.test(value)) {
    throw wrongField(field, "a text of whole characters", "it has half of a surrogate pair");
  }
  return value.replaceAll("\0", "\u00000");
}

/** The text of a number, which is exact: a binary float mostly is not what its writer meant. */
export function number(field, value) {
  switch (typeof value) {
    case "string":
      return text(field, value);
    case "bigint":
      return value.toString();
    case "number":
      if (Number.isSafeInteger(value)) return String(value);
      throw inexact(field, value);
    default:
      throw wrongField(field, "a number as a string, a BigInt, or a safe integer");
  }
}

function inexact(field, value) {
  const error = (message, help) =>
    new PriceSheetError({ code: "invalid-number", message: `\`${value}\` of \`${field}\` ${message}`, culprit: field, help });
  if (!Number.isFinite(value)) {
    return error("is not a decimal number", "leave it out where nothing is stated");
  }
  if (Number.isInteger(value)) {
    return error("is beyond the integers that a number of JavaScript holds exactly", "state it as a string or as a BigInt");
  }
  return error("is a binary float, which is not exact", `state it as a string: "${value}"`);
}

/** RFC 3339. */
export function instant(at) {
  if (!(at instanceof Date)) return text("at", at);
  if (!Number.isNaN(at.getTime())) return at.toISOString();
  throw new PriceSheetError({ code: "invalid-at", message: "`at` is an invalid Date", culprit: "at", help: "state when the usage was made" });
}

/** The pairs of an object, or of anything that gives out pairs; what is stated as null or undefined is not stated. */
function pairs(field, value) {
  if (value === null || typeof value !== "object") throw wrongField(field, "an object");
  const entries = typeof value[Symbol.iterator] === "function" ? [...value] : Object.entries(value);
  return entries.filter(([, stated]) => stated != null);
}

export function encoded(usage) {
  if (usage === null || typeof usage !== "object") throw wrongField("usage", "an object");
  for (const field in usage) {
    if (!FIELDS.includes(field)) {
      throw wrongField(field, "left out: a usage has no such field", `its fields are ${FIELDS.join(", ")}`);
    }
  }
  const { endpoint, options, choices, quantities, attributes, calls, at } = usage;
  if (endpoint == null) {
    throw new PriceSheetError({ code: "missing-endpoint", message: "the usage has no `endpoint`", culprit: "endpoint" });
  }
  let parts = text("endpoint", endpoint);
  if (options != null) {
    if (!Array.isArray(options)) throw wrongField("options", "a list of names");
    for (const name of options) parts += `\0o${text("options", name)}`;
  }
  if (choices != null) {
    for (const [name, member] of pairs("choices", choices)) {
      parts += `\0c${text("choices", name)}\0=${text(name, member)}`;
    }
  }
  if (quantities != null) {
    for (const [name, value] of pairs("quantities", quantities)) {
      parts += `\0q${text("quantities", name)}\0=${number(name, value)}`;
    }
  }
  if (attributes != null) {
    for (const [name, value] of pairs("attributes", attributes)) {
      parts += `\0a${text("attributes", name)}\0=${text(name, value)}`;
    }
  }
  if (calls != null) parts += `\0n${number("calls", calls)}`;
  if (at != null) parts += `\0t${instant(at)}`;
  return parts;
}

/** The answer of the engine, or its refusal as an error. */
export function asked(question) {
  try {
    return question();
  } catch (refusal) {
    throw typeof refusal === "string" ? new PriceSheetError(JSON.parse(refusal)) : refusal;
  }
}
