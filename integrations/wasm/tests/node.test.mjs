// The package in Node: its values, its refusals, and the answers of the command line on generated sheets.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import * as engine from "../target/package/index.js";
import { asked } from "./asked.mjs";
import { cases, cli, root } from "./cases.mjs";

const { PriceBook, PriceSheet, PriceSheetError } = engine;
const vendor = PriceSheet.parse(readFileSync(join(root, "pricing.toml"), "utf8"), { source: "pricing.toml" });

/** What an error says, where there has to be one. */
function refused(question) {
  try {
    question();
  } catch (error) {
    assert.ok(error instanceof PriceSheetError, error);
    const { code, message, culprit, help } = error;
    return { code, message, culprit, help };
  }
  assert.fail("no error");
}

test("a sheet tells what it is", () => {
  const { name, version, unit, fingerprint } = JSON.parse(
    cli("quote", "get-personal-profile", "--json"),
  ).sheet;
  assert.equal(vendor.name, name);
  assert.equal(vendor.version, version);
  assert.equal(vendor.fingerprint, fingerprint);
  assert.equal(vendor.unit, unit ?? "credit");
  assert.equal(PriceSheet.parse(vendor.toToml()).fingerprint, fingerprint);
});

test("prices and quotes", () => {
  const usage = { endpoint: "search-employees", quantities: { search: 1, results: 120n, status: "4" }, calls: 3 };
  assert.equal(vendor.price(usage), "330");
  const quote = vendor.quote(usage);
  assert.deepEqual([quote.price, quote.calls, quote.total], ["110", "3", "330"]);
  assert.equal(quote.lines.length > 1, true);
});

test("choices, attributes and the instant", () => {
  const sheet = PriceSheet.parse(`
name = "Chat"
[windows.night]
clock = "utc"
hours = [{ from = 00:00:00, to = 06:00:00 }]
[endpoints.chat]
quantities = { tokens = {} }
choices = { tier = { of = ["fast", "slow"], required = true } }
attributes = { region = { of = ["eu", "us"], default = "us" } }
[endpoints.chat.charges.tokens]
rates = [{ when = ["in night"], price = 1 }, { when = ["region = eu"], price = 3 }, { price = 2 }]
options = { fast = { times = 2 } }
`);
  const price = (stated) => sheet.price({ endpoint: "chat", quantities: { tokens: 10 }, at: "2026-01-01T12:00:00Z", ...stated });
  assert.equal(price({ choices: { tier: "slow" } }), "20");
  assert.equal(price({ choices: { tier: "fast" }, attributes: { region: "eu" } }), "60");
  assert.equal(price({ options: ["fast"], at: new Date("2026-01-01T03:00:00Z") }), "20");
  assert.equal(refused(() => price({ choices: { tier: "quick" } })).code, "unknown-member");
  assert.equal(refused(() => price({ choices: { teir: "fast" } })).code, "unknown-choice");
  assert.equal(refused(() => price({ choices: [["tier", "fast"], ["tier", "slow"]] })).code, "repeated-choice");
  assert.equal(refused(() => price({ choices: { tier: "slow" }, attributes: { region: "mars" } })).code, "unknown-value");
  assert.equal(refused(() => price({})).code, "choice-required");
  assert.equal(refused(() => price({ choices: { tier: "slow" }, at: null })).code, "missing-at");
  assert.equal(refused(() => price({ choices: { tier: "slow" }, at: new Date(NaN) })).code, "invalid-at");
  assert.equal(refused(() => price({ choices: { tier: "slow" }, quantities: [["tokens", 1], ["tokens", 2]] })).code, "repeated-quantity");
});

