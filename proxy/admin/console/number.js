// One number: where it stands in each list, how it came to that, and what a text would meet now.
import { get } from './api.js';
import { field, input } from './dialog.js';
import { h } from './dom.js';
import { configured_lists, lift, suppress } from './entry_dialogs.js';
import { icon } from './icons.js';
import { source_pill } from './numbers.js';
import { only_for } from './session.js';
import { head } from './shell.js';
import { empty, fill, notice, pill } from './states.js';
import { evidence, history } from './timeline.js';
import { list_name, moment, reach, several, since } from './words.js';

export const title = ([number]) => number;

function entry_card(entry, again) {
    return h(
        'article.entry',
        h(
            'div.entry-head',
            h(
                'div',
                h('h4', reach(entry)),
                h(
                    'p.under',
                    source_pill(entry.source),
                    h('time', { datetime: entry.since, title: moment(entry.since) }, `since ${moment(entry.since)}`),
                ),
            ),
            h(
                'button.button.small',
                { type: 'button', ...only_for('operator'), onclick: async () => (await lift(entry)) && again() },
                'Opt in…',
            ),
        ),
        entry.reason && entry.reason !== entry.evidence?.reply?.text && h('p.reason', entry.reason),
        entry.evidence && h('details.more-of', h('summary', 'Evidence'), evidence(entry.evidence)),
    );
}

function states(number, entries, again) {
    const lists = new Map(configured_lists().map((name) => [name, []]));
    for (const entry of entries) lists.set(entry.list, [...(lists.get(entry.list) ?? []), entry]);
    return [...lists]
        .sort(([, one], [, other]) => other.length - one.length)
        .map(([name, found]) =>
            h(
                'section.list-state',
                h(
                    'header.list-head',
                    h('h3', list_name(name)),
                    found.length ? pill('red', several(found.length, 'entry', 'entries')) : pill('green', 'No entry'),
                    h(
                        'button.button.quiet.small',
                        {
                            type: 'button',
                            ...only_for('operator'),
                            onclick: async () => (await suppress({ recipient: number, list: name })) && again(),
                        },
                        'Opt out…',
                    ),
                ),
                found.map((entry) => entry_card(entry, again)),
            ),
        );
}

function lookup_form(number, signal) {
    const answer = h('div.verdict', { 'aria-live': 'polite' });
    const form = h(
        'form.stack.small-gap',
        {
            onsubmit: async (event) => {
                event.preventDefault();
                const { sender, system_id } = Object.fromEntries(new FormData(form));
                await fill(
                    answer,
                    () => get('/v1/lookup', { recipient: number, sender: sender.trim(), system_id: system_id.trim() }, signal),
                    (found) =>
                        notice(
                            found.suppressed ? 'bad' : 'good',
                            found.suppressed ? 'It would be refused.' : 'It would pass.',
                            h('p.muted', `${found.why.charAt(0).toUpperCase()}${found.why.slice(1)}.`),
                        ),
                    { rows: 1, signal },
                );
            },
        },
        field('Sender', input('sender', { inputmode: 'tel', required: true })),
        field('System id', input('system_id'), 'Only needed where lists differ by it.'),
        h('button.button', { type: 'submit' }, 'Check'),
        answer,
    );
    return form;
}

export async function page({ view, args: [number], signal }) {
    const place = h('div.stack');
    const show = () => fill(place, load, draw, { rows: 6, signal });
    async function load() {
        const [found, trail] = await Promise.all([
            get('/v1/suppressions', { recipient: number, evidence: true }, signal),
            get('/v1/events', { recipient: number, limit: 200 }, signal),
        ]);
        return { entries: found.suppressions, events: trail.events };
    }
    function draw({ entries, events }) {
        const known = entries[0]?.recipient ?? events[0]?.recipient ?? number;
        const status = entries.length ? pill('red.big', 'Suppressed') : pill('green.big', 'Not suppressed');
        const last = events.at(-1);
        const words = entries.length
            ? `By ${several(entries.length, 'entry', 'entries')}, the first since ${moment(entries.map((one) => one.since).sort()[0])}.`
            : last
              ? `Last event ${since(last.time)}.`
              : 'Stopgate has never heard of this number.';
        const opt_out = h(
            entries.length ? 'button.button' : 'button.button.primary',
            { type: 'button', ...only_for('operator'), onclick: async () => (await suppress({ recipient: known })) && show() },
            icon('stop'),
            'Opt out…',
        );
        return [
            head(h('span.head-number', h('span.number', known), status), words, opt_out),
            h(
                'div.columns.number-columns',
                h(
                    'div.stack',
                    h('section.card', h('header.card-head', h('h2', 'Where it stands')), states(known, entries, show)),
                    h(
                        'section.card',
                        h('header.card-head', h('h2', 'History')),
                        events.length
                            ? history(events)
                            : empty('activity', 'No history', 'No text and no change of this number is on record.'),
                    ),
                ),
                h(
                    'section.card.sticky',
                    h('header.card-head', h('h2', 'Would a text get through?')),
                    lookup_form(known, signal),
                ),
            ),
        ];
    }
    view.append(h('a.back', { href: '#/numbers' }, icon('left'), 'Numbers'), place);
    await show();
}
