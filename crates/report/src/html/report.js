// Tables are sorted by their columns and searched; a long one shows its first rows until it is asked for all. An endpoint's
// link opens its findings. Without this script the page has everything, unsorted.
'use strict';
(() => {
  const SHOWN = 20;
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const value = (row, at) => row.cells[at].dataset.value ?? row.cells[at].textContent.trim();

  for (const box of document.querySelectorAll('.table')) {
    const table = box.querySelector('table');
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    const title = table.caption.textContent;
    if (rows.length < 2) continue;
    let words = '';
    let all = !('long' in box.dataset);
    const tools = make('div', { className: 'tools' });
    const status = make('span', { className: 'quiet' });
    status.setAttribute('role', 'status');
    const more = make('button', { type: 'button', className: 'more' });

    const show = () => {
      let found = 0;
      for (const row of body.rows) {
        const fits = words === '' || row.textContent.toLowerCase().includes(words);
        found += fits;
        row.hidden = !fits || (!all && found > SHOWN);
      }
      const count = found.toLocaleString('en');
      if ('long' in box.dataset) {
        status.textContent = `${count}${words === '' ? '' : ` of ${rows.length.toLocaleString('en')}`} rows`;
      }
      more.textContent = `Show all ${count}`;
      more.hidden = all || found <= SHOWN;
    };

    const sort = (at, down) => {
      const isNumber = heads[at].classList.contains('number') || heads[at].textContent === 'verdicts';
      const order = (left, right) => {
        const [a, b] = [value(left, at), value(right, at)];
        return isNumber ? Number(a) - Number(b) : a.localeCompare(b, 'en', { numeric: true });
      };
      rows.sort((left, right) => (down ? order(right, left) : order(left, right)));
      body.append(...rows);
      heads.forEach((head, other) => {
        if (other === at) head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        else head.removeAttribute('aria-sort');
      });
      show();
    };

    heads.forEach((head, at) => {
      const button = make('button', { type: 'button', textContent: head.textContent });
      button.addEventListener('click', () => {
        const first = head.classList.contains('number') ? 'descending' : 'ascending';
        const was = head.getAttribute('aria-sort');
        sort(at, was === null ? first === 'descending' : was === 'ascending');
      });
      head.replaceChildren(button);
    });

    if ('long' in box.dataset) {
      const search = make('input', { type: 'search', placeholder: 'Search' });
      search.setAttribute('aria-label', `Search: ${title}`);
      search.addEventListener('input', () => {
        words = search.value.trim().toLowerCase();
        show();
      });
      tools.append(search);
    }
    const by = make('select', { className: 'by' });
    by.setAttribute('aria-label', `Sort: ${title}`);
    by.append(make('option', { textContent: 'Sort by …', value: '' }));
    heads.forEach((head, at) => by.append(make('option', { textContent: head.textContent, value: String(at) })));
    by.addEventListener('change', () => {
      if (by.value !== '') sort(Number(by.value), heads[Number(by.value)].classList.contains('number'));
    });
    more.addEventListener('click', () => {
      all = true;
      show();
    });
    tools.append(by, status);
    box.prepend(tools);
    box.append(more);
    show();
  }

  const open = (id) => {
    const target = document.getElementById(id);
    if (target instanceof HTMLDetailsElement) target.open = true;
    return target;
  };
  const opened = () => open(location.hash.slice(1))?.scrollIntoView();
  addEventListener('hashchange', opened);
  opened();
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    link.addEventListener('click', () => open(link.getAttribute('href').slice(1)));
  }
})();