test("numbers that are not exact are refused", () => {
  const price = (results) => vendor.price({ endpoint: "search-employees", quantities: { search: 1, results } });
  assert.deepEqual(refused(() => price(0.1)), {
    code: "invalid-number",
    message: "`0.1` of `results` is a binary float, which is not exact",
    culprit: "results",
    help: 'state it as a string: "0.1"',
  });
  assert.deepEqual(refused(() => price(2 ** 53)), {
    code: "invalid-number",
    message: "`9007199254740992` of `results` is beyond the integers that a number of JavaScript holds exactly",
    culprit: "results",
    help: "state it as a string or as a BigInt",
  });
  assert.deepEqual(refused(() => price(NaN)), {
    code: "invalid-number",
    message: "`NaN` of `results` is not a decimal number",
    culprit: "results",
    help: "leave it out where nothing is stated",
  });
  assert.equal(refused(() => price(Infinity)).code, "invalid-number");
  assert.equal(refused(() => price("many")).message, "`many` of `results` is not a decimal number");
  assert.equal(refused(() => price(-1)).code, "negative-quantity");
  assert.equal(refused(() => price({})).code, "invalid-field");
  assert.equal(price(2n ** 53n), vendor.price({ endpoint: "search-employees", quantities: { search: 1, results: "9007199254740992" } }));
});

test("a usage that is not one", () => {
  assert.equal(refused(() => vendor.price("search-employees")).code, "invalid-field");
  assert.equal(refused(() => vendor.price({})).code, "missing-endpoint");
  assert.deepEqual(refused(() => vendor.price({ endpoint: "search-employees", quantites: {} })), {
    code: "invalid-field",
    message: "`quantites` must be left out: a usage has no such field",
    culprit: "quantites",
    help: "its fields are endpoint, options, choices, quantities, attributes, calls, at",
  });
  assert.equal(refused(() => vendor.price({ endpoint: "a\ud800" })).code, "invalid-field");
  assert.deepEqual(refused(() => vendor.price({ endpoint: "a\0oskills" })), {
    code: "unknown-endpoint",
    message: "unknown endpoint `a\0oskills`",
    culprit: "a\0oskills",
    help: "state an endpoint of the sheet",
  });
  assert.equal(refused(() => vendor.price({ endpoint: "search-job" })).help, "did you mean `search-jobs`?");
});

test("balances", () => {
  const usage = { endpoint: "search-employees", quantities: { search: 1 } };
  assert.deepEqual(vendor.afford(usage, "results", 500), { quantity: "results", most: "900", unlimited: false });
  assert.deepEqual(vendor.afford(usage, "results", "49"), { quantity: "results", most: null, unlimited: false });
  assert.deepEqual(vendor.afford(usage, "status", 50n), { quantity: "status", most: null, unlimited: true });
  const whole = { endpoint: "search-employees", quantities: { search: 1, results: 120 } };
  assert.deepEqual(vendor.afford(whole, "calls", 500), { quantity: "calls", most: "4", unlimited: false });
  assert.deepEqual(vendor.cover(whole, 100), { covered: false, missing: "10" });
  assert.deepEqual(vendor.cover(whole, "120.5"), { covered: true, left: "10.5" });
  assert.equal(refused(() => vendor.afford(whole, "results", 5)).code, "quantity-stated");
  assert.equal(refused(() => vendor.cover(whole, 0.5)).culprit, "balance");
});

test("faults of a sheet have their places", () => {
  const text = 'name = "A"\nendpoints.a.price = 1\nendpoints.b.prise = 1\n';
  const { ok, diagnostics } = PriceSheet.check(text, { source: "a.toml" });
  assert.equal(ok, false);
  assert.deepEqual([diagnostics[0].source, diagnostics[0].line, diagnostics[0].column], ["a.toml", 3, 11]);
  assert.deepEqual(PriceSheet.check('name = "A"\nendpoints.a.price = 1').ok, true);
  try {
    PriceSheet.parse(text, { source: "a.toml" });
    assert.fail("no error");
  } catch (error) {
    assert.deepEqual(error.diagnostics, diagnostics);
    assert.equal(error.code, diagnostics[0].code);
    assert.match(error.message, /^a\.toml:3:11: /);
  }
});

