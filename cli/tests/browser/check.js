// What a page must be for somebody who looks at it, prints it or has it read out. Runs in a browser beside the page, which
// stands in a frame of its own, and writes what it finds into this document.
'use strict';

const findings = [];
const finding = (words) => findings.push(words);

/** Keeps what goes wrong in the page's own script. */
const WATCH = "<script>window.wrong = []; addEventListener('error', (event) => window.wrong.push(event.message));<\/script>";

/** The source of axe-core, or nothing. It stands in a script of the wrapper that is not run. */
const AXE = document.getElementById('axe')?.textContent ?? '';

/** Loads the page in a frame of this width. */
function load(html, width) {
  return new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.style.cssText = `width:${width}px;height:800px;border:0`;
    frame.addEventListener('load', () => resolve(frame));
    frame.srcdoc = html.replace('<head>', () => `<head>${WATCH}<script>${AXE}<\/script>`);
    document.body.append(frame);
  });
}

/** What the reader's machine decides and the page has to bear: its fonts, and the spacing that WCAG 2 lets everybody ask for. */
const FONTS = {
  'its own fonts': '',
  serif: '*{font-family:serif!important}',
  monospace: '*{font-family:monospace!important}',
  'wide text': '*{letter-spacing:.12em!important;word-spacing:.16em!important;line-height:1.5!important}',
};

/** Nothing is wider than the screen. */
function checkWidth(page) {
  const sheet = page.createElement('style');
  page.head.append(sheet);
  for (const [fonts, style] of Object.entries(FONTS)) {
    sheet.textContent = style;
    const { scrollWidth, clientWidth } = page.documentElement;
    if (scrollWidth > clientWidth) finding(`${scrollWidth} wide on a screen of ${clientWidth} with ${fonts}`);
  }
  sheet.remove();
}

