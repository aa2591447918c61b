// Files in and out: import, scrub, export.
import { ask } from './api.js';
import { csv_reader } from './csv.js';
import { field, input } from './dialog.js';
import { h } from './dom.js';
import { file_field } from './file_field.js';
import { icon } from './icons.js';
import { import_panel } from './import_panel.js';
import { filter_fields, filter_values, save } from './numbers.js';
import { may } from './session.js';
import { head } from './shell.js';
import { failed, notice } from './states.js';
import { tabs } from './tabs.js';
import { toast } from './toast.js';
import { count, octets } from './words.js';

export const title = () => 'Import and export';

// The octets of an answer, `seen(size, piece)` told of each.
async function pieces_of(answer, seen) {
    const pieces = [];
    let size = 0;
    for (const reader = answer.body.getReader(); ;) {
        const { done, value } = await reader.read();
        if (done) return pieces;
        pieces.push(value);
        size += value.length;
        seen(size, value);
    }
}

function scrub_panel(signal) {
    const place = h('div.stack.small-gap', { 'aria-live': 'polite' });
    const sender = input('sender', { inputmode: 'tel' });
    async function scrub(file) {
        const verdicts = new Map();
        let column = -1;
        const rows = csv_reader((cells) => {
            if (column < 0) column = cells.indexOf('verdict');
            else verdicts.set(cells[column], (verdicts.get(cells[column]) ?? 0) + 1);
        });
        const words = h('p.muted', 'Sending…');
        place.replaceChildren(h('div.progress', words, h('progress', { 'aria-label': 'Scrub' })));
        try {
            const answer = await ask('POST', '/v1/scrub', {
                query: { sender: sender.value.trim() },
                body: file,
                type: 'text/csv',
                signal,
            });
            const decoder = new TextDecoder();
            const pieces = await pieces_of(answer, (size, piece) => {
                words.textContent = `${octets(size)} back`;
                rows.feed(decoder.decode(piece, { stream: true }));
            });
            rows.end();
            const take = () => save(new Blob(pieces, { type: 'text/csv' }), file.name.replace(/(\.csv)?$/i, '-scrubbed.csv'));
            place.replaceChildren(
                notice('good', 'Done. Nothing of the file was stored.'),
                h(
                    'dl.figures',
                    [...verdicts].map(([verdict, number]) =>
                        h('div', h('dt', verdict || 'no verdict'), h('dd', count(number))),
                    ),
                ),
                h('button.button.primary', { type: 'button', onclick: take }, icon('download'), 'Save the scrubbed file'),
            );
        } catch (trouble) {
            if (!signal.aborted) place.replaceChildren(failed(trouble));
        }
    }
    return h(
        'div.stack.small-gap',
        h(
            'p.muted',
            'A campaign’s CSV in, the same rows out with verdict, list and reason. The column “recipient” is needed; “sender” makes the verdict exact.',
        ),
        h('div.filters', field('Sender', sender, 'For a file without that column.')),
        file_field('Drop a campaign’s CSV here', 'It is judged and forgotten.', '.csv,text/csv', scrub),
        place,
    );
}

function export_panel(signal) {
    const format = h(
        'select.input',
        { name: 'format', 'aria-label': 'Format' },
        h('option', { value: 'csv' }, 'CSV'),
        h('option', { value: 'ndjson' }, 'NDJSON'),
    );
    const words = h('p.muted', { 'aria-live': 'polite' });
    const go = h('button.button.primary', { type: 'submit' }, icon('download'), 'Export');
    const form = h(
        'form.stack.small-gap',
        {
            onsubmit: async (event) => {
                event.preventDefault();
                go.disabled = true;
                go.classList.add('busy');
                try {
                    const query = filter_values(form);
                    const pieces = await pieces_of(
                        await ask('GET', '/v1/export', { query, signal }),
                        (size) => (words.textContent = `${octets(size)} so far`),
                    );
                    save(new Blob(pieces), `suppressions-${new Date().toISOString().slice(0, 10)}.${query.format}`);
                    words.textContent = '';
                    toast('Exported.');
                } catch (trouble) {
                    if (!signal.aborted) words.replaceChildren(failed(trouble));
                } finally {
                    go.disabled = false;
                    go.classList.remove('busy');
                }
            },
        },
        h(
            'p.muted',
            'The list as it is at one instant. A file of millions is better taken with “stopgate suppressions export”.',
        ),
        h('div.filters', filter_fields({})),
        h('div.export-go', format, go),
        words,
    );
    return form;
}

export async function page({ view, query, signal, go }) {
    const panels = {
        import: ['Import', () => (may('admin') ? import_panel(signal) : notice('info', 'Imports need the role admin.'))],
        scrub: ['Scrub', () => scrub_panel(signal)],
        export: ['Export', () => export_panel(signal)],
    };
    view.append(
        head('Import and export', 'Lists from elsewhere in, this list out, campaigns checked against it.'),
        tabs('What to do', panels, query.do, (name) => history.replaceState(null, '', `#/transfer?do=${name}`)),
    );
}
