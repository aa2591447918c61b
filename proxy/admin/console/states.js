// What stands where content is not: while it loads, when there is none, when it could not be had.
import { h } from './dom.js';
import { icon } from './icons.js';

export const loading = (rows = 4) =>
    h(
        'div.loading',
        { role: 'status', 'aria-label': 'Loading' },
        Array.from({ length: rows }, () => h('div.bone')),
    );

export const empty = (picture, title, words, ...actions) =>
    h(
        'div.empty',
        h('div.empty-picture', icon(picture)),
        h('h2', title),
        h('p', words),
        actions.length > 0 && h('div.actions', actions),
    );

export const failed = (trouble, again) =>
    h(
        'div.empty.failed',
        { role: 'alert' },
        h('div.empty-picture', icon('warning')),
        h('h2', trouble.status === 403 ? 'Not with this token' : 'That did not work'),
        h('p', trouble.message),
        again && h('button.button', { type: 'button', onclick: again }, icon('refresh'), 'Try again'),
    );

// Shows `draw(await load())` in `place`, and what there is to see until then. Resolves when it is shown.
export async function fill(place, load, draw, { rows, signal } = {}) {
    place.replaceChildren(loading(rows));
    try {
        const found = await load();
        if (!signal?.aborted) place.replaceChildren(...[draw(found)].flat());
    } catch (trouble) {
        if (signal?.aborted || trouble.name === 'AbortError') return;
        if (trouble.status === undefined) console.error(trouble);
        place.replaceChildren(failed(trouble, () => fill(place, load, draw, { rows, signal })));
    }
}

export const notice = (kind, words, ...more) =>
    h(
        `div.notice.${kind}`,
        icon(kind === 'info' ? 'info' : kind === 'good' ? 'check' : 'warning'),
        h('div', h('p', words), more),
    );

// `look`: red, green, amber, grey or blue.
export const pill = (look, words) => h(`span.pill.${look}`, words);

// Room for what may be wider than the page. When it is, keys must be able to move it, so it can have the focus.
export function scroll(label, content) {
    const room = h('div.scroll', content);
    new ResizeObserver(() => {
        const wide = room.scrollWidth > room.clientWidth;
        for (const [name, value] of [
            ['tabindex', '0'],
            ['role', 'group'],
            ['aria-label', label],
        ]) {
            if (wide) room.setAttribute(name, value);
            else room.removeAttribute(name);
        }
    }).observe(room);
    return room;
}
