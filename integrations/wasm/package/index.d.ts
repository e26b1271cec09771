/** A number that is exact: a text such as `"0.25"`, a BigInt, or a safe integer. Any other number is refused. */
export type Amount = string | number | bigint;

/** An object, or pairs, in which a thing may stand twice and is then refused. */
export type Named<T> = { readonly [name: string]: T | null | undefined } | Iterable<readonly [string, T]>;

/** One call, or all that was used in one period: what is priced. */
export interface Usage {
  endpoint: string;
  /** The names of the options that are given. */
  options?: readonly string[] | null;
  /** The member that is taken of each choice. */
  choices?: Named<string> | null;
  quantities?: Named<Amount> | null;
  attributes?: Named<string> | null;
  /** How many times the same call was made; 1 where left out. */
  calls?: Amount | null;
  /** When it was made: RFC 3339, or a Date. */
  at?: string | Date | null;
}

/** A fault of a sheet, with its place. */
export interface Diagnostic {
  /** A stable code, which `pricesheet explain` tells about. */
  code: string;
  message: string;
  /** The name of the text. */
  source: string;
  /** From 1. */
  line: number;
  /** From 1, in characters. */
  column: number;
  /** In bytes of UTF-8 from the start of the text. */
  span: { start: number; end: number };
  help: string | null;
}

/** Why a sheet is refused, or a question has no answer. */
export class PriceSheetError extends Error {
  /** A stable code, which `pricesheet explain` tells about. */
  readonly code: string;
  /** The name of what is wrong. */
  readonly culprit: string;
  /** What to do instead. */
  readonly help: string | undefined;
  /** Where a sheet is refused, every fault of it; else empty. */
  readonly diagnostics: readonly Diagnostic[];
  private constructor();
}

/** How a sheet is read. */
export interface ReadOptions {
  /** The name by which diagnostics speak of the text; `sheet` where left out. */
  source?: string;
  /** The sheet that this one is over: a contract or a revision states only what differs. */
  over?: PriceSheet;
}

/** What a check of a text finds. */
export interface Checked {
  /** Whether it is a valid sheet. */
  ok: boolean;
  diagnostics: Diagnostic[];
}

/** A price sheet: validated and immutable. Amounts are texts, in its `unit`. */
export class PriceSheet {
  private constructor();
  /** Reads a sheet from its TOML text; throws a `PriceSheetError` with every fault. */
  static parse(text: string, options?: ReadOptions): PriceSheet;
  /** Tells every fault of a text, and throws nothing. */
  static check(text: string, options?: ReadOptions): Checked;
  readonly name: string;
  readonly version: string | null;
  /** The instant from which it applies. */
  readonly effective: string | null;
  readonly unit: string;
  readonly note: string | null;
  /** What its content comes to: the same for every text that says the same. */
  readonly fingerprint: string;
  /** What a usage of each endpoint may state, in the order of the sheet. */
  get endpoints(): Endpoint[];
  /** What a usage costs. */
  price(usage: Usage): string;
  /** The itemised price of a usage, whose lines add up to it. */
  quote(usage: Usage): Quote;
  /** Whether a balance covers a usage. */
  cover(usage: Usage, balance: Amount): Coverage;
  /** The most of a quantity, or of `"calls"`, that a balance covers; the usage does not state it. */
  afford(usage: Usage, quantity: string, balance: Amount): Affordable;
  /** What changed from this sheet to a newer one. */
  diff(newer: PriceSheet): Diff;
  /** The sheet as one text, whatever it is over. */
  toToml(): string;
}

/** The revisions of a sheet. The one in force at the `at` of a usage prices it; a sole sheet prices those without `at` too. */
export class PriceBook {
  constructor(sheets: Iterable<PriceSheet>);
  /** The earliest first. */
  readonly sheets: readonly PriceSheet[];
  /** The sheet in force at an instant. */
  inForce(at?: string | Date | null): PriceSheet;
  price(usage: Usage): string;
  quote(usage: Usage): Quote;
  cover(usage: Usage, balance: Amount): Coverage;
  afford(usage: Usage, quantity: string, balance: Amount): Affordable;
}

export type Coverage = { covered: true; left: string } | { covered: false; missing: string };

/** Every whole count up to `most` is covered; where that is null, not even 0 of it is, or every count. */
export interface Affordable {
  quantity: string;
  most: string | null;
  unlimited: boolean;
}

export interface Quote {
  sheet: { name: string; version: string | null; fingerprint: string };
  endpoint: string;
  /** The alias by which the usage calls it. */
  alias?: string;
  title: string | null;
  unit: string;
  options: string[];
  quantities: Record<string, string>;
  derived?: Record<string, string>;
  attributes?: Record<string, string>;
  lines: Line[];
  /** Of one call. */
  price: string;
  calls: string;
  total: string;
}

export interface Line {
  kind: "flat" | "option" | "charge" | "times" | "min" | "max" | "round" | "free";
  name: string | null;
  label: string;
  amount: string;
  /** Of a charge. */
  details: ChargeDetails | null;
}

export interface ChargeDetails {
  unit: string | null;
  quantities: { name: string; stated: string; counted: string }[];
  count: string;
  included: string | null;
  included_by?: { name: string; counted: string; weight: string; included: string }[];
  rate: string[];
  matched?: { attribute: string; value: string; any: boolean }[];
  billed: string | null;
  price: string | null;
  per: string | null;
  added: string;
  tiers: {
    tier: number;
    up_to: string | null;
    count: string;
    billed: string;
    price: string;
    per: string;
    flat: string;
    amount: string;
  }[];
  share?: { of: string; of_counted: string; in: string; in_counted: string; amount: string };
  options: { name: string; effect: string }[];
  adjustments: { kind: string; name: string | null; amount: string }[];
}

export interface Diff {
  sheet: Change[];
  endpoints: { name: string; kind: ChangeKind; changes: Change[] }[];
}

export type ChangeKind = "added" | "removed" | "changed";

export interface Change {
  path: (string | number)[];
  kind: ChangeKind;
  old: string | null;
  new: string | null;
}

/** What a usage of an endpoint may state: enough to ask a person for one. */
export interface Endpoint {
  name: string;
  title: string | null;
  aliases: string[];
  group: string[];
  note: string | null;
  basis: "call" | "period";
  /** Those that are in no choice. */
  options: Titled[];
  choices: { name: string; of: Titled[]; default: string | null; required: boolean }[];
  quantities: {
    name: string;
    title: string | null;
    unit: string | null;
    default: string | null;
    required: boolean;
  }[];
  attributes: {
    name: string;
    title: string | null;
    /** Every known value. */
    values: string[];
    default: string | null;
    required: boolean;
    /** Whether any other text may be stated too. */
    open: boolean;
  }[];
  /** What the lines of a quote are called. */
  charges: Titled[];
  /** Whether a usage must state `at`. */
  at: boolean;
  examples: { usage: Usage; total: string; note: string | null }[];
}

export interface Titled {
  name: string;
  title: string | null;
}
