// What became of imports.
import { get } from './api.js';
import { csv_line } from './csv.js';
import { h } from './dom.js';
import { features } from './features.js';
import { icon } from './icons.js';
import { save } from './numbers.js';
import { only_for } from './session.js';
import { empty, fill, pill, scroll } from './states.js';
import { table } from './table.js';
import { count, moment, several, since } from './words.js';

const shown = [
    ['Added', 'added'],
    ['Already there', 'unchanged'],
    ['Twice in the file', 'merged'],
    ['Opted in since', 'kept_out'],
    ['Rejected', 'rejected'],
];
const look_again_ms = 2_000;

export const figures = (of) =>
    h(
        'dl.figures',
        shown.map(([words, name]) => h('div', h('dt', words), h('dd', count(of[name] ?? 0)))),
    );

const shown_rejects = 50;

// The first lines that were not taken, and all that are known of `number` as a file. `all`: that is every one.
export function rejects(lines, number, all, name) {
    const texts = lines.some((one) => one.text !== undefined);
    const rows = lines
        .slice(0, shown_rejects)
        .map((one) => h('tr', h('td.figure', count(one.line)), h('td', one.reason), texts && h('td', h('code', one.text))));
    const heads = [['Line'], ['Why'], ...(texts ? [['What']] : [])];
    const take = () => {
        const text = [['line', 'reason', 'text'], ...lines.map((one) => [one.line, one.reason, one.text ?? ''])];
        save(new Blob(text.map(csv_line), { type: 'text/csv' }), name.replace(/(\.\w+)?$/, '-rejected.csv'));
    };
    const words = !all
        ? `Of the ${several(number, 'rejected line')}, ${count(lines.length)} are known here.`
        : lines.length > shown_rejects
          ? `The first ${shown_rejects} of ${count(number)}.`
          : '';
    return h(
        'div.stack.small-gap',
        lines.length > 0 && scroll('Rejected lines', table(heads, rows)),
        words && h('p.muted', words),
        lines.length > 0 &&
            h(
                'div.actions',
                h('button.button', { type: 'button', onclick: take }, icon('download'), 'Save the rejected lines'),
            ),
    );
}

function resume_button(one, resume) {
    const file = h('input', {
        type: 'file',
        hidden: true,
        'aria-label': `The file of import ${one.id}`,
        onchange: () => file.files[0] && resume(file.files[0], one),
    });
    return [
        file,
        h(
            'button.button.small',
            { type: 'button', title: 'Choose the same file again', ...only_for('admin'), onclick: () => file.click() },
            'Go on…',
        ),
    ];
}

const states = {
    done: () => pill('green', 'Done'),
    running: (one) => pill('blue', `Running, line ${count(one.lines)}`),
    interrupted: (one) => pill('amber', `Up to line ${count(one.lines)}`),
};

function row(one, resume) {
    const name = one.name || `Import ${one.id}`;
    const whose = h('span.visually-hidden', ` ${name}`);
    const out = h('a.button.small', { href: `#/flushes?import=${one.id}` }, 'Take out…', whose);
    return h(
        'tr',
        h(
            'th',
            { scope: 'row' },
            h('a', { href: `#/numbers?import=${one.id}` }, name),
            h(
                'div.under',
                `${one.actor} · `,
                h('time', { datetime: one.began_at, title: moment(one.began_at) }, since(one.began_at)),
            ),
        ),
        h('td', states[one.state]?.(one) ?? one.state),
        h('td.amount', count(one.added)),
        h('td.amount.wide-only', count(one.unchanged)),
        h('td.amount.wide-only', count(one.rejected)),
        h(
            'td.amount',
            h(
                'div.row-actions',
                one.state === 'interrupted' && resume_button(one, resume),
                features.flushes && one.state !== 'running' && one.added > 0 && out,
            ),
        ),
    );
}

// `resume(file, import)` goes on with one that was interrupted. { element, show() }
export function past_imports(signal, resume) {
    const place = h('div');
    let later = 0;
    const heads = [
        ['File'],
        ['State'],
        ['Added', 'amount'],
        ['Already there', 'amount wide-only'],
        ['Rejected', 'amount wide-only'],
        [''],
    ];
    const load = () => get('/v1/imports', { limit: 100 }, signal);
    function draw({ imports }) {
        clearTimeout(later);
        if (imports.some((one) => one.state === 'running')) later = setTimeout(look_again, look_again_ms);
        if (imports.length === 0)
            return empty('transfer', 'No imports yet', 'Each import is kept as one batch, so that it can be taken out as one.');
        const rows = imports.map((one) => row(one, resume));
        return scroll('Imports', table(heads, rows));
    }
    // Of one that runs, without a sign that something loads.
    async function look_again() {
        const found = await load().catch(() => null);
        if (found && !signal.aborted) place.replaceChildren(draw(found));
    }
    const show = () => fill(place, load, draw, { rows: 3, signal });
    signal.addEventListener('abort', () => clearTimeout(later));
    show();
    return { element: h('section.past', h('h2', 'Imports so far'), place), show };
}
