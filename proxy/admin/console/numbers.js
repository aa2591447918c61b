// The suppression list: search, filters, page by page.
import { Trouble, ask, get } from './api.js';
import { field, input, select } from './dialog.js';
import { h } from './dom.js';
import { list_select, suppress } from './entry_dialogs.js';
import { features } from './features.js';
import { icon } from './icons.js';
import { pager } from './pager.js';
import { only_for } from './session.js';
import { head } from './shell.js';
import { keys_of_page, row_keys } from './shortcuts.js';
import { empty, pill, scroll } from './states.js';
import { bad_news, toast } from './toast.js';
import { list_name, moment, octets, since, source_words } from './words.js';

export const title = () => 'Numbers';

const source_looks = { keyword: 'grey', staff: 'blue', import: 'violet', carrier: 'amber' };
export const source_pill = (source) => pill(source_looks[source] ?? 'grey', source_words[source] ?? source);

const reach_words = (entry) => (entry.scope === 'sender' && entry.sender ? entry.sender : 'Every sender');

function row(entry) {
    return h(
        'tr',
        h(
            'th',
            { scope: 'row' },
            h('a.number', { href: `#/numbers/${encodeURIComponent(entry.recipient)}` }, entry.recipient),
            h('div.narrow-only.under', `${list_name(entry.list)} · ${reach_words(entry)}`),
        ),
        h('td.wide-only', list_name(entry.list)),
        h('td.wide-only.figure', reach_words(entry)),
        h('td.wide-only', source_pill(entry.source)),
        h('td.wide-only.clip', { title: entry.reason }, entry.reason),
        h('td', h('time', { datetime: entry.since, title: moment(entry.since) }, since(entry.since))),
    );
}

export function filters_of(query) {
    return {
        recipient: query.recipient,
        list: query.list,
        sender: query.sender,
        source: query.source,
        since: query.since,
        before: query.before,
        prefix: query.prefix,
        import: query.import,
    };
}

// The fields of a filter over suppressions; the pages of exports and flushes show the same.
export function filter_fields(query) {
    return [
        field('Number', input('recipient', { value: query.recipient ?? '', inputmode: 'tel' })),
        field('List', list_select('list', query.list)),
        field('Sender', input('sender', { value: query.sender ?? '', inputmode: 'tel' })),
        field('Source', select('source', [['', 'All sources'], ...Object.entries(source_words)], query.source ?? '')),
        field('Since', input('since', { type: 'date', value: (query.since ?? '').slice(0, 10) })),
        field('Before', input('before', { type: 'date', value: (query.before ?? '').slice(0, 10) })),
        field('Prefix', input('prefix', { value: query.prefix ?? '', inputmode: 'tel', placeholder: '4477' })),
        field('Import', input('import', { value: query.import ?? '', inputmode: 'numeric', placeholder: 'Its number' })),
    ];
}

// Dates become moments in the user's own time zone.
export function filter_values(form) {
    const values = Object.fromEntries(
        [...new FormData(form)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value),
    );
    for (const name of ['since', 'before']) if (values[name]) values[name] = new Date(`${values[name]}T00:00`).toISOString();
    return values;
}

// As a download; `tell(octets)`: so many so far. Gives how many it were.
export async function export_entries(query, { signal, tell = () => {} } = {}) {
    const answer = await ask('GET', '/v1/export', { query, signal });
    const pieces = [];
    let size = 0;
    for (const reader = answer.body.getReader(); ;) {
        const { done, value } = await reader.read().catch((trouble) => {
            if (trouble.name === 'AbortError') throw trouble;
            throw new Trouble(0, null, 'The export broke off; nothing was saved. Try again.');
        });
        if (done) break;
        pieces.push(value);
        size += value.length;
        tell(size);
    }
    save(new Blob(pieces), `suppressions-${new Date().toISOString().slice(0, 10)}.${query.format}`);
    return size;
}

async function export_all(filters, button) {
    button.classList.add('busy');
    button.disabled = true;
    try {
        toast(`Exported ${octets(await export_entries({ ...filters, format: 'csv' }))}.`);
    } catch (trouble) {
        bad_news(trouble);
    } finally {
        button.classList.remove('busy');
        button.disabled = false;
    }
}

export function save(blob, name) {
    const link = h('a', { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export async function page({ view, query, signal, go }) {
    const filters = filters_of(query);
    const active = Object.values(filters).filter(Boolean).length;
    const body = h('tbody');
    const count_shown = h('span.card-note');
    const form = h(
        'form.filters',
        {
            role: 'search',
            'aria-label': 'Filter the list',
            onsubmit: (event) => {
                event.preventDefault();
                go('/numbers?' + new URLSearchParams(filter_values(form)));
            },
        },
        filter_fields(query),
        h(
            'div.filter-go',
            h('button.button.primary', { type: 'submit' }, 'Filter'),
            active > 0 && h('a.button.quiet', { href: '#/numbers' }, 'Clear'),
        ),
    );
    const add = h(
        'button.button.primary',
        {
            type: 'button',
            ...only_for('operator'),
            onclick: async () => {
                const done = await suppress();
                if (done) go('/numbers/' + encodeURIComponent(done.recipient));
            },
        },
        icon('plus'),
        'Suppress a number',
    );
    const take =
        features.imports &&
        h('button.button', { type: 'button', onclick: () => export_all(filters, take) }, icon('download'), 'Export');
    view.append(
        head('Numbers', 'Who gets no texts, from whom, and since when.', take, add),
        h('section.card', form),
        h(
            'section.card.table-card',
            scroll(
                'Suppressions',
                h(
                    'table.table.hover',
                    h(
                        'thead',
                        h(
                            'tr',
                            h('th', { scope: 'col' }, 'Number'),
                            h('th.wide-only', { scope: 'col' }, 'List'),
                            h('th.wide-only', { scope: 'col' }, 'Sender'),
                            h('th.wide-only', { scope: 'col' }, 'Source'),
                            h('th.wide-only', { scope: 'col' }, 'Reason'),
                            h('th', { scope: 'col' }, 'Since'),
                        ),
                    ),
                    body,
                ),
            ),
            pager({
                place: body,
                signal,
                load: async (cursor) => {
                    const found = await get('/v1/suppressions', { ...filters, cursor, limit: 50 }, signal);
                    return { items: found.suppressions, cursor: found.cursor };
                },
                draw: (entries) => entries.map(row),
                none: () =>
                    active
                        ? empty(
                              'search',
                              'No entry matches',
                              'Nobody on the list fits all of these filters.',
                              h('a.button', { href: '#/numbers' }, 'Clear the filters'),
                          )
                        : empty('numbers', 'Nobody is suppressed', 'As soon as somebody texts STOP, their number is here.'),
            }),
            count_shown,
        ),
    );
    keys_of_page(row_keys(() => body.querySelectorAll('th a')));
}
