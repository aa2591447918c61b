// The review queue: replies that read like an opt-out and are none of the keywords. A person decides.
import { get, post } from './api.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { pager } from './pager.js';
import { only_for } from './session.js';
import { head } from './shell.js';
import { keys_of_page, row_keys } from './shortcuts.js';
import { empty } from './states.js';
import { bad_news, toast } from './toast.js';
import { list_name, moment, reach, since, several } from './words.js';

export const title = () => 'Review';

function card(entry, settled) {
    const buttons = [];
    const settle = async (action, words) => {
        for (const one of buttons) one.disabled = true;
        try {
            await post(`/v1/review/${entry.id}`, { action });
            toast(words);
            settled(element);
        } catch (trouble) {
            if (trouble.status === 404) {
                toast('Somebody else has settled this one.');
                return settled(element);
            }
            bad_news(trouble);
            for (const one of buttons) one.disabled = false;
        }
    };
    const opt_out = () => settle('opt-out', `${entry.recipient} is opted out.`);
    const dismiss = () => settle('dismiss', `Dismissed; ${entry.recipient} still gets texts.`);
    buttons.push(
        h(
            'button.button.primary',
            { type: 'button', 'aria-keyshortcuts': 'o', ...only_for('operator'), onclick: opt_out },
            icon('stop'),
            'Opt out',
        ),
        h(
            'button.button',
            { type: 'button', 'aria-keyshortcuts': 'd', ...only_for('operator'), onclick: dismiss },
            'Not an opt-out',
        ),
    );
    const bound = entry.bindings.map((one) => `${list_name(one.list)}: ${reach(one).toLowerCase()}`);
    const element = h(
        'li.review-item',
        { tabindex: '0', 'aria-label': `Reply from ${entry.recipient}: ${entry.text}`, 'data-id': entry.id },
        h(
            'header.review-head',
            h('a.number', { href: `#/numbers/${encodeURIComponent(entry.recipient)}` }, entry.recipient),
            h('span', `to ${entry.sender}`),
            h('time', { datetime: entry.at, title: moment(entry.at) }, since(entry.at)),
        ),
        h(
            'div.thread',
            entry.answered?.text && h('div.bubble.ours', h('p', entry.answered.text)),
            h('div.bubble.theirs', h('p', entry.text)),
        ),
        h(
            'footer.review-foot',
            h(
                'div.review-why',
                h('p', h('span', 'Rule'), ` “${entry.rule}”`),
                h('p', h('span', 'An opt-out binds'), ` ${bound.join('; ')}`),
            ),
            h('div.actions', buttons),
        ),
    );
    element.settle = { opt_out, dismiss };
    return element;
}

export async function page({ view, signal }) {
    const list = h('ul.review');
    const waiting = h('span', '\u00a0');
    let left = 0;
    const tell = () =>
        (waiting.textContent = left
            ? `${several(left, 'reply waits', 'replies wait')}. Each was passed on to your application as it came.`
            : 'Replies that read like an opt-out, but are no keyword, wait here for you.');
    const none = () => empty('review', 'All clear', 'No reply waits for a decision.');
    const foot = pager({
        place: list,
        signal,
        rows: 3,
        none,
        load: async (cursor) => {
            const found = await get('/v1/review', { cursor, limit: 30 }, signal);
            left = found.waiting;
            tell();
            return { items: found.entries, cursor: found.cursor };
        },
        draw: (entries) => entries.map((entry) => card(entry, settled)),
    });
    function settled(element) {
        const next = element.nextElementSibling ?? element.previousElementSibling;
        element.remove();
        left = Math.max(0, left - 1);
        tell();
        if (next) next.focus();
        else if (!foot.querySelector('button')) foot.replaceChildren(none());
    }
    view.append(head('Review', waiting), list, foot);
    const current = () => document.activeElement?.closest('.review-item');
    keys_of_page({
        ...row_keys(() => list.children),
        o: () => current()?.settle.opt_out(),
        d: () => current()?.settle.dismiss(),
    });
}
