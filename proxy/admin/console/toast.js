// Short news at the edge of the page, which screen readers read out.
import { h } from './dom.js';
import { icon } from './icons.js';

const stay_ms = 7_000;
const most = 4;

// `action`: { label, run } such as an undo; such a toast stays twice as long.
export function toast(words, { kind = 'good', action } = {}) {
    const place = document.getElementById('toasts');
    const leave = () => made.remove();
    const made = h(
        `div.toast.${kind}`,
        icon(kind === 'bad' ? 'warning' : 'check'),
        h('p', words),
        action && h('button.button.small', { type: 'button', onclick: () => (leave(), action.run()) }, action.label),
        h('button.button.quiet.square.small', { type: 'button', 'aria-label': 'Dismiss', onclick: leave }, icon('close')),
    );
    place.append(made);
    while (place.children.length > most) place.firstChild.remove();
    let left = setTimeout(leave, action ? 2 * stay_ms : stay_ms);
    made.addEventListener('pointerenter', () => clearTimeout(left));
    made.addEventListener('pointerleave', () => (left = setTimeout(leave, stay_ms)));
    return made;
}

export const bad_news = (trouble) => toast(trouble.message, { kind: 'bad' });