test("books, contracts and differences", () => {
  const list = PriceSheet.parse("name = 'List'\neffective = 2026-01-01T00:00:00Z\nendpoints.a.price = 4\nendpoints.b.price = 10");
  const text = "name = 'Acme'\nover = { name = 'List' }\nothers = 'as-listed'\nendpoints.a.price = 3";
  const contract = PriceSheet.parse(text, { over: list });
  assert.equal(contract.price({ endpoint: "a" }), "3");
  assert.equal(contract.price({ endpoint: "b" }), "10");
  assert.equal(PriceSheet.check(text).ok, false);
  assert.equal(PriceSheet.check(text, { over: list }).ok, true);
  const later = PriceSheet.parse("name = 'List'\neffective = 2026-06-01T00:00:00Z\nendpoints.a.price = 5\nendpoints.b.price = 10");
  assert.deepEqual(list.diff(later).endpoints, [
    { name: "a", kind: "changed", changes: [{ path: ["price"], kind: "changed", old: "4", new: "5" }] },
  ]);
  const book = new PriceBook([later, list]);
  assert.deepEqual(book.sheets.map((sheet) => sheet.effective), ["2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"]);
  assert.equal(book.price({ endpoint: "a", at: "2026-05-31T23:59:59Z" }), "4");
  assert.equal(book.quote({ endpoint: "a", at: new Date("2026-06-01T00:00:00Z") }).total, "5");
  assert.equal(book.inForce("2026-06-01T00:00:00Z").fingerprint, later.fingerprint);
  assert.equal(refused(() => book.price({ endpoint: "a" })).code, "missing-at");
  assert.equal(refused(() => book.price({ endpoint: "a", at: "2025-01-01T00:00:00Z" })).code, "before-first-sheet");
  assert.equal(refused(() => new PriceBook([])).code, "empty-book");
  assert.equal(refused(() => new PriceBook([list, list])).code, "same-effective");
  assert.equal(refused(() => new PriceBook([{}])).code, "invalid-field");
});

test("what can be asked of endpoints, and their examples", () => {
  for (const endpoint of vendor.endpoints) {
    for (const { usage, total } of endpoint.examples) assert.equal(vendor.price(usage), total);
  }
  const list = JSON.parse(cli("list", "--json")).endpoints;
  assert.deepEqual(vendor.endpoints.map(({ name }) => name), list.map(({ name }) => name));
});

test("the command line says the same of generated sheets", () => {
  const folder = mkdtempSync(join(tmpdir(), "pricesheet-cases-"));
  const all = cases(folder, 150);
  let [priced, failed, faulty] = [0, 0, 0];
  for (const of of all) {
    const { answers, faults } = asked(engine, of);
    assert.deepEqual(answers, of.answers, `${of.name}\n${of.text}`);
    assert.deepEqual(faults, of.faults, `${of.name}\n${of.over}`);
    priced += answers.filter(({ total }) => total !== undefined).length;
    failed += answers.filter(({ code }) => code !== undefined).length;
    faulty += faults.length;
  }
  assert.ok(priced > 1000 && failed > 200 && faulty > 50, `${priced} ${failed} ${faulty}`);
});

test("quotes are those of the command line", () => {
  for (const endpoint of vendor.endpoints.slice(0, 40)) {
    for (const { usage } of endpoint.examples) {
      const words = [...usage.options, ...Object.entries(usage.quantities).map(([name, value]) => `${name}=${value}`)];
      const shown = JSON.parse(cli("quote", usage.endpoint, ...words, "--json"));
      const quote = vendor.quote(usage);
      for (const field of ["endpoint", "lines", "price", "calls", "total", "quantities", "options"]) {
        assert.deepEqual(quote[field], (shown.quote ?? shown)[field], `${usage.endpoint} ${words}: ${field}`);
      }
    }
  }
});
