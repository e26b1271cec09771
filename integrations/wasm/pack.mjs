// Writes the module as JavaScript, so that every bundler, and a page that is a file, can load it: `node pack.mjs MODULE.gz OUT.js`.
import { readFileSync, writeFileSync } from "node:fs";

const [module, out] = process.argv.slice(2);
const packed = readFileSync(module).toString("base64");
writeFileSync(
  out,
  `// The engine as WebAssembly, compressed by gzip, as text.
const PACKED =
  "${packed}";

const headers = { "content-type": "application/wasm" };

/** Browsers decompress and compile it as a stream; Node is quicker with the whole of it. */
async function compile() {
  const zlib = globalThis.process?.getBuiltinModule?.("node:zlib");
  if (zlib !== undefined) return WebAssembly.compile(zlib.gunzipSync(Buffer.from(PACKED, "base64")));
  const bytes = Uint8Array.from(atob(PACKED), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compileStreaming(new Response(stream, { headers }));
}

export const compiled = compile();
`,
);
