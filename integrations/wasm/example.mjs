// A quote by the vendor's sheet, and what a balance of 500 buys, by the package that was built.
import { readFileSync } from "node:fs";

import { PriceSheet } from "./target/package/index.js";

const sheet = PriceSheet.parse(readFileSync(new URL("../../pricing.toml", import.meta.url), "utf8"));
const usage = { endpoint: "search-employees", quantities: { search: 1, results: 120 } };
const { lines, total, unit } = sheet.quote(usage);
for (const { label, amount } of lines) console.log(`${label}: ${amount}`);
console.log(`total: ${total} ${unit}`);

const search = { endpoint: "search-employees", quantities: { search: 1 } };
console.log(`500 ${unit}s buy ${sheet.afford(search, "results", 500).most} results`);
