// The package in headless Chromium: the answers of the command line on generated sheets, and the playground.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { build } from "esbuild";

import { close, launch, opened } from "./browser.mjs";
import { cases } from "./cases.mjs";

before(launch);
after(close);

test("the command line says the same of generated sheets", async () => {
  const all = cases(mkdtempSync(join(tmpdir(), "pricesheet-cases-")), 60);
  const { outputFiles } = await build({
    stdin: {
      contents: `import * as engine from "../target/package/index.js"; import { asked } from "./asked.mjs";
        globalThis.told = (of) => asked(engine, of);`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  const { page, faults } = await opened(`<!DOCTYPE html><script type="module">${outputFiles[0].text}</script>`);
  await page.waitForFunction(() => globalThis.told !== undefined);
  for (const { name, text, over, usages, ...expected } of all) {
    const { answers, faults } = await page.evaluate((of) => globalThis.told(of), { text, over, usages });
    assert.deepEqual(answers, expected.answers, `${name}\n${text}`);
    assert.deepEqual(faults, expected.faults, `${name}\n${over}`);
  }
  assert.deepEqual(faults, []);
});

test("the playground tells faults as one types, and prices", async () => {
  const { page, faults } = await opened(readFileSync(join(import.meta.dirname, "../target/playground.html"), "utf8"));
  await page.waitForSelector("#answer [data-total]");
  assert.equal(await page.getAttribute("#answer [data-total]", "data-total"), "0.19");
  await page.check('[data-option="batch"]');
  assert.equal(await page.getAttribute("#answer [data-total]", "data-total"), "0.095");
  await page.fill("#sheet", "name = 'A'\nendpoints.a.prise = 1\n");
  assert.match(await page.textContent("#verdict"), /^\d+ faults?; /);
  assert.match(await page.textContent("#faults li"), /line 2, column 11/);
  await page.click("#faults li:nth-child(2) button");
  assert.equal(await page.$eval("#sheet", ({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd)), "prise");
  await page.fill("#sheet", "name = 'A'\nendpoints.a.price = 12.5\n");
  assert.equal(await page.getAttribute("#answer [data-total]", "data-total"), "12.5");
  for (const sample of await page.$$eval("#samples option", (all) => all.map(({ value }) => value))) {
    await page.selectOption("#samples", sample);
    assert.match(await page.textContent("#verdict"), /^Valid: /);
    assert.ok(await page.getAttribute("#answer [data-total]", "data-total"));
  }
  assert.deepEqual(faults, []);
});
