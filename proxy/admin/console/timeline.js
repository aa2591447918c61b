// Events in words: a person's history with its texts, and rows of the trail.
import { h } from './dom.js';
import { icon } from './icons.js';
import { pill } from './states.js';
import { count, exact_hours, date, moment, reach, since } from './words.js';

const kinds = {
    'opt-out': { look: 'red', picture: 'stop', words: 'Opt-out' },
    'opt-in': { look: 'green', picture: 'check', words: 'Opt-in' },
    confirmation: { look: 'blue', picture: 'tower', words: 'Confirmation' },
    dismissal: { look: 'grey', picture: 'review', words: 'Review dismissed' },
    flush: { look: 'amber', picture: 'flush', words: 'Flush' },
    undo: { look: 'amber', picture: 'undo', words: 'Flush undone' },
    import: { look: 'violet', picture: 'transfer', words: 'Import' },
    'trail-start': { look: 'grey', picture: 'shield', words: 'Trail begins' },
    restoration: { look: 'amber', picture: 'refresh', words: 'Backup restored' },
    retention: { look: 'grey', picture: 'activity', words: 'Old events cleared' },
    erasure: { look: 'grey', picture: 'shield', words: 'Erasure' },
    trace: { look: 'amber', picture: 'shield', words: 'Link traced' },
};
const kind_of = (event) => kinds[event.kind] ?? { look: 'grey', picture: 'info', words: event.kind };

export const event_kinds = Object.entries(kinds).map(([kind, { words }]) => [kind, words]);

// Who or what brought it about.
export function cause_of(event) {
    if (event.actor) return event.actor;
    if (event.source === 'keyword') return 'the person';
    if (event.source === 'carrier') return 'the carrier';
    return event.source === 'import' ? 'an import' : '';
}

function sentence(event) {
    const texts = event.message?.text ? `“${event.message.text}”` : '';
    switch (event.kind) {
        case 'opt-out':
        case 'opt-in': {
            const said =
                event.source === 'keyword' && texts ? `Replied ${texts}` : event.reason || texts || `By ${cause_of(event)}`;
            return event.changed === false ? `${said} – nothing changed` : said;
        }
        case 'confirmation':
            return (
                { accepted: 'The carrier took it', expired: 'Too late to be sent', refused: 'The carrier refused it' }[
                    event.outcome
                ] ?? `Outcome ${event.outcome}`
            );
        default:
            return [event.what, event.reason].filter(Boolean).join(' – ') || texts;
    }
}

// Rows for lists of events of many people.
export function event_rows(events) {
    return h(
        'ul.event-rows',
        events.map((event) => {
            const { look, picture, words } = kind_of(event);
            return h(
                'li.event-row',
                h(`span.event-mark.${look}`, icon(picture)),
                h(
                    'div.event-what',
                    h(
                        'div.event-line',
                        h('b', words),
                        event.recipient &&
                            h('a.number', { href: `#/numbers/${encodeURIComponent(event.recipient)}` }, event.recipient),
                    ),
                    h('p.event-said', sentence(event)),
                ),
                h(
                    'div.event-when',
                    h('time', { datetime: event.time, title: moment(event.time) }, since(event.time)),
                    h('span', cause_of(event)),
                ),
            );
        }),
    );
}

const bubble = (side, words, ...under) =>
    h(`div.bubble.${side}`, h('p', words), under.length > 0 && h('div.bubble-under', under));

function octets_of(message) {
    if (!message?.pdu) return null;
    const facts = [
        ['Link', message.link],
        ['System id', message.system_id],
        ['Sequence', message.sequence],
        ['Message id', message.message_id],
    ];
    return h(
        'details.octets',
        h('summary', 'As it came'),
        h(
            'dl.facts',
            facts
                .filter(([, value]) => value !== '' && value !== undefined)
                .map(([name, value]) => h('div', h('dt', name), h('dd', String(value)))),
        ),
        h('pre.pdu', { tabindex: '0', 'aria-label': 'PDU in hexadecimal' }, message.pdu.replace(/(..)/g, '$1 ').trim()),
    );
}

function body_of(event) {
    const parts = [];
    const { message } = event;
    if (message?.answered?.text)
        parts.push(
            bubble(
                'ours',
                message.answered.text,
                message.answered.sent_at ? `sent ${moment(message.answered.sent_at)}` : 'sent before',
            ),
        );
    if (message?.text) parts.push(bubble('theirs', message.text, `to ${message.to?.number ?? ''}`));
    if (event.kind === 'confirmation' && event.text) parts.push(bubble('ours', event.text));
    const told = octets_of(message);
    if (told) parts.push(told);
    return parts;
}

function facts_of(event) {
    const facts = [];
    if (event.entries?.length)
        facts.push(event.entries.map((one) => `${one.list || 'every list'}: ${reach(one).toLowerCase()}`).join('; '));
    if (event.reason && event.reason !== event.message?.text) facts.push(`Reason: ${event.reason}`);
    if (event.still_suppressed) facts.push('Another entry still holds');
    if (event.silenced) facts.push(`No confirmation: ${event.silenced}`);
    if (event.kind === 'confirmation')
        facts.push(
            `${sentence(event)}${event.message_id ? `, message id ${event.message_id}` : ''}${event.command_status ? `, ${event.command_status_name}` : ''}`,
        );
    if (event.from && event.from !== 'keyword') facts.push(`From ${event.from}`);
    return facts;
}

// One person's history; the newest event comes first.
export function history(events) {
    let day = '';
    return h(
        'ol.history',
        [...events].reverse().map((event) => {
            const { look, picture, words } = kind_of(event);
            const today = date(event.time);
            const heading = today === day ? null : h('div.history-day', today);
            day = today;
            const who = cause_of(event);
            return h(
                'li',
                heading,
                h(
                    'div.history-event',
                    h(`span.event-mark.${look}`, icon(picture)),
                    h(
                        'div.history-body',
                        h(
                            'div.event-line',
                            h('b', words),
                            who && h('span.by', `by ${who}`),
                            event.changed === false && event.kind !== 'confirmation' && pill('grey', 'no change'),
                            h('time', { datetime: event.time, title: event.time }, exact_hours(event.time)),
                        ),
                        facts_of(event).map((fact) => h('p.fact', fact)),
                        body_of(event),
                    ),
                ),
            );
        }),
    );
}

// What an entry can be proved with: the text that was answered, the reply, the confirmation, what was refused since.
export function evidence(of) {
    const { reply, answered, confirmation, refused } = of;
    return h(
        'div.evidence',
        h(
            'div.thread',
            answered?.text &&
                bubble('ours', answered.text, answered.sent_at ? `sent ${moment(answered.sent_at)}` : 'sent before'),
            reply &&
                bubble(
                    'theirs',
                    reply.text,
                    `to ${reply.to.number}`,
                    of.durable_at && ` · on disk ${exact_hours(of.durable_at)}`,
                ),
            confirmation
                .filter((one) => one.form === 'text')
                .map((one) =>
                    bubble('ours', one.text, `confirmation, ${one.outcome}`, one.of > 1 && `, part ${one.part} of ${one.of}`),
                ),
        ),
        !reply && h('p.fact', of.event ? `Made by ${of.actor || 'a machine'}, without a text.` : 'No event of it is on disk.'),
        refused.map((one) =>
            h(
                'p.fact',
                `${count(one.count)} ${one.count === 1 ? 'text' : 'texts'} from ${one.sender} refused since, the last ${since(one.last_at)}.`,
            ),
        ),
        octets_of(reply),
    );
}
