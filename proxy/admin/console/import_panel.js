// Import of a file: what it holds, what its columns mean, then its way in.
import { first_rows } from './csv.js';
import { field, input, select } from './dialog.js';
import { h } from './dom.js';
import { list_select } from './entry_dialogs.js';
import { file_field } from './file_field.js';
import { icon } from './icons.js';
import { figures, past_imports, rejects } from './import_results.js';
import { failed, notice, scroll } from './states.js';
import { table } from './table.js';
import { progress_bar, upload } from './upload.js';
import { several } from './words.js';

const columns = {
    recipient: ['Number', /^(recipient|phone|number|msisdn|mobile|cell|to|telephone)/i],
    sender: ['Sender', /^(sender|from|short ?code|source)/i],
    list: ['List', /^list/i],
    reason: ['Reason', /^(reason|comment|note)/i],
    since: ['Since', /^(since|date|opted)/i],
};

function guess(header, name) {
    const exact = header.find((one) => one.trim().toLowerCase() === name);
    return exact ?? header.find((one) => columns[name][1].test(one.trim())) ?? '';
}

const is_csv = (file) => !/\.(ndjson|jsonl|json)$/i.test(file.name);
const type_of = (file) => (is_csv(file) ? 'text/csv' : 'application/x-ndjson');

// The query of the import, from the form's fields.
function query_of(file, values) {
    const map = Object.keys(columns)
        .filter((name) => values.get(name) && values.get(name) !== name)
        .map((name) => `${values.get(name)}:${name}`);
    const as_of = values.get('as_of');
    return {
        name: file.name,
        format: is_csv(file) ? 'csv' : 'ndjson',
        map: map.join(','),
        list: values.get('default_list'),
        sender: values.get('default_sender').trim(),
        reason: values.get('default_reason').trim(),
        as_of: as_of && new Date(`${as_of}T00:00`).toISOString(),
    };
}

export function import_panel(signal) {
    const place = h('div.stack.small-gap', { 'aria-live': 'polite' });
    const past = past_imports(signal, (one, file) => run(file, { id: one.id }, false));

    // Sends the file once; gives the answer.
    async function send(file, query, label) {
        const bar = progress_bar(label, file.size);
        const way = upload('/v1/import', query, file, type_of(file), bar.show);
        place.replaceChildren(bar.element, h('div.actions', h('button.button', { type: 'button', onclick: way.stop }, 'Stop')));
        return way.done;
    }

    // `whole`: first a trial of all of it, so that nothing is imported when a line is bad.
    async function run(file, query, whole) {
        try {
            const trial = whole ? await send(file, { ...query, dry_run: true }, 'Check') : null;
            if (trial?.rejected) {
                return place.replaceChildren(
                    notice('bad', `Nothing was imported: ${several(trial.rejected, 'line is', 'lines are')} not good.`),
                    rejects(trial),
                );
            }
            const done = await send(file, query, 'Import');
            const words = done.rejected
                ? `${file.name} is in, but for ${several(done.rejected, 'line')}.`
                : `${file.name} is in.`;
            place.replaceChildren(
                notice(done.rejected ? 'warn' : 'good', words),
                figures(done),
                ...(done.rejected ? [rejects(done)] : []),
            );
        } catch (trouble) {
            place.replaceChildren(failed(trouble));
        }
        past.show();
    }

    async function look_at(file) {
        const rows = is_csv(file) ? await first_rows(file, 5) : [];
        const header = rows[0] ?? [];
        if (is_csv(file) && header.length === 0) return place.replaceChildren(notice('bad', 'There is nothing in this file.'));
        const choices = [['', 'not in the file'], ...header.map((one) => [one, one])];
        const mapped = Object.entries(columns).map(([name, [words]]) =>
            field(words, select(name, choices, guess(header, name))),
        );
        const message = h('p.field-error', { role: 'alert' });
        const submit = (event) => {
            event.preventDefault();
            const values = new FormData(form);
            if (is_csv(file) && !values.get('recipient')) return (message.textContent = 'Say which column holds the numbers.');
            run(file, query_of(file, values), values.has('whole'));
        };
        const sample = () =>
            table(
                header.map((one) => [one]),
                rows.slice(1).map((row) =>
                    h(
                        'tr',
                        row.map((cell) => h('td', cell)),
                    ),
                ),
                'sample',
            );
        const form = h(
            'form.stack.small-gap',
            { onsubmit: submit },
            is_csv(file) && h('fieldset.plain', h('legend', 'Which column is what'), h('div.filters', mapped)),
            rows.length > 1 && scroll('The first lines', sample()),
            h(
                'fieldset.plain',
                h('legend', 'Where the file says nothing'),
                h(
                    'div.filters',
                    field('List', list_select('default_list', '', 'The only one')),
                    field('Sender', input('default_sender', { placeholder: 'Every sender' })),
                    field('Reason', input('default_reason')),
                    field('Drawn up on', input('as_of', { type: 'date' })),
                ),
            ),
            h('p.hint', 'Who sent START after the day the file was drawn up stays opted in.'),
            h(
                'label.check',
                h('input', { type: 'checkbox', name: 'whole' }),
                'All or nothing: import only when every line is good.',
            ),
            message,
            h('div.actions', h('button.button.primary', { type: 'submit' }, icon('transfer'), 'Import')),
        );
        place.replaceChildren(form);
    }

    const hint = 'Columns recipient, sender, list, reason, since; only the first is required.';
    return h(
        'div.stack',
        file_field('Drop a CSV or NDJSON file here', hint, '.csv,.ndjson,.jsonl,text/csv,application/x-ndjson', look_at),
        place,
        past.element,
    );
}
