// Setting and lifting one entry, each with a dialog that says what will happen.
import { put, remove } from './api.js';
import { field, form_dialog, input, select } from './dialog.js';
import { h } from './dom.js';
import { by_label } from './exposition.js';
import { pulse } from './pulse.js';
import { toast } from './toast.js';
import { list_name, reach } from './words.js';

export const configured_lists = () => [
    ...by_label(pulse.samples.at(-1)?.families ?? new Map(), 'stopgate_suppressions', 'list').keys(),
];

export const list_select = (name, chosen = '', all = 'All lists') => {
    const known = configured_lists();
    if (chosen && !known.includes(chosen)) known.push(chosen);
    return select(name, [['', all], ...known.map((one) => [one, one])], chosen);
};

// Gives the API's answer, or null.
export async function suppress({ recipient = '', list = '', sender = '' } = {}) {
    const lists = configured_lists();
    const number = input('recipient', {
        value: recipient,
        inputmode: 'tel',
        required: true,
        readonly: recipient !== '',
        autofocus: recipient === '',
    });
    const from = input('sender', { value: sender, inputmode: 'tel', autofocus: recipient !== '' });
    const chosen = select(
        'list',
        lists.map((one) => [one, one]),
        list || lists[0],
    );
    const outcome = h('p.outcome', { 'aria-live': 'polite' });
    const tell = () => {
        const whom = number.value.trim() || 'This number';
        outcome.textContent = `${whom} will get no more texts ${from.value.trim() ? `from ${from.value.trim()}` : 'from any sender'} of the list “${chosen.value}”, from now on. No text is sent about it.`;
    };
    for (const one of [number, from, chosen]) one.addEventListener('input', tell);
    tell();
    const done = await form_dialog({
        title: recipient ? 'Opt this number out' : 'Suppress a number',
        yes: 'Opt out',
        body: [
            field('Number', number, recipient ? null : 'With country code; + and 00 may stand before it.'),
            h('div.field-row', field('List', chosen), field('Sender', from, 'Empty: every sender of the list.')),
            field('Reason', input('reason', { maxlength: 1000, placeholder: 'Asked by phone' })),
            outcome,
        ],
        check: (values) => values.recipient.trim() !== '' && Boolean(values.list),
        run: (values) =>
            put('/v1/suppressions', {
                recipient: values.recipient.trim(),
                list: values.list,
                sender: values.sender.trim(),
                reason: values.reason.trim(),
            }),
    });
    if (done) toast(done.changed ? `${number.value.trim()} is suppressed.` : `${number.value.trim()} was suppressed already.`);
    return done && { ...done, recipient: number.value.trim() };
}

// Gives whether the entry is gone.
export async function lift(entry) {
    const done = await form_dialog({
        title: 'Lift this suppression',
        yes: 'Opt in',
        danger: true,
        body: [
            h(
                'p',
                h('b.number', entry.recipient),
                ` will get texts again: ${reach(entry).toLowerCase()}, list “${list_name(entry.list)}”.`,
            ),
            h(
                'p.muted',
                'Do this only when the person asked for it. It is kept in the history under your name. The person can text STOP again at any time.',
            ),
        ],
        run: () =>
            remove('/v1/suppressions', {
                recipient: entry.recipient,
                list: entry.list,
                sender: entry.sender,
                scope: entry.scope,
            }),
    });
    if (done)
        toast(done.still_suppressed ? 'Lifted. Another entry still holds for this number.' : `${entry.recipient} is opted in.`);
    return Boolean(done);
}
