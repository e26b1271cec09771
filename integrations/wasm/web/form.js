// What a usage of an endpoint may state, as fields of a form.

import { called, grouped, plural } from "./words.js";

/** An element with attributes and children. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

let fields = 0;

/** A control under its label. */
export function labelled(label, control, unit) {
  control.id ||= `calculator-field-${(fields += 1)}`;
  const words = element("label", { for: control.id }, label);
  if (unit) words.append(" ", element("span", { class: "unit" }, `(${unit})`));
  return element("div", { class: "calculator-field" }, words, control);
}

const section = (legend, body) => element("fieldset", {}, element("legend", {}, legend), body);

const choices = (attributes, options) =>
  element("select", attributes, ...options.map(([value, words]) => element("option", { value }, words)));

function counted({ name, title, unit, default: usual, required }) {
  const placeholder = usual == null ? (required ? null : "0") : grouped(usual);
  const attributes = { "data-quantity": name, inputmode: "decimal", type: "text", placeholder, "aria-required": required };
  const label = called({ name, title });
  // A unit that the label names already is not said again.
  const said = unit == null || label.toLowerCase().includes(unit.toLowerCase());
  return labelled(label, element("input", attributes), said ? undefined : plural(unit));
}

function chosen({ name, of, default: usual, required }) {
  const members = of.map((option) => [option.name, called(option)]);
  // A member that holds where none is stated needs no line that says so.
  const none = usual != null ? [] : [["", required ? "Choose…" : "none of these"]];
  const select = choices({ "data-choice": name, "aria-required": required }, [...none, ...members]);
  if (usual != null) select.value = usual;
  return labelled(called({ name }), select);
}

function described({ name, title, values, default: usual, required, open }) {
  const attributes = { "data-attribute": name, "aria-required": required };
  if (open) {
    const list = element("datalist", { id: `calculator-values-${(fields += 1)}` }, ...values.map((value) => element("option", { value })));
    const input = element("input", { ...attributes, type: "text", list: list.id, placeholder: usual });
    const field = labelled(called({ name, title }), input);
    field.append(list);
    return field;
  }
  const none = usual != null ? [] : [["", "Choose…"]];
  const select = choices(attributes, [...none, ...values.map((value) => [value, value])]);
  if (usual != null) select.value = usual;
  return labelled(called({ name, title }), select);
}

const local = (date) => new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** The fields of an endpoint, as the children of an element. */
export function draw(endpoint, into) {
  const parts = [];
  const grid = (list) => element("div", { class: "calculator-fields" }, ...list);
  const which = [...endpoint.attributes.map(described), ...endpoint.choices.map(chosen)];
  if (which.length > 0) parts.push(section("Which", grid(which)));
  const counts = endpoint.quantities.map(counted);
  if (endpoint.basis === "call") {
    const input = element("input", { "data-calls": true, inputmode: "numeric", type: "text", placeholder: "1" });
    counts.push(labelled("Number of calls like this", input));
  }
  if (counts.length > 0) {
    parts.push(section(endpoint.basis === "period" ? "How much in a billing period" : "How much", grid(counts)));
  }
  if (endpoint.options.length > 0) {
    const checks = endpoint.options.map((option) =>
      element("label", {}, element("input", { type: "checkbox", "data-option": option.name }), called(option)),
    );
    parts.push(section("Options", element("div", { class: "calculator-checks" }, ...checks)));
  }
  if (endpoint.at) {
    const input = element("input", { type: "datetime-local", "data-at": true, "aria-required": "true", value: local(new Date()) });
    parts.push(section("When", grid([labelled("Your date and time", input)])));
  }
  into.replaceChildren(...parts);
}

/** What people type for a number: 1,200 is 1200. */
const digits = (text) => text.trim().replace(/(?<=\d)[,\s](?=\d{3}(?!\d))/g, "");

/** The usage that the fields state. */
export function stated(endpoint, form) {
  const usage = { endpoint: endpoint.name, options: [], choices: {}, quantities: {}, attributes: {} };
  for (const control of form.querySelectorAll("input, select")) {
    const { option, choice, quantity, attribute, calls, at } = control.dataset;
    const value = control.value.trim();
    if (option !== undefined && control.checked) usage.options.push(option);
    if (value === "") continue;
    if (choice !== undefined) usage.choices[choice] = value;
    if (quantity !== undefined) usage.quantities[quantity] = digits(value);
    if (attribute !== undefined) usage.attributes[attribute] = value;
    if (calls !== undefined) usage.calls = digits(value);
    if (at !== undefined) usage.at = new Date(value);
  }
  return usage;
}

/** Fills the fields in with a usage. */
export function fill(usage, form) {
  for (const control of form.querySelectorAll("input, select")) {
    const { option, choice, quantity, attribute, calls, at } = control.dataset;
    const set = (value) => value != null && (control.value = value);
    if (option !== undefined) control.checked = usage.options.includes(option);
    if (choice !== undefined) {
      const member = [...control.options].find(({ value }) => usage.options.includes(value));
      set(usage.choices?.[choice] ?? member?.value);
    }
    if (quantity !== undefined && usage.quantities[quantity] != null) set(grouped(usage.quantities[quantity]));
    if (attribute !== undefined) set(usage.attributes?.[attribute]);
    if (calls !== undefined) set(usage.calls);
    if (at !== undefined && usage.at != null) set(local(new Date(usage.at)));
  }
}

/** Marks the field that a refusal is about. */
export function mark(form, culprit) {
  for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  if (culprit === undefined) return;
  for (const control of form.querySelectorAll("input, select")) {
    const { choice, quantity, attribute } = control.dataset;
    const about = [choice, quantity, attribute].includes(culprit) || ("calls" in control.dataset && culprit === "calls");
    if (about) control.setAttribute("aria-invalid", "true");
  }
}
