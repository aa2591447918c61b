// A campaign's file against the list: which of its rows may be written to.
import { ask } from './api.js';
import { begin_of, csv_reader, first_rows, likely_separator } from './csv.js';
import { field, input, select } from './dialog.js';
import { h } from './dom.js';
import { list_select } from './entry_dialogs.js';
import { file_field } from './file_field.js';
import { icon } from './icons.js';
import { column_choices, columns_of, failure, guess, nameable } from './import_panel.js';
import { save } from './numbers.js';
import { row_end, slices } from './slices.js';
import { notice } from './states.js';
import { progress_bar } from './upload.js';
import { count } from './words.js';

const verdict_words = { pass: 'May be sent', suppressed: 'Suppressed', invalid: 'Not readable', unknown: 'Unknown' };

// Gives { pieces, verdicts }: the octets of the file with its verdicts, and how often each was given.
async function scrub(file, query, bar, signal) {
    const separator = likely_separator(await begin_of(file));
    const code = separator.charCodeAt(0);
    const pieces = [];
    const verdicts = new Map();
    const decoder = new TextDecoder();
    let lines = 0;
    for await (const { header, body, octets } of slices(file, code)) {
        const part = new Blob([header, body]);
        const asked = { ...query, separator: separator === '\t' ? 'tab' : separator };
        const answer = await ask('POST', '/v1/scrub', { query: asked, body: part, type: 'text/csv', signal });
        const back = new Uint8Array(await answer.arrayBuffer());
        const rows = back.subarray(row_end(back, 0, code));
        pieces.push(new Blob([pieces.length ? rows : back]));
        const reader = csv_reader((cells) => {
            ++lines;
            verdicts.set(cells.at(-2), (verdicts.get(cells.at(-2)) ?? 0) + 1);
        }, separator);
        reader.feed(decoder.decode(rows));
        reader.end();
        bar.show(octets);
        bar.tell(lines, verdicts.get('invalid') ?? 0);
    }
    return { pieces, verdicts };
}

function outcome({ pieces, verdicts }, file) {
    const take = () => save(new Blob(pieces, { type: 'text/csv' }), file.name.replace(/(\.csv)?$/i, '-scrubbed.csv'));
    const known = Object.keys(verdict_words).filter((one) => one !== 'unknown' || verdicts.has(one));
    return [
        notice('good', 'Done. Nothing of the file was stored.'),
        h(
            'dl.figures',
            known.map((one) => h('div', h('dt', verdict_words[one]), h('dd', count(verdicts.get(one) ?? 0)))),
        ),
        h(
            'div.actions',
            h('button.button.primary', { type: 'button', onclick: take }, icon('download'), 'Save the scrubbed file'),
        ),
    ];
}

export function scrub_panel(signal) {
    const place = h('div.stack.small-gap', { 'aria-live': 'polite' });

    async function run(file, query) {
        const bar = progress_bar('Scrub', file.size);
        const stop = new AbortController();
        const both = AbortSignal.any([signal, stop.signal]);
        place.replaceChildren(
            bar.element,
            h('div.actions', h('button.button', { type: 'button', onclick: () => stop.abort() }, 'Stop')),
        );
        try {
            place.replaceChildren(...outcome(await scrub(file, query, bar, both), file));
        } catch (trouble) {
            if (signal.aborted) return;
            const stopped = [notice('info', 'Stopped. Nothing of the file was stored.')];
            place.replaceChildren(...(stop.signal.aborted ? stopped : failure(trouble)));
        }
    }

    async function look_at(file) {
        const header = (await first_rows(file, 1))[0] ?? [];
        if (header.length === 0) return place.replaceChildren(notice('bad', 'There is nothing in this file.'));
        const choose = (name, words) => field(words, select(name, column_choices(header), guess(nameable(header), name)));
        const message = h('p.field-error', { role: 'alert' });
        const submit = (event) => {
            event.preventDefault();
            const values = Object.fromEntries(new FormData(form));
            message.textContent = !values.recipient
                ? 'Say which column holds the numbers.'
                : !values.sender && !values.default_sender.trim() && !values.list
                  ? 'Say who sends: a column, one sender for all rows, or a list.'
                  : '';
            if (message.textContent) return;
            const columns = columns_of(header, { recipient: values.recipient, sender: values.sender });
            run(file, { columns, sender: values.default_sender.trim(), list: values.list });
        };
        const form = h(
            'form.stack.small-gap',
            { onsubmit: submit, 'aria-label': `Scrub of ${file.name}` },
            h(
                'div.filters',
                choose('recipient', 'Number'),
                choose('sender', 'Sender'),
                field('Sender of all rows', input('default_sender', { inputmode: 'tel', placeholder: 'Where the file names none' })),
                field('List', list_select('list', '', 'By the sender')),
            ),
            message,
            h('div.actions', h('button.button.primary', { type: 'submit' }, icon('check'), 'Scrub')),
        );
        place.replaceChildren(form);
    }

    return h(
        'div.stack.small-gap',
        h('p.muted', 'A campaign’s CSV in, the same rows out, each with its verdict and the reason for it.'),
        file_field('Drop a campaign’s CSV here', 'It is judged and forgotten.', '.csv,text/csv', look_at),
        place,
    );
}
