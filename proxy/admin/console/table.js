// Tables of one shape. `heads`: [words, classes]; words that are empty name a column of buttons.
import { h } from './dom.js';

export function table(heads, rows, classes = '') {
    const head = heads.map(([words, of = '']) =>
        h('th', { scope: 'col', class: of }, words || h('span.visually-hidden', 'Actions')),
    );
    return h('table', { class: `table ${classes}` }, h('thead', h('tr', head)), h('tbody', rows));
}
