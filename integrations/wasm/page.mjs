// Writes the calculator of price pages and the playground, each of one file: `node page.mjs PACKAGE MODULE.gz CALCULATOR PLAYGROUND`.
import { readFileSync, writeFileSync } from "node:fs";

import { build } from "esbuild";

const [folder, module, calculator, playground] = process.argv.slice(2);
const web = (name) => readFileSync(new URL(`web/${name}`, import.meta.url), "utf8");

const at = (path) => new URL(path, import.meta.url).pathname;

/** What stands in the strings and scripts of a page as it is: 85 characters, none of which ends one or has to be escaped. */
const LETTERS = Array.from({ length: 94 }, (_, code) => String.fromCharCode(33 + code))
  .filter((letter) => !"\"'`\\$<".includes(letter))
  .slice(0, 85)
  .join("");

/** Bytes as text: four of them are five letters, so that it is a sixteenth shorter than in base 64. */
function packed(bytes) {
  const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  let text = "";
  for (let place = 0; place < padded.length; place += 4) {
    const value = padded.readUInt32BE(place);
    for (const power of [85 ** 4, 85 ** 3, 85 ** 2, 85, 1]) text += LETTERS[Math.floor(value / power) % 85];
  }
  return text;
}

/** The module as a page has it, in place of the package's own. */
function moduleOfPage() {
  const bytes = readFileSync(module);
  return `const PACKED = "${packed(bytes)}";
    const LETTERS = "${LETTERS}";
    const digits = Array.from(PACKED, (letter) => LETTERS.indexOf(letter));
    const words = new DataView(new ArrayBuffer((digits.length / 5) * 4));
    for (let place = 0; place < digits.length; place += 5) {
      const value = digits.slice(place, place + 5).reduce((sum, digit) => sum * 85 + digit);
      words.setUint32((place / 5) * 4, value);
    }
    const stream = new Blob([words.buffer.slice(0, ${bytes.length})]).stream().pipeThrough(new DecompressionStream("gzip"));
    export const compiled = WebAssembly.compileStreaming(
      new Response(stream, { headers: { "content-type": "application/wasm" } }),
    );`;
}

const ofPage = {
  name: "module",
  setup(build) {
    build.onLoad({ filter: /\/module\.js$/ }, () => ({ contents: moduleOfPage(), loader: "js" }));
    // What nobody calls can be left out where nothing is done with it.
    build.onLoad({ filter: /\/engine\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/^if \(Symbol\.dispose\).*$/gm, ""),
      loader: "js",
    }));
  },
};

/** A script with all that it imports, the module included. */
async function bundled(name) {
  const { outputFiles } = await build({
    entryPoints: [new URL(`web/${name}`, import.meta.url).pathname],
    alias: { pricesheet: at(`${folder}/index.js`) },
    plugins: [ofPage],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    write: false,
  });
  const [{ text }] = outputFiles;
  if (/<\/script|<!--/i.test(text)) throw new Error(`${name} would end the script that it stands in`);
  return text.trim();
}

async function style(...names) {
  const { transform } = await import("esbuild");
  const { code } = await transform(names.map(web).join("\n"), { loader: "css", minify: true });
  return code.trim();
}

const fragment = [
  "<!-- Built by `integrations/wasm/build`; do not edit. -->",
  `<style>${await style("calculator.css")}</style>`,
  web("calculator.html").trim(),
  `<script type="module">${await bundled("calculator.js")}</script>`,
];
writeFileSync(calculator, `${fragment.join("\n")}\n`);

const page = web("playground.html")
  .replace("/*style*/", await style("playground.css", "calculator.css"))
  .split("/*script*/");
writeFileSync(playground, page.join(await bundled("playground.js")));
