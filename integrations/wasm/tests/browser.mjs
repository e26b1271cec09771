// Headless Chromium.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "playwright-core";

let browser;

export async function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
}

export const close = () => browser?.close();

/** A page from disk; what goes wrong in it, or is asked of the network, is kept. */
export async function opened(html, options = {}) {
  const file = join(mkdtempSync(join(tmpdir(), "pricesheet-page-")), "page.html");
  writeFileSync(file, html);
  const context = await browser.newContext({ timezoneId: "UTC", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => {
    if (!/^(file|data|blob|about):/.test(request.url())) faults.push(`asks for ${request.url()}`);
  });
  await page.goto(`file://${file}`);
  return { page, faults };
}
