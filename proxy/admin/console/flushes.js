// Many entries out at once, and back again: preview, confirm, undo.
import { ask, get, post } from './api.js';
import { field, form_dialog, input } from './dialog.js';
import { h } from './dom.js';
import { file_field } from './file_field.js';
import { by_filter, filter_words, show_preview } from './flush_preview.js';
import { icon } from './icons.js';
import { filter_fields, filter_values } from './numbers.js';
import { pager } from './pager.js';
import { may, only_for } from './session.js';
import { head } from './shell.js';
import { empty, notice, pill, scroll } from './states.js';
import { table } from './table.js';
import { tabs } from './tabs.js';
import { toast } from './toast.js';
import { count, moment, several, since } from './words.js';

export const title = () => 'Flush';

const viewer_words = 'You can see the flushes. To preview needs the role operator, to flush the role admin.';
const operator_words = 'You can preview, and flush one entry at a time. To flush more needs the role admin.';

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

async function undo(id, entries, again) {
    const done = await form_dialog({
        title: 'Undo this flush',
        yes: 'Undo',
        body: [
            h('p', `${several(entries, 'entry holds', 'entries hold')} again, at once, as before the flush.`),
            h('p.muted', 'Whoever sent START since, or was opted in by staff, stays opted in.'),
            field('Reason', input('reason', { maxlength: 1000, placeholder: 'Why the flush was wrong' })),
        ],
        check: (values) => values.reason.trim() !== '',
        run: ({ reason }) => post(`/v1/flushes/${encodeURIComponent(id)}/undo`, { reason: reason.trim() }),
    });
    if (!done) return;
    toast(`${several(done.undone, 'entry holds', 'entries hold')} again.`);
    again();
}

function flush_row(one, again) {
    const button = h(
        'button.button.small',
        { type: 'button', ...only_for('admin'), onclick: () => undo(one.flush_id, one.left, again) },
        icon('undo'),
        'Undo…',
    );
    return h(
        'tr',
        h(
            'th',
            { scope: 'row' },
            h('b', one.by_file ? 'A file of numbers' : capital(filter_words(one.filter))),
            h('div.under', [one.actor, one.reason].filter(Boolean).join(' · '), h('span.narrow-only', since(one.at))),
        ),
        h('td.amount', count(one.flushed)),
        h('td.wide-only', h('time', { datetime: one.at, title: moment(one.at) }, since(one.at))),
        h(
            'td.amount',
            one.undone ? pill('grey', `Undone by ${one.undone.actor}`) : one.can_be_undone ? button : pill('grey', 'Final'),
        ),
    );
}

export async function page({ view, query, signal }) {
    const result = h('div.stack.small-gap', { 'aria-live': 'polite' });
    const list = h('div');
    const heads = [['What'], ['Entries', 'amount'], ['When', 'wide-only'], ['']];
    function show_flushes() {
        const shown = table(heads, []);
        const foot = pager({
            place: shown.tBodies[0],
            signal,
            load: async (cursor) => {
                const found = await get('/v1/flushes', { cursor, limit: 25 }, signal);
                return { items: found.flushes, cursor: found.cursor };
            },
            draw: (flushes) => flushes.map((one) => flush_row(one, refresh)),
            none: () => empty('flush', 'No flushes yet', 'What is flushed is listed here, with its undo.'),
            rows: 3,
        });
        list.replaceChildren(scroll('Flushes', shown), foot);
    }
    function refresh() {
        result.replaceChildren();
        show_flushes();
    }
    function flushed(done) {
        const action = done.flush_id && { label: 'Undo', run: () => undo(done.flush_id, done.flushed, refresh) };
        toast(`${several(done.flushed, 'entry', 'entries')} flushed.`, { action });
        refresh();
    }
    const preview = (what) => show_preview(result, what, flushed, signal);

    function filter_panel() {
        result.replaceChildren();
        const submit = (event) => {
            event.preventDefault();
            preview(by_filter(filter_values(form)));
        };
        const form = h(
            'form.filters',
            { onsubmit: submit },
            filter_fields(query),
            h('div.filter-go', h('button.button.primary', { type: 'submit', ...only_for('operator') }, 'Preview')),
        );
        return h('div', form, result);
    }
    function file_panel() {
        result.replaceChildren();
        const take = (file) =>
            preview({
                words: file.name,
                ask: async (query) =>
                    (await ask('POST', '/v1/flushes', { query, body: file, type: 'text/csv', signal })).json(),
            });
        return h(
            'div.stack.small-gap',
            file_field(
                'Drop a CSV of numbers here',
                'The column recipient, and sender and list if they matter; commas between them.',
                '.csv,text/csv',
                take,
                only_for('admin'),
            ),
            result,
        );
    }

    const panels = { filter: ['By filter', filter_panel], file: ['By file', file_panel] };
    view.append(
        head('Flush', 'Takes many entries off the list at once. Nothing happens before you have seen how many.'),
        ...(may('admin') ? [] : [notice('info', may('operator') ? operator_words : viewer_words)]),
        tabs('Which entries', panels, 'filter', () => {}),
        h('section.card', h('header.card-head', h('h2', 'Flushes so far')), list),
    );
    if (query.import && may('operator')) preview(by_filter({ import: query.import }));
    show_flushes();
}
