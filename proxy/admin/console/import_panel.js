// Import of a file: what it holds, what its columns mean, then its way in.
import { begin_of, first_rows } from './csv.js';
import { field, input, select } from './dialog.js';
import { h } from './dom.js';
import { configured_lists, list_select } from './entry_dialogs.js';
import { file_field } from './file_field.js';
import { icon } from './icons.js';
import { figures, past_imports, rejects } from './import_results.js';
import { run_import, settings_of } from './import_run.js';
import { may, only_for } from './session.js';
import { failed, notice, scroll } from './states.js';
import { table } from './table.js';
import { bad_news, toast } from './toast.js';
import { count, several } from './words.js';

export const columns = {
    recipient: ['Number', /^(recipient|phone|number|msisdn|mobile|cell|to|telephone)/i],
    sender: ['Sender', /^(sender|from|short ?code|source)/i],
    list: ['List', /^list/i],
    reason: ['Reason', /^(reason|comment|note|why)/i],
    scope: ['Scope', /^scope/i],
};

const same = (one, other) => one.trim().toLowerCase() === other.trim().toLowerCase();

export function guess(header, name) {
    return header.find((one) => same(one, name)) ?? header.find((one) => columns[name][1].test(one.trim())) ?? '';
}

// What the API calls columns: "recipient:phone,list:-". A column that is there and not meant is "-".
export function columns_of(header, chosen) {
    const words = [];
    for (const [name, value] of Object.entries(chosen)) {
        if (value && value !== name) words.push(`${name}:${value.trim()}`);
        else if (!value && header.some((one) => same(one, name))) words.push(`${name}:-`);
    }
    return words.join(',');
}

// Of a header, what a request can name.
export const nameable = (header) => header.filter((one) => one.trim() && one.trim() !== '-' && !one.includes(','));

export const column_choices = (header) => [['', 'not in the file'], ...nameable(header).map((one) => [one, one])];

const is_csv = (file) => !/\.(ndjson|jsonl|json)$/i.test(file.name);

// A CSV's first rows; of NDJSON the first objects as such.
async function look_into(file) {
    if (is_csv(file)) return first_rows(file, 5);
    const objects = [];
    for (const line of (await begin_of(file)).split('\n').slice(0, 4)) {
        try {
            objects.push(JSON.parse(line));
        } catch {
            // The gateway will say which lines are none.
        }
    }
    const header = [...new Set(objects.flatMap((one) => Object.keys(one ?? {})))];
    return [header, ...objects.map((one) => header.map((name) => String(one?.[name] ?? '')))];
}

// The query of the import, from the form's fields.
function query_of(file, header, values) {
    const as_of = values.get('as_of');
    return {
        name: file.name.slice(0, 60), // at most 200 octets
        format: is_csv(file) ? 'csv' : 'ndjson',
        columns: columns_of(header, Object.fromEntries(Object.keys(columns).map((name) => [name, values.get(name) ?? '']))),
        list: values.get('default_list'),
        sender: values.get('default_sender').trim(),
        reason: values.get('default_reason').trim(),
        as_of: as_of && new Date(`${as_of}T00:00`).toISOString(),
        all_or_nothing: values.has('whole') || undefined,
    };
}

function fault_of(header, values) {
    if (!values.get('recipient')) return 'Say which column holds the numbers.';
    if (configured_lists().length > 1 && !values.get('list') && !values.get('default_list'))
        return 'Several lists are configured: say which one, or which column names it.';
    return '';
}

function sample(rows) {
    const lines = rows.slice(1).map((row) =>
        h(
            'tr',
            row.map((cell) => h('td', cell)),
        ),
    );
    const heads = rows[0].map((one) => [one || '–']);
    return scroll('The first lines', table(heads, lines, 'sample'));
}

