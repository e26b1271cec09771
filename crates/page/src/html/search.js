// Finds prices while one types, and opens the contents where there is room. Without it the page is whole.
'use strict';
(() => {
  const search = document.getElementById('search');
  if (!search) return;
  const contents = search.closest('nav').querySelector('details');
  const wide = matchMedia('(min-width: 62rem)');
  const unfold = () => { contents.open = wide.matches; };
  wide.addEventListener('change', unfold);
  unfold();
  const box = search.parentElement;
  box.hidden = false;
  const found = box.querySelector('.found');
  const main = document.querySelector('main');
  const items = [...main.querySelectorAll('article, tr[data-endpoint], table:not(article table):not(.example) > tbody > tr')];
  const texts = new Map(items.map((item) => [item, `${item.dataset.endpoint ?? ''} ${item.textContent}`.toLowerCase()]));
  const rows = (item) => [...item.querySelectorAll('table:not(.example) > tbody > tr')];
  const empty = (element) => !items.some((item) => element.contains(item) && !item.hidden);
  search.addEventListener('input', () => {
    const words = search.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
    let count = 0;
    for (const item of items) {
      // What stands above a price is searched, too: "chat eu" finds a row of the group Chat.
      let around = '';
      for (let at = item.parentElement.closest('section'); at; at = at.parentElement.closest('section')) {
        around += ` ${at.firstElementChild.textContent.toLowerCase()}`;
      }
      const text = texts.get(item) + around;
      item.hidden = !words.every((word) => text.includes(word));
      if (!item.hidden) count += 1;
      // Of a long table those rows that have all the words, where some do.
      if (item.localName === 'article') {
        const inner = rows(item);
        const hits = inner.filter((row) => words.every((word) => row.textContent.toLowerCase().includes(word)));
        inner.forEach((row) => { row.hidden = inner.length > 12 && hits.length > 0 && !hits.includes(row); });
      }
    }
    for (const element of main.querySelectorAll('section:not(#calculator), table, .examples, .remarks, dl')) {
      if (element.id === 'calculator' || element.closest('article, #calculator')) continue;
      const owner = element.matches('section, table:not(.example)') ? element : element.closest('section') ?? main;
      element.hidden = words.length > 0 && empty(owner);
    }
    found.textContent = words.length === 0 ? '' : count === 0 ? 'Nothing found' : `${count} found`;
  });
})();
