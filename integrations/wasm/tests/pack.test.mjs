// The package as others get it: packed, installed into an empty project, checked by TypeScript, bundled, and run.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const home = join(import.meta.dirname, "..");
const tarball = join(home, "target", readdirSync(join(home, "target")).find((name) => name.endsWith(".tgz")));
const run = (command, args, cwd) => execFileSync(command, args, { cwd, encoding: "utf8" });

test("an empty project that installs the package", () => {
  const project = mkdtempSync(join(tmpdir(), "pricesheet-project-"));
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "shop", private: true, type: "module" }));
  run("npm", ["install", "--silent", "--offline", "--no-audit", "--no-fund", tarball], project);

  const source = `import { PriceBook, PriceSheet, PriceSheetError, type Quote, type Usage } from "pricesheet";

const sheet = PriceSheet.parse("name = 'A'\\nendpoints.a = { price = 1.25, options = { o = 0.5 } }");
const usage: Usage = { endpoint: "a", options: ["o"], calls: 3n, at: new Date(0) };
const quote: Quote = sheet.quote(usage);
const line: string = quote.lines.map(({ label, amount }) => label + " " + amount).join(", ");
const cover = sheet.cover(usage, 10);
const left: string = cover.covered ? cover.left : cover.missing;
const most: string | null = sheet.afford({ endpoint: "a" }, "calls", "5").most;
const book = new PriceBook([sheet]);
let code = "none";
try {
  book.price({ endpoint: "b" });
} catch (error) {
  if (error instanceof PriceSheetError) code = error.code;
}
// @ts-expect-error: a field that no usage has
const misspelled: Usage = { endpoint: "a", quantites: {} };
// @ts-expect-error: a sheet is read, not made
const made = () => new PriceSheet();
console.log(line, quote.total, left, most, code, PriceSheet.check("").ok, misspelled.endpoint, typeof made);
`;
  writeFileSync(join(project, "shop.ts"), source);
  const options = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom", "--types", ""];
  run(join(home, "node_modules/.bin/tsc"), [...options, "--exactOptionalPropertyTypes", "shop.ts"], project);

  run(join(home, "node_modules/.bin/esbuild"), ["shop.ts", "--bundle", "--format=esm", "--outfile=shop.js"], project);
  const printed = run("node", ["shop.js"], project);
  assert.equal(printed, "flat amount 1.25, option o 0.5 5.25 4.75 4 unknown-endpoint false a function\n");
});

test("the module does not grow unnoticed", () => {
  const { size } = statSync(join(home, "target/module/engine.wasm.gz"));
  assert.ok(size <= 225_000, `${size} bytes, compressed`);
});

test("nothing of the machine that built it is in it", () => {
  const text = readFileSync(join(home, "target/module/engine.wasm"), "latin1");
  assert.doesNotMatch(text, /\/root\/|\/home\/|\/tmp\//);
});
