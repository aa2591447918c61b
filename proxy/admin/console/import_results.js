// What became of imports.
import { ask, get } from './api.js';
import { h } from './dom.js';
import { features } from './features.js';
import { icon } from './icons.js';
import { save } from './numbers.js';
import { empty, fill, pill, scroll } from './states.js';
import { table } from './table.js';
import { bad_news } from './toast.js';
import { count, moment, since } from './words.js';

const shown = [
    ['Added', 'added'],
    ['Already there', 'already'],
    ['Lifted since', 'lifted_later'],
    ['Rejected', 'rejected'],
];

export const figures = (of) =>
    h(
        'dl.figures',
        shown.map(([words, name]) => h('div', h('dt', words), h('dd', count(of[name] ?? 0)))),
    );

async function save_rejects(id) {
    try {
        save(await (await ask('GET', `/v1/imports/${id}/rejects`)).blob(), `import-${id}-rejected.csv`);
    } catch (trouble) {
        bad_news(trouble);
    }
}

// The first lines that were not taken; all of them as a file, where they are remembered.
export function rejects({ id, rejects: lines }) {
    const most = 50;
    const rows = lines
        .slice(0, most)
        .map((one) => h('tr', h('td.figure', count(one.line)), h('td', one.why), h('td', h('code', one.text))));
    return h(
        'div.stack.small-gap',
        scroll('Rejected lines', table([['Line'], ['Why'], ['What']], rows)),
        id &&
            h(
                'div.actions',
                h(
                    'button.button',
                    { type: 'button', onclick: () => save_rejects(id) },
                    icon('download'),
                    'Save all rejected lines',
                ),
            ),
    );
}

function resume_button(one, resume) {
    const file = h('input', {
        type: 'file',
        hidden: true,
        'aria-label': `The file of import ${one.id}`,
        onchange: () => resume(one, file.files[0]),
    });
    return [
        file,
        h(
            'button.button.small',
            { type: 'button', title: 'Choose the same file again', onclick: () => file.click() },
            'Go on…',
        ),
    ];
}

function row(one, resume) {
    const out = features.flushes && one.added > 0 && h('a.button.small', { href: `#/flushes?import=${one.id}` }, 'Take out…');
    return h(
        'tr',
        h(
            'th',
            { scope: 'row' },
            h('b', one.name || `Import ${one.id}`),
            h('div.under', `${one.actor} · `, h('time', { datetime: one.begun, title: moment(one.begun) }, since(one.begun))),
        ),
        h('td', one.state === 'done' ? pill('green', 'Done') : pill('amber', `Up to row ${count(one.rows)}`)),
        h('td.amount', count(one.added)),
        h('td.amount.wide-only', count(one.already)),
        h('td.amount.wide-only', count(one.rejected)),
        h('td.amount', one.state === 'done' ? out : resume_button(one, resume)),
    );
}

// `resume(import, file)` goes on with one that was interrupted. { element, show() }
export function past_imports(signal, resume) {
    const place = h('div');
    const heads = [
        ['File'],
        ['State'],
        ['Added', 'amount'],
        ['Already there', 'amount wide-only'],
        ['Rejected', 'amount wide-only'],
        [''],
    ];
    const show = () =>
        fill(
            place,
            () => get('/v1/imports', { limit: 20 }, signal),
            ({ imports }) =>
                imports.length
                    ? scroll(
                          'Imports',
                          table(
                              heads,
                              imports.map((one) => row(one, resume)),
                          ),
                      )
                    : empty(
                          'transfer',
                          'No imports yet',
                          'Each import is kept as one batch, so that it can be taken out again as one.',
                      ),
            { rows: 3, signal },
        );
    show();
    return { element: h('section.past', h('h2', 'Imports so far'), place), show };
}
