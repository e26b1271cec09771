// The calculator of pages, in headless Chromium, with the engine that is committed with the page: what it says is what the command
// line says, for the examples of sheets and for questions around them.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { close, launch, opened } from "./browser.mjs";
import { cli, root } from "./cases.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const REBUILD = "rebuild the calculator: integrations/wasm/build --keep";
const SHEETS = ["pricing.toml", ...["models", "messaging", "objects", "scraper", "seats"].map((name) => `tests/pages/${name}.toml`)];

before(launch);
after(close);

/** The same numbers in every run. */
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Questions about an endpoint: its examples, and others with more or less of everything. */
function questions(endpoint, roll) {
  const own = endpoint.examples.map((example) => ({ ...example, attributes: example.attributes ?? {} }));
  const others = Array.from({ length: 3 }, () => {
    const chosen = endpoint.choices.flatMap(({ of, required, default: usual }) => {
      const place = roll(required ? of.length : of.length + 1);
      return place < of.length && of[place] !== usual ? [of[place]] : required ? [of[place % of.length]] : [];
    });
    const members = endpoint.choices.flatMap(({ of }) => of);
    const free = endpoint.option_names.filter((name) => !members.includes(name) && roll(3) === 0);
    const counts = endpoint.quantities.filter(({ required }) => required || roll(4) > 0);
    const values = (endpoint.attributes ?? []).filter(({ values }) => values.length > 0);
    return {
      options: [...free, ...chosen],
      quantities: Object.fromEntries(counts.map(({ name }) => [name, String(roll(10 ** (1 + roll(6))))])),
      attributes: Object.fromEntries(values.map(({ name, values }) => [name, values[roll(values.length)]])),
      at: (endpoint.windows ?? []).length > 0 ? "2027-02-03T10:30:00Z" : undefined,
    };
  });
  return [...own, ...others];
}

/** Fills in the calculator as a person does. */
async function ask(page, endpoint, { options, quantities, attributes, at }) {
  await page.selectOption("#calculator-endpoint", endpoint.name);
  const names = (kind) => page.$$eval(`[data-${kind}]`, (all, kind) => all.map((one) => one.dataset[kind]), kind);
  for (const name of await names("quantity")) await page.fill(`[data-quantity="${name}"]`, quantities[name] ?? "");
  for (const name of await names("option")) await page.setChecked(`[data-option="${name}"]`, options.includes(name));
  for (const choice of endpoint.choices) {
    const member = options.find((option) => choice.of.includes(option));
    await page.selectOption(`[data-choice="${choice.name}"]`, member ?? choice.default ?? "");
  }
  for (const { name, default: usual, open } of endpoint.attributes ?? []) {
    const control = `[data-attribute="${name}"]`;
    if (open) await page.fill(control, attributes[name] ?? "");
    else await page.selectOption(control, attributes[name] ?? usual ?? "");
  }
  if (at !== undefined) await page.fill("[data-at]", new Date(at).toISOString().slice(0, 16));
  return page.$eval("#calculator-quote", (quote) => quote.querySelector("[data-total]")?.dataset.total ?? quote.textContent);
}

/** What the command line says of it. */
function told(sheet, endpoint, { options, quantities, attributes, at }) {
  const words = [...options, ...Object.entries({ ...quantities, ...attributes }).map(([name, value]) => `${name}=${value}`)];
  const when = at === undefined ? [] : ["--at", new Date(at).toISOString()];
  const shown = cli("quote", endpoint.name, ...words, ...when, "--json", "--sheet", sheet);
  return shown === "" ? undefined : JSON.parse(shown).total;
}

for (const name of SHEETS) {
  test(`the calculator of ${name}`, async () => {
    const sheet = join(root, name);
    assert.ok(existsSync(sheet), sheet);
    const html = cli("list", "--to", "html", "--calculator", "--sheet", sheet);
    assert.ok(Buffer.byteLength(html) <= 350 * 1024, `${Buffer.byteLength(html)} bytes`);
    const { page, faults } = await opened(html);
    await page.waitForSelector("#calculator:not([hidden])");
    const roll = dice(7);
    let [priced, compared] = [0, 0];
    for (const endpoint of JSON.parse(cli("list", "--json", "--sheet", sheet)).endpoints) {
      for (const question of questions(endpoint, roll)) {
        const said = await ask(page, endpoint, question);
        const total = question.total ?? told(sheet, endpoint, question);
        const about = `${endpoint.name} ${JSON.stringify(question)}: ${REBUILD}`;
        if (total === undefined) assert.doesNotMatch(said, /^\d/, about);
        else assert.equal(said, total, about);
        compared += 1;
        priced += total === undefined ? 0 : 1;
      }
    }
    assert.ok(compared >= 4 && priced >= compared / 2, `${priced} of ${compared}`);
    // The link holds the question.
    const link = await page.getAttribute("#calculator-link", "href");
    const before = await page.textContent("#calculator-quote");
    const address = page.url().replace(/#.*/, "");
    await page.goto("about:blank");
    await page.goto(address + link);
    await page.waitForSelector("#calculator:not([hidden])");
    assert.equal(await page.textContent("#calculator-quote"), before);
    assert.deepEqual(faults, []);
  });
}

test("what a budget buys", async () => {
  const { page, faults } = await opened(cli("list", "--to", "html", "--calculator"));
  await page.waitForSelector("#calculator:not([hidden])");
  await page.selectOption("#calculator-endpoint", "search-employees");
  await page.fill('[data-quantity="search"]', "1");
  await page.fill('[data-quantity="results"]', "1,200");
  await page.selectOption("#calculator-of", "results");
  await page.fill("#calculator-balance", "500");
  assert.match(await page.textContent("#calculator-most"), /: up to 900\.$/);
  await page.fill("#calculator-balance", "49");
  assert.equal(await page.textContent("#calculator-most"), "It is not enough for this.");
  await page.fill("#calculator-balance", "much");
  assert.match(await page.textContent("#calculator-most"), /needs a number/);
  await page.fill('[data-quantity="results"]', "-1");
  assert.match(await page.textContent("#calculator-quote"), /can’t be below zero/);
  assert.equal(await page.getAttribute('[data-quantity="results"]', "aria-invalid"), "true");
  assert.deepEqual(faults, []);
});

test("without JavaScript the calculator is hidden, and the page is whole", async () => {
  const { page } = await opened(cli("list", "--to", "html", "--calculator"), { javaScriptEnabled: false });
  assert.equal(await page.isVisible("#calculator"), false);
  assert.equal(await page.isVisible("text=Search employees"), true);
});

/** What axe-core finds wrong. */
async function barriers(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

test("screen readers and keyboards find no barrier, in light and in dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { page } = await opened(cli("list", "--to", "html", "--calculator"), { colorScheme });
    await page.waitForSelector("#calculator:not([hidden])");
    await page.fill("#calculator-balance", "500");
    assert.deepEqual(await barriers(page), []);
    const playground = readFileSync(join(root, "integrations/wasm/target/playground.html"), "utf8");
    const { page: other } = await opened(playground, { colorScheme });
    await other.waitForSelector("#answer [data-total]");
    await other.fill("#sheet", "name = 'A'\nendpoints.a.prise = 1\n");
    assert.deepEqual(await barriers(other), []);
  }
});
