// The audit trail: everything that happened, the newest first; and whether it is still what was written.
import { get } from './api.js';
import { field, select } from './dialog.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { pager } from './pager.js';
import { head } from './shell.js';
import { keys_of_page, row_keys } from './shortcuts.js';
import { empty, failed, notice } from './states.js';
import { event_kinds, event_rows } from './timeline.js';
import { several } from './words.js';

export const title = () => 'Activity';

// Walks the hash chain, portion by portion.
async function verify(place, signal) {
    const words = h('p.muted', 'Checking…');
    place.replaceChildren(h('div.progress', words, h('progress', { 'aria-label': 'Check of the trail' })));
    try {
        let checked = 0;
        for (let cursor = ''; ;) {
            const found = await get('/v1/events/verify', { cursor }, signal);
            checked += found.checked;
            words.textContent = `${several(checked, 'event')} checked`;
            if (!found.ok) {
                return place.replaceChildren(
                    notice(
                        'bad',
                        `The trail is not what was written: event ${found.fault.sequence} is ${found.fault.kind}.`,
                        h('p.muted', found.fault.detail),
                    ),
                );
            }
            if (!found.cursor) {
                const head_words = [h('p.muted', 'Its head, to be noted elsewhere:'), h('code.head-hash', found.head)];
                return place.replaceChildren(
                    notice('good', `All of the trail is as it was written: ${several(checked, 'event')}.`, head_words),
                );
            }
            cursor = found.cursor;
        }
    } catch (trouble) {
        if (!signal.aborted) place.replaceChildren(failed(trouble, () => verify(place, signal)));
    }
}

export async function page({ view, query, signal, go }) {
    const kind = select('kind', [['', 'Everything'], ...event_kinds], query.kind ?? '', {
        onchange: () => go(kind.value ? `/activity?kind=${kind.value}` : '/activity'),
    });
    const list = h('div.event-pages');
    const outcome = h('div', { 'aria-live': 'polite' });
    const foot = pager({
        place: list,
        signal,
        load: async (cursor) => {
            const found = await get('/v1/events', { kind: query.kind, cursor, limit: 50, order: 'newest' }, signal);
            return { items: found.events, cursor: found.cursor };
        },
        draw: (events) => (events.length ? [event_rows(events)] : []),
        none: () => empty('activity', 'Nothing yet', 'What happens to the list is kept here for good.'),
    });
    view.append(
        head(
            'Activity',
            'Every change, every decision, every confirmation: who, when and why.',
            h('button.button', { type: 'button', onclick: () => verify(outcome, signal) }, icon('shield'), 'Verify the trail'),
        ),
        outcome,
        h('section.card', h('div.filters.one-filter', field('Show', kind)), list, foot),
    );
    keys_of_page(row_keys(() => list.querySelectorAll('a.number')));
}
