// The engine for JavaScript. What is computed is computed in WebAssembly, by the engine that the command line has; here values of
// JavaScript become texts, and texts values. Numbers are texts on the way: a binary float would lose digits.

import { Sheet, Sheets, initSync } from "./engine.js";
import { compiled } from "./module.js";
import { PriceSheetError, asked, encoded, instant, number, text, wrongField } from "./stated.js";

export { PriceSheetError };

initSync({ module: await compiled });

/** What a sheet is in the engine; set where its private field can be seen. */
let rawSheet;

/** A price sheet: validated and immutable. */
export class PriceSheet {
  #sheet;

  constructor(sheet, label) {
    if (!(sheet instanceof Sheet)) {
      throw new TypeError("a sheet is read by PriceSheet.parse(text)");
    }
    this.#sheet = sheet;
    Object.assign(this, label ?? JSON.parse(sheet.label()));
    Object.freeze(this);
  }

  static parse(text, options = {}) {
    const { source, over } = reading(text, options);
    return new PriceSheet(asked(() => (over ? Sheet.parse_over(text, source, over) : Sheet.parse(text, source))));
  }

  static check(text, options = {}) {
    const { source, over } = reading(text, options);
    return JSON.parse(over ? Sheet.check_over(text, source, over) : Sheet.check(text, source));
  }

  static {
    rawSheet = (sheet, field) => {
      if (sheet instanceof PriceSheet) return sheet.#sheet;
      throw wrongField(field, "a PriceSheet");
    };
  }

  get endpoints() {
    return JSON.parse(this.#sheet.endpoints());
  }

  price(usage) {
    const stated = encoded(usage);
    return asked(() => this.#sheet.price(stated));
  }

  quote(usage) {
    const stated = encoded(usage);
    return JSON.parse(asked(() => this.#sheet.quote(stated)));
  }

  cover(usage, balance) {
    const [stated, amount] = [encoded(usage), number("balance", balance)];
    return JSON.parse(asked(() => this.#sheet.cover(stated, amount)));
  }

  afford(usage, quantity, balance) {
    const [stated, amount] = [encoded(usage), number("balance", balance)];
    const name = text("quantity", quantity);
    return JSON.parse(asked(() => this.#sheet.afford(stated, name, amount)));
  }

  diff(newer) {
    return JSON.parse(this.#sheet.diff(rawSheet(newer, "newer")));
  }

  toToml() {
    return this.#sheet.toml();
  }
}

/** The revisions of a sheet by the instants from which they apply. */
export class PriceBook {
  #book;

  constructor(sheets) {
    const given = new Sheets();
    for (const sheet of sheets) given.add(rawSheet(sheet, "sheets"));
    this.#book = asked(() => given.book());
    const ordered = [];
    for (let sheet; (sheet = this.#book.sheet(ordered.length)); ) ordered.push(new PriceSheet(sheet));
    this.sheets = Object.freeze(ordered);
    Object.freeze(this);
  }

  inForce(at) {
    const stated = at == null ? undefined : instant(at);
    return this.sheets[asked(() => this.#book.in_force(stated))];
  }

  price(usage) {
    return this.inForce(usage?.at).price(usage);
  }

  quote(usage) {
    return this.inForce(usage?.at).quote(usage);
  }

  cover(usage, balance) {
    return this.inForce(usage?.at).cover(usage, balance);
  }

  afford(usage, quantity, balance) {
    return this.inForce(usage?.at).afford(usage, quantity, balance);
  }
}

function reading(toml, { source = "sheet", over }) {
  if (typeof toml !== "string") throw wrongField("text", "a text");
  return { source: text("source", source), over: over === undefined ? undefined : rawSheet(over, "over") };
}
