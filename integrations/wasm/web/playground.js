// The playground: a sheet, what is wrong with it, and a quote by it.

import { PriceSheet, PriceSheetError } from "pricesheet";
import { draw, element, fill, labelled, mark, stated } from "./form.js";
import { table } from "./quote.js";
import { SAMPLES } from "./samples.js";
import { called } from "./words.js";

const at = (id) => document.getElementById(id);
const [text, lines, verdict, faults, answer, fields] = ["sheet", "lines", "verdict", "faults", "answer", "fields"].map(at);

let sheet;
let endpoints = [];
const which = element("select", { id: "endpoint" });
const form = element("div", { class: "calculator-ask" });
fields.append(labelled("Endpoint", which), form);

for (const name of Object.keys(SAMPLES)) at("samples").append(element("option", { value: name }, name));

/** The words of a message, in which names stand in backticks. */
const worded = (message) =>
  message.split("`").map((part, place) => (place % 2 === 1 ? element("code", {}, part) : part));

function number(bad) {
  const count = text.value.split("\n").length;
  lines.replaceChildren(
    ...Array.from({ length: count }, (_, place) =>
      bad.has(place + 1) ? element("b", {}, String(place + 1)) : `${place + 1}\n`,
    ),
  );
  lines.scrollTop = text.scrollTop;
}

/** The place in the text of a line and a column, which counts characters. */
function place({ line, column }) {
  const before = text.value.split("\n").slice(0, line - 1).join("\n");
  const own = [...(text.value.split("\n")[line - 1] ?? "")].slice(0, column - 1).join("");
  return before.length + (line > 1 ? 1 : 0) + own.length;
}

function go(diagnostic) {
  const from = place(diagnostic);
  const [end] = /^[\w-]*/.exec(text.value.slice(from)) ?? [""];
  text.focus();
  text.setSelectionRange(from, from + Math.max(end.length, 1));
}

function shown(diagnostic) {
  const button = element("button", { type: "button" }, element("span", {}, ...worded(diagnostic.message)));
  const help = diagnostic.help === null ? [] : ["; ", ...worded(diagnostic.help)];
  button.append(element("small", {}, `line ${diagnostic.line}, column ${diagnostic.column}: ${diagnostic.code}`, ...help));
  button.addEventListener("click", () => go(diagnostic));
  return element("li", {}, button);
}

/** Reads the sheet; one that is refused leaves the prices of the last one that was not. */
function read() {
  const { diagnostics } = PriceSheet.check(text.value);
  number(new Set(diagnostics.map(({ line }) => line)));
  faults.replaceChildren(...diagnostics.slice(0, 50).map(shown));
  verdict.className = diagnostics.length > 0 ? "bad" : "";
  if (diagnostics.length > 0) {
    const count = diagnostics.length === 1 ? "1 fault" : `${diagnostics.length} faults`;
    verdict.textContent = `${count}; the price is that of the last sheet without any`;
    answer.classList.add("old");
    return;
  }
  answer.classList.remove("old");
  const usage = endpoints.length > 0 ? stated(current(), form) : undefined;
  sheet = PriceSheet.parse(text.value);
  endpoints = sheet.endpoints;
  const count = endpoints.length === 1 ? "1 endpoint" : `${endpoints.length} endpoints`;
  verdict.textContent = `Valid: ${sheet.name}${sheet.version === null ? "" : ` ${sheet.version}`}, ${count}, in ${sheet.unit}`;
  const name = which.value;
  which.replaceChildren(...endpoints.map((endpoint) => element("option", { value: endpoint.name }, called(endpoint))));
  const known = endpoints.some((endpoint) => endpoint.name === name);
  if (known) which.value = name;
  draw(current(), form);
  if (known && usage !== undefined) fill({ ...usage, at: usage.at }, form);
  else begin();
  price();
}

const current = () => endpoints.find((endpoint) => endpoint.name === which.value) ?? endpoints[0];

/** Begins with the first example of an endpoint. */
function begin() {
  const [example] = current().examples;
  if (example !== undefined) fill(example.usage, form);
}

function price() {
  const endpoint = current();
  try {
    answer.replaceChildren(...table(sheet.quote(stated(endpoint, form)), endpoint));
    mark(form);
  } catch (error) {
    if (!(error instanceof PriceSheetError)) throw error;
    const help = error.help === undefined ? null : element("p", {}, ...worded(error.help));
    answer.replaceChildren(element("p", {}, ...worded(error.message)), ...(help === null ? [] : [help]));
    mark(form, error.culprit);
  }
}

text.addEventListener("input", read);
text.addEventListener("scroll", () => (lines.scrollTop = text.scrollTop));
at("samples").addEventListener("input", ({ target }) => {
  text.value = SAMPLES[target.value];
  which.replaceChildren();
  read();
});
at("ask").addEventListener("submit", (event) => event.preventDefault());
at("ask").addEventListener("input", ({ target }) => {
  if (target === which) {
    draw(current(), form);
    begin();
  }
  price();
});

text.value = Object.values(SAMPLES)[0];
read();
