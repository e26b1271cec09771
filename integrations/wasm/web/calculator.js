// The calculator of a price page: it asks the engine, in the page, and shows what it answers.

import { PriceSheet, PriceSheetError } from "pricesheet";
import { draw, element, fill, labelled, mark, stated } from "./form.js";
import { table } from "./quote.js";
import { called, grouped, plural, refusal } from "./words.js";

const at = (id) => document.getElementById(`calculator-${id}`);
const section = document.getElementById("calculator");
const sheet = PriceSheet.parse(JSON.parse(document.getElementById("price-sheet").textContent).toml);
const endpoints = sheet.endpoints;
const [form, ask, answer] = [at("form"), at("ask"), at("quote")];

const which = element("select", { id: "calculator-endpoint" });
for (const [group, members] of grouping()) {
  const options = members.map((endpoint) => element("option", { value: endpoint.name }, called(endpoint)));
  which.append(...(group === "" ? options : [element("optgroup", { label: group }, ...options)]));
}
const fields = element("div", { class: "calculator-ask" });
ask.append(labelled("What", which), fields);
const balance = element("input", { id: "calculator-balance", type: "text", inputmode: "decimal" });
const of = element("select", { id: "calculator-of" });
at("budget-fields").append(labelled("Budget", balance, plural(sheet.unit)), labelled("Spent on", of));

function grouping() {
  const groups = new Map();
  for (const endpoint of endpoints) {
    const group = endpoint.group.join(", ");
    groups.set(group, [...(groups.get(group) ?? []), endpoint]);
  }
  return groups;
}

const current = () => endpoints.find((endpoint) => endpoint.name === which.value) ?? endpoints[0];

/** What is told in place of an answer. */
function explained(error, endpoint) {
  if (!(error instanceof PriceSheetError)) throw error;
  const known = [...endpoint.quantities, ...endpoint.attributes];
  return refusal(error, (name) => called(known.find((entry) => entry.name === name) ?? { name }));
}

function show() {
  const endpoint = current();
  const usage = stated(endpoint, fields);
  try {
    answer.replaceChildren(...table(sheet.quote(usage), endpoint));
    mark(fields);
  } catch (error) {
    answer.replaceChildren(element("p", { class: "calculator-ask-for" }, explained(error, endpoint)));
    mark(fields, error.culprit);
  }
  at("most").textContent = most(endpoint, usage);
  at("link").href = `#calculator?${question(usage)}`;
  at("copied").textContent = "";
}

/** What the budget buys, in a sentence. */
function most(endpoint, usage) {
  const budget = balance.value.trim().replace(/(?<=\d)[,\s](?=\d{3}(?!\d))/g, "");
  if (budget === "" || of.value === "") return "";
  const calls = of.value === "calls:";
  const name = calls ? "calls" : of.value;
  const rest = { ...usage, quantities: { ...usage.quantities } };
  if (calls) delete rest.calls;
  else delete rest.quantities[name];
  const things = of.selectedOptions[0].textContent;
  try {
    const found = sheet.afford(rest, name, budget);
    if (found.unlimited) return `${things}: as many as you like, at no extra cost.`;
    if (found.most === null || (calls && found.most === "0")) return "It is not enough for this.";
    return `${things}: up to ${grouped(found.most)}.`;
  } catch (error) {
    return error.culprit === "balance" ? "The budget needs a number, such as 100 or 99.50." : explained(error, endpoint);
  }
}

/** The question as a link holds it. */
function question(usage) {
  const query = new URLSearchParams({ endpoint: usage.endpoint });
  for (const option of usage.options) query.append("option", option);
  for (const kind of ["choices", "quantities", "attributes"]) {
    for (const [name, value] of Object.entries(usage[kind])) query.append(`${kind}.${name}`, value);
  }
  if (usage.calls !== undefined) query.set("calls", usage.calls);
  if (usage.at !== undefined && !Number.isNaN(usage.at.getTime())) query.set("at", usage.at.toISOString());
  if (balance.value.trim() !== "") {
    query.set("budget", balance.value.trim());
    query.set("on", of.value);
  }
  return query;
}

/** Takes the question that the address of the page holds. */
function open() {
  const [, text] = /^#calculator\?(.*)$/.exec(location.hash) ?? [];
  if (text === undefined) return;
  const query = new URLSearchParams(text);
  choose(query.get("endpoint"));
  const usage = { options: query.getAll("option"), choices: {}, quantities: {}, attributes: {} };
  for (const [key, value] of query) {
    const [, kind, name] = /^(choices|quantities|attributes)\.(.*)$/.exec(key) ?? [];
    if (kind !== undefined) usage[kind][name] = value;
  }
  fill({ ...usage, calls: query.get("calls"), at: query.get("at") }, fields);
  balance.value = query.get("budget") ?? "";
  if ([...of.options].some(({ value }) => value === query.get("on"))) of.value = query.get("on");
  show();
  section.scrollIntoView();
}

/** Asks about an endpoint, beginning with its first example. */
function choose(name) {
  if (endpoints.some((endpoint) => endpoint.name === name)) which.value = name;
  const endpoint = current();
  draw(endpoint, fields);
  const quantities = endpoint.quantities.map((quantity) => element("option", { value: quantity.name }, called(quantity)));
  const hasCalls = endpoint.basis === "call" && !endpoint.quantities.some(({ name }) => name === "calls");
  const calls = hasCalls ? [element("option", { value: "calls:" }, "Calls")] : [];
  of.replaceChildren(...quantities, ...calls);
  at("budget").hidden = of.options.length === 0;
}

function begin(name) {
  choose(name);
  const [example] = current().examples;
  if (example !== undefined) fill(example.usage, fields);
  show();
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", ({ target }) => (target === which ? begin(which.value) : show()));
at("copy").addEventListener("click", async () => {
  const link = at("link").href;
  try {
    await navigator.clipboard.writeText(link);
    at("copied").textContent = "Copied.";
  } catch {
    // A page from disk may not write there: the address of the page holds the question too.
    location.hash = new URL(link).hash;
    at("copied").textContent = "It is in the address of the page now.";
  }
});
window.addEventListener("hashchange", open);
document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a.to-calculator");
  const endpoint = link?.closest("[data-endpoint]")?.dataset.endpoint;
  if (endpoint !== undefined) begin(endpoint);
});

begin(endpoints[0]?.name);
open();
section.hidden = endpoints.length === 0;
for (const link of document.querySelectorAll(".to-calculator")) link.hidden = section.hidden;