// `begun`: the import that is to go on; it keeps what it was begun with as of when, and its reason.
function defaults(begun) {
    const known = settings_of.get(begun?.id) ?? {};
    const only = configured_lists().length === 1 ? configured_lists()[0] : '';
    return h(
        'fieldset.plain',
        h('legend', 'Where the file says nothing'),
        h(
            'div.filters',
            field('List', list_select('default_list', known.list ?? '', only ? `The only one: ${only}` : 'None')),
            field('Sender', input('default_sender', { placeholder: 'Every sender', value: known.sender ?? '' })),
            field('Reason', input('default_reason', { maxlength: 1000, value: known.reason ?? begun?.reason ?? '' })),
            !begun && field('Drawn up on', input('as_of', { type: 'date' })),
        ),
        !begun && h('p.hint', 'Who sent START after the day the file was drawn up stays opted in.'),
    );
}

// With a heading, as what follows has one of the same rank.
export const failure = (trouble) => [h('h2.visually-hidden', 'Outcome'), failed(trouble)];

function outcome({ ended, rejected, told }, file) {
    const some = ended.rejected > 0 ? rejects(rejected, ended.rejected, told, file.name) : null;
    if (ended.state === 'refused') {
        const words = `Nothing was imported: ${several(ended.rejected, 'line')} of ${count(ended.lines)} ${ended.rejected === 1 ? 'is' : 'are'} wrong.`;
        return [notice('bad', words), some];
    }
    const words = some ? `${file.name} is in, but for ${several(ended.rejected, 'line')}.` : `${file.name} is in.`;
    const all = !told && h('p.muted', '“stopgate suppressions import --rejected FILE” keeps all of them.');
    return [notice(some ? 'warn' : 'good', words), figures(ended), some, some && all].filter(Boolean);
}

export function import_panel(signal) {
    const place = h('div.stack.small-gap', { 'aria-live': 'polite' });
    const past = past_imports(signal, look_at);

    async function run(file, query) {
        try {
            const done = await run_import(file, is_csv(file) ? 'text/csv' : 'application/x-ndjson', query, place);
            place.replaceChildren(...outcome(done, file));
            if (!place.isConnected) toast(place.querySelector('.notice').textContent);
        } catch (trouble) {
            const known = trouble.rejected ?? [];
            place.replaceChildren(...failure(trouble), ...(known.length ? [rejects(known, known.length, true, file.name)] : []));
            if (!place.isConnected) bad_news(trouble);
        }
        past.show();
    }

    // `begun`: an import that was interrupted and goes on with this file.
    async function look_at(file, begun) {
        const rows = await look_into(file);
        const header = rows[0] ?? [];
        if (header.length === 0) return place.replaceChildren(notice('bad', 'There is nothing in this file.'));
        const mapped = Object.entries(columns).map(([name, [words]]) =>
            field(words, select(name, column_choices(header), guess(nameable(header), name))),
        );
        const message = h('p.field-error', { role: 'alert' });
        const submit = (event) => {
            event.preventDefault();
            const values = new FormData(form);
            message.textContent = fault_of(header, values);
            if (!message.textContent) run(file, { ...query_of(file, header, values), import: begun?.id });
        };
        const whole = h(
            'label.check',
            h('input', { type: 'checkbox', name: 'whole' }),
            'All or nothing: import only when every line is good.',
        );
        const going_on = notice('info', `Goes on behind line ${count(begun?.lines ?? 0)}. Say the same as when it began.`);
        const form = h(
            'form.stack.small-gap',
            { onsubmit: submit, 'aria-label': `Import of ${file.name}` },
            begun && going_on,
            h('fieldset.plain', h('legend', 'Which column is what'), h('div.filters', mapped)),
            rows.length > 1 && sample(rows),
            defaults(begun),
            !begun && whole,
            message,
            h(
                'div.actions',
                h('button.button.primary', { type: 'submit' }, icon('transfer'), begun ? 'Go on' : 'Import'),
            ),
        );
        place.replaceChildren(form);
        if (begun) form.scrollIntoView({ block: 'nearest' });
    }

    const hint = 'Columns recipient, sender, list, reason, scope; only the first is required.';
    return h(
        'div.stack',
        !may('admin') && notice('info', 'You can see the imports. To import needs the role admin.'),
        file_field(
            'Drop a CSV or NDJSON file here',
            hint,
            '.csv,.ndjson,.jsonl,text/csv,application/x-ndjson',
            (file) => look_at(file),
            only_for('admin'),
        ),
        place,
        past.element,
    );
}
