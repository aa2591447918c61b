// Keys without modifiers, which can be switched off (WCAG 2.1.4): they would get in the way of some who dictate.
import { h, is_typing } from './dom.js';
import { show_dialog } from './dialog.js';

const place = 'stopgate.shortcuts';
const on = () => localStorage.getItem(place) !== 'off';

export const jumps = { o: '/', n: '/numbers', r: '/review', i: '/transfer', f: '/flushes', l: '/links', a: '/activity' };

let page_keys = {};
// `keys`: { key: run } of the page that is shown, until the next page.
export function keys_of_page(keys) {
    page_keys = keys;
}

export function listen_for_keys(go) {
    let leading = false;
    document.addEventListener('keydown', (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || is_typing(event.target) || document.querySelector('dialog[open]'))
            return;
        if (!on() && event.key !== '?') return;
        const jump = leading && jumps[event.key];
        leading = event.key === 'g';
        if (jump) go(jump);
        else if (event.key === '/') document.querySelector('#find')?.focus();
        else if (event.key === '?') help();
        else if (page_keys[event.key] && !leading) page_keys[event.key](event);
        else return;
        event.preventDefault();
    });
}

const rows = [
    ['/', 'Find a number'],
    ['g o', 'Overview'],
    ['g n', 'Numbers'],
    ['g r', 'Review'],
    ['g l', 'Links'],
    ['g a', 'Activity'],
    ['g i', 'Import and export'],
    ['g f', 'Flushes'],
    ['j  k', 'Next and previous row'],
    ['o  d', 'Review: opt out, dismiss'],
    ['?', 'This help'],
];

export function help() {
    const toggle = h('input', {
        type: 'checkbox',
        checked: on(),
        onchange: () => localStorage.setItem(place, toggle.checked ? 'on' : 'off'),
    });
    show_dialog('Keyboard', [
        h(
            'dl.keys',
            rows.map(([keys, words]) =>
                h(
                    'div',
                    h(
                        'dt',
                        keys.split(/ +/).map((key) => h('kbd', key)),
                    ),
                    h('dd', words),
                ),
            ),
        ),
        h('label.check', toggle, 'Use these keys'),
    ]);
}

// j and k move the focus through what `rows()` gives.
export function row_keys(all) {
    const move = (by) => {
        const found = [...all()];
        const at = found.findIndex((one) => one.contains(document.activeElement));
        found[Math.min(Math.max(at + by, 0), found.length - 1)]?.focus();
    };
    return { j: () => move(1), k: () => move(-1) };
}
