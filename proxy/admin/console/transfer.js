// Files in and out: import, scrub, export.
import { h } from './dom.js';
import { icon } from './icons.js';
import { import_panel } from './import_panel.js';
import { export_entries, filter_fields, filter_values } from './numbers.js';
import { scrub_panel } from './scrub_panel.js';
import { head } from './shell.js';
import { failed } from './states.js';
import { tabs } from './tabs.js';
import { toast } from './toast.js';
import { octets } from './words.js';

export const title = () => 'Import and export';

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
                    const tell = (size) => (words.textContent = `${octets(size)} so far`);
                    const size = await export_entries(filter_values(form), { signal, tell });
                    words.textContent = '';
                    toast(`Exported ${octets(size)}.`);
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

export async function page({ view, query, signal }) {
    // Each is made once, so that what it shows is still there when somebody comes back to it.
    const once = (make, made) => () => (made ??= make(signal));
    const panels = {
        import: ['Import', once(import_panel)],
        scrub: ['Scrub', once(scrub_panel)],
        export: ['Export', once(export_panel)],
    };
    view.append(
        head('Import and export', 'Lists from elsewhere in, this list out, campaigns checked against it.'),
        tabs('What to do', panels, query.do, (name) => history.replaceState(null, '', `#/transfer?do=${name}`)),
    );
}