function checkHeadings(page) {
  const levels = [...page.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((heading) => Number(heading.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1) finding('not just one h1');
  if (levels[0] !== 1) finding('the first heading is not an h1');
  levels.slice(1).forEach((level, at) => {
    if (level > levels[at] + 1) finding(`heading level jumps from ${levels[at]} to ${level}`);
  });
}

function checkNames(page) {
  if (page.documentElement.lang === '') finding('no language');
  if (page.title === '') finding('no title');
  if (page.querySelectorAll('main').length !== 1) finding('not just one main');
  const ids = [...page.querySelectorAll('[id]')].map((element) => element.id);
  if (new Set(ids).size !== ids.length) finding('an id twice');
  for (const element of page.querySelectorAll('[aria-labelledby]')) {
    if (!page.getElementById(element.getAttribute('aria-labelledby'))) finding('a label that is not there');
  }
  for (const link of page.querySelectorAll('a')) {
    const target = link.getAttribute('href');
    if (!target.startsWith('#') || !page.getElementById(target.slice(1))) finding(`a link to ${target}`);
  }
}

function checkTables(page, width) {
  for (const table of page.querySelectorAll('table')) {
    if (table.computedName === '') finding('a table without a name');
    if (table.computedRole !== 'table') finding(`a table is a ${table.computedRole} at ${width}`);
    for (const cell of table.querySelectorAll('th')) {
      if (!['col', 'colgroup', 'row'].includes(cell.scope)) finding('a header cell without scope');
      const role = cell.scope === 'row' ? 'rowheader' : 'columnheader';
      if (cell.computedRole !== role) finding(`a ${role} is a ${cell.computedRole} at ${width}`);
    }
    for (const cell of table.querySelectorAll('td')) {
      if (cell.computedRole !== 'cell') finding(`a cell is a ${cell.computedRole} at ${width}`);
    }
  }
}

/** Red, green, blue and opacity. */
function channels(color) {
  const numbers = color.match(/[\d.]+/g).map(Number);
  return numbers.length === 3 ? [...numbers, 1] : numbers;
}

function luminance(color) {
  const [red, green, blue] = channels(color)
    .slice(0, 3)
    .map((channel) => channel / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ground(element) {
  for (let at = element; at; at = at.parentElement) {
    const color = at.ownerDocument.defaultView.getComputedStyle(at).backgroundColor;
    if (channels(color)[3] === 1) return color;
  }
  return 'rgb(255, 255, 255)';
}

/** 4.5 is what WCAG 2 asks for at level AA. */
function checkContrast(page) {
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() === '' || seen.has(element)) continue;
    seen.add(element);
    const color = page.defaultView.getComputedStyle(element).color;
    const [light, dark] = [luminance(color), luminance(ground(element))].sort((left, right) => right - left);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5) finding(`contrast ${ratio.toFixed(2)} of ${element.tagName} ${element.className}`);
  }
}

function checkText(page, texts) {
  const shown = page.body.innerText.replace(/\s+/g, ' ');
  for (const text of texts) {
    if (!shown.includes(text)) finding(`"${text}" is not to be seen`);
  }
}

const shown = (rows) => [...rows].filter((row) => !row.hidden);

/** Every column sorts both ways, a search leaves what holds its words, and an endpoint's link opens its findings. */
function checkTools(page) {
  for (const box of page.querySelectorAll('.table')) {
    const table = box.querySelector('table');
    const title = table.caption.textContent;
    const body = table.tBodies[0];
    const count = body.rows.length;
    if (count < 2) continue;
    [...table.tHead.rows[0].cells].forEach((head, at) => {
      if (!head.classList.contains('number')) return;
      const values = () => [...body.rows].map((row) => Number(row.cells[at].dataset.value));
      head.querySelector('button').click();
      const first = values();
      head.querySelector('button').click();
      const second = values();
      if (first.some((value, row) => row > 0 && value > first[row - 1])) finding(`${title}: ${head.textContent} does not fall`);
      if (second.some((value, row) => row > 0 && value < second[row - 1])) finding(`${title}: ${head.textContent} does not rise`);
      if (head.getAttribute('aria-sort') !== 'ascending') finding(`${title}: nothing says how it is sorted`);
    });
    const search = box.querySelector('input[type=search]');
    if (count > 20 && !search) finding(`${title}: ${count} rows and no search`);
    if (!search) continue;
    if (shown(body.rows).length !== 20) finding(`${title}: ${shown(body.rows).length} rows at first`);
    const words = body.rows[count - 1].cells[0].textContent.trim();
    search.value = words;
    search.dispatchEvent(new Event('input'));
    const found = shown(body.rows);
    if (found.length === 0 || found.some((row) => !row.textContent.includes(words))) finding(`${title}: ${words} is not found`);
    search.value = '';
    search.dispatchEvent(new Event('input'));
    box.querySelector('.more').click();
    if (shown(body.rows).length !== count) finding(`${title}: not all rows when all are asked for`);
  }
  // Within a frame a link leads to the document around it.
  page.addEventListener('click', (event) => event.preventDefault());
  for (const link of page.querySelectorAll('a[href^="#endpoint-"]')) {
    page.querySelectorAll('details').forEach((details) => (details.open = false));
    link.click();
    if (!page.getElementById(link.getAttribute('href').slice(1)).open) finding(`${link.textContent} opens nothing`);
  }
}

/** The search of a price page leaves what holds its words, and everything where there are none. */
function checkSearch(page) {
  const search = page.getElementById('search');
  if (!search) return;
  if (search.parentElement.hidden) finding('the search is not shown');
  const seen = () => [...page.querySelectorAll('[data-endpoint]')].filter((item) => item.checkVisibility());
  const all = seen().length;
  const find = (words) => {
    search.value = words;
    search.dispatchEvent(new Event('input'));
    return seen();
  };
  const name = page.querySelector('[data-endpoint]').dataset.endpoint;
  if (!find(name).some((item) => item.dataset.endpoint === name)) finding(`${name} is not found`);
  if (find('nothing-is-called-so').length > 0) finding('something is found that is not there');
  if (page.querySelector('.found').textContent !== 'Nothing found') finding('the search does not say that nothing is found');
  if (find('').length !== all) finding('not everything when nothing is searched');
}

/** The rules of axe-core, where it is at hand. */
async function checkRules(view) {
  if (!view.axe) return;
  const { violations } = await view.axe.run(view.document, { resultTypes: ['violations'] });
  for (const { id, help, nodes } of violations) finding(`${id}: ${help}: ${nodes[0].html.slice(0, 120)}`);
}

async function checkWidths(html, texts) {
  for (const width of [320, 360, 400, 560, 768, 1300]) {
    const frame = await load(html, width);
    const page = frame.contentDocument;
    page.querySelectorAll('details').forEach((details) => (details.open = true));
    checkWidth(page);
    checkHeadings(page);
    checkNames(page);
    // A browser takes long to say the roles of a long page: a short one has the same tables.
    if (page.querySelectorAll('td').length < 200) checkTables(page, width);
    checkContrast(page);
    checkText(page, texts);
    const asked = frame.contentWindow.performance.getEntriesByType('resource');
    asked.forEach((entry) => finding(`asks for ${entry.name}`));
    checkTools(page);
    checkWidth(page);
    (frame.contentWindow.wrong ?? []).forEach((message) => finding(`its script fails: ${message}`));
    if (page.querySelector('script[src], img:not([src^="data:"]), link[rel=stylesheet], object, embed, iframe')) finding('not one file by itself');
    checkSearch(page);
    if ([320, 1300].includes(width)) await checkRules(frame.contentWindow);
    frame.remove();
  }
}

async function check(html, texts, dark) {
  if (matchMedia('(prefers-color-scheme: dark)').matches !== dark) finding('not the colours asked for');
  try {
    await checkWidths(html, texts);
  } catch (error) {
    finding(`the check itself fails: ${error.stack}`);
  }
  const told = document.createElement('pre');
  told.id = 'findings';
  told.textContent = JSON.stringify([...new Set(findings)]);
  document.body.append(told);
}
