// Generated sheets and usages, and what the command line says of them.
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
// A command line that is built already, where the environment names one.
const binary = process.env.PRICESHEET ?? join(target, "debug/pricesheet");

/** Runs the command line, whose status 1 and 2 are answers too. */
export function cli(...args) {
  const { status, stdout, stderr, error } = spawnSync(binary, args, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (error || status > 2) throw error ?? new Error(`${args.join(" ")}: ${stderr}`);
  return stdout;
}

if (process.env.PRICESHEET === undefined) {
  execFileSync("cargo", ["build", "--quiet", "--locked", "--package", "pricesheet-cli"], { cwd: root });
}

/** Writes the cases, and reads what the command line makes of them. */
export function cases(folder, count) {
  const generator = ["run", "--quiet", "--locked", "--package", "pricesheet-testing", "--example", "cases", "--"];
  execFileSync("cargo", [...generator, folder, String(count)], { cwd: root });
  const names = readdirSync(folder).filter((name) => /^\d+\.toml$/.test(name));
  return names.map((name) => {
    const path = join(folder, name);
    const over = path.replace(/toml$/, "over.toml");
    const lines = path.replace(/toml$/, "jsonl");
    const usages = readFileSync(lines, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
    const rated = cli("rate", lines, "--sheet", path, "--to", "jsonl", "--totals");
    const checked = JSON.parse(cli("check", over, "--base", path, "--json"))[0];
    return {
      name,
      text: readFileSync(path, "utf8"),
      over: readFileSync(over, "utf8"),
      usages,
      // A book of one sheet refuses what was used before it applies; the sheet itself does not ask.
      answers: rated.split("\n").filter(Boolean).map((line) => answer(JSON.parse(line))),
      faults: checked.diagnostics.map(({ code, line, column, message, help }) => ({ code, line, column, message, help })),
    };
  });
}

const answer = ({ total, error }) => (error ? { code: error.code, message: error.message, culprit: error.culprit } : { total });
