// Before a flush: how many entries, of which lists, a sample of them; then the dialog that does it.
import { remove } from './api.js';
import { field, form_dialog, input } from './dialog.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { rejects } from './import_results.js';
import { may, only_for } from './session.js';
import { empty, failed, loading, notice, scroll } from './states.js';
import { table } from './table.js';
import { count, date, list_name, reach, several, since, source_words } from './words.js';

const names = { recipient: 'number' };
const worded = {
    since: (value) => `since ${date(value)}`,
    before: (value) => `before ${date(value)}`,
    source: (value) => `source ${(source_words[value] ?? value).toLowerCase()}`,
};

export function filter_words(filter) {
    const parts = Object.entries(filter).map(([name, value]) => worded[name]?.(value) ?? `${names[name] ?? name} ${value}`);
    return parts.length ? parts.join(', ') : 'everything';
}

// What can be flushed: { words, ask({ dry_run } or { confirm, preview, reason }) }.
export const by_filter = (filters) => ({
    words: filter_words(filters),
    ask: (more) => remove('/v1/suppressions', { ...(Object.keys(filters).length ? filters : { all: true }), ...more }),
});

function sample(entries) {
    const rows = entries.map((one) =>
        h(
            'tr',
            h('th.number', { scope: 'row' }, one.recipient || 'erased'),
            h('td', `${list_name(one.list)}: ${reach(one).toLowerCase()}`),
            h('td', source_words[one.source] ?? one.source),
            h('td', h('time', { datetime: one.since }, since(one.since))),
        ),
    );
    return h(
        'div',
        h('h3', entries.length === 1 ? 'The entry' : `${entries.length} of them`),
        scroll('A sample', table([['Number'], ['Holds for'], ['Source'], ['Since']], rows)),
    );
}

// Gives the API's answer, or null. `changed()` is called when the count is no longer that.
function confirm(what, { matched, preview, rejected }, changed) {
    return form_dialog({
        title: `Flush ${several(matched, 'entry', 'entries')}`,
        yes: 'Flush',
        danger: true,
        body: [
            h(
                'p',
                `${several(matched, 'entry stops', 'entries stop')} holding at once (`,
                h('b', what.words),
                '). These people can be texted again.',
            ),
            h(
                'p.muted',
                may('admin')
                    ? 'It can be undone until the entries are cleared away for good, and is kept in the audit trail under your name.'
                    : 'It is kept in the audit trail under your name. With your role it can’t be undone as a flush, only by suppressing the number again.',
            ),
            field('Reason', input('reason', { maxlength: 1000, placeholder: 'Why they may be texted again' })),
            matched > 1 && field(`Type ${matched} to confirm`, input('confirm', { inputmode: 'numeric' })),
        ].filter(Boolean),
        check: (values) =>
            matched <= 1 || (values.reason.trim() !== '' && values.confirm.replace(/\D/g, '') === String(matched)),
        run: ({ reason }) =>
            what
                .ask({ confirm: matched, preview, reason: reason.trim(), skip_bad: rejected > 0 ? true : undefined })
                .catch((trouble) => {
                    if (trouble.body?.matched !== undefined) changed();
                    throw trouble;
                }),
    });
}

// Shows in `place` what `what` would flush; `flushed(answer)` is called when it was done.
export async function show_preview(place, what, flushed, signal) {
    const show = (...parts) => place.replaceChildren(h('h2.visually-hidden', 'Preview'), ...parts.filter(Boolean));
    show(loading(3));
    try {
        const found = await what.ask({ dry_run: true });
        if (signal.aborted) return;
        const bad_lines =
            found.rejected > 0 &&
            notice(
                'warn',
                `${several(found.rejected, 'line')} of the file can’t be read and would be left out.`,
                rejects(found.rejects, found.rejected, found.rejects.length === found.rejected, what.words),
            );
        if (found.matched === 0) {
            return show(bad_lines, empty('search', 'Nothing matches', 'No entry in force fits.'));
        }
        const lists = Object.entries(found.by_list ?? {});
        const go = async () => {
            let stale = false;
            const done = await confirm(what, found, () => (stale = true));
            if (done) flushed(done);
            else if (stale) show_preview(place, what, flushed, signal);
        };
        show(
            bad_lines,
            h(
                'div.preview-head',
                h(
                    'div',
                    h('p.preview-count', count(found.matched)),
                    h('p.muted', found.matched === 1 ? 'entry would stop holding' : 'entries would stop holding'),
                ),
                h(
                    'dl.figures',
                    lists.map(([name, value]) => h('div', h('dt', list_name(name)), h('dd', count(value)))),
                ),
                h(
                    'button.button.danger',
                    { type: 'button', ...only_for(found.matched > 1 ? 'admin' : 'operator'), onclick: go },
                    icon('flush'),
                    'Flush…',
                ),
            ),
            found.sample?.length > 0 && sample(found.sample),
        );
    } catch (trouble) {
        if (!signal.aborted) show(failed(trouble, () => show_preview(place, what, flushed, signal)));
    }
}
