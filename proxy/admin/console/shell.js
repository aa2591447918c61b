// What stands around every page: navigation, the search, how the gateway is, who is signed in.
import { h } from './dom.js';
import { features } from './features.js';
import { icon, mark } from './icons.js';
import { on_beat } from './pulse.js';
import { who } from './session.js';
import { sum } from './exposition.js';
import { help } from './shortcuts.js';

const places = () => [
    [
        'Watch',
        [
            ['/', 'Overview', 'overview', true],
            ['/links', 'Links', 'links', true],
            ['/activity', 'Activity', 'activity', features.trail],
        ],
    ],
    [
        'Work',
        [
            ['/numbers', 'Numbers', 'numbers', true],
            ['/review', 'Review', 'review', true],
            ['/transfer', 'Import and export', 'transfer', features.imports],
            ['/flushes', 'Flush', 'flush', features.flushes],
        ],
    ],
];

const themes = { '': 'System theme', light: 'Light theme', dark: 'Dark theme' };
function theme_button() {
    const order = Object.keys(themes);
    const now = () => document.documentElement.dataset.theme ?? '';
    const words = h('span.visually-hidden', themes[now()]);
    return h(
        'button.button.quiet.square',
        {
            type: 'button',
            title: 'Theme',
            onclick: () => {
                const next = order[(order.indexOf(now()) + 1) % order.length];
                if (next) document.documentElement.dataset.theme = next;
                else delete document.documentElement.dataset.theme;
                localStorage.setItem('stopgate.theme', next);
                words.textContent = themes[next];
            },
        },
        icon('theme'),
        words,
    );
}

export function shell({ go, leave }) {
    const links = new Map();
    const badge = h('span.badge', { hidden: true });
    const groups = places().map(([title, entries]) =>
        h(
            'div.nav-group',
            h('h2.nav-title', title),
            h(
                'ul',
                entries
                    .filter(([, , , offered]) => offered)
                    .map(([path, words, picture]) => {
                        const link = h('a.nav-link', { href: '#' + path }, icon(picture), words, path === '/review' && badge);
                        links.set(path, link);
                        return h('li', link);
                    }),
            ),
        ),
    );
    const find = h('input.input', {
        id: 'find',
        type: 'search',
        name: 'number',
        autocomplete: 'off',
        inputmode: 'tel',
        placeholder: 'Find a number',
        'aria-label': 'Find a number',
        'aria-keyshortcuts': '/',
    });
    const search = h(
        'form.find',
        {
            role: 'search',
            onsubmit: (event) => {
                event.preventDefault();
                const wanted = find.value.replace(/[\s().-]/g, '');
                if (!wanted) return;
                find.value = '';
                find.blur();
                close();
                go('/numbers/' + encodeURIComponent(wanted));
            },
        },
        icon('search'),
        find,
        h('kbd', { 'aria-hidden': 'true' }, '/'),
    );
    const state = h('div.gateway-state', h('i.dot'), h('span', 'Connecting'));
    const side = h(
        'aside.side',
        { id: 'side', 'aria-label': 'Console' },
        h('a.brand', { href: '#/' }, mark(), 'Stopgate'),
        search,
        h('nav', { 'aria-label': 'Pages' }, groups),
        h(
            'div.side-foot',
            state,
            h(
                'div.account',
                h('div.account-name', h('b', who.name), h('span', who.role)),
                theme_button(),
                h(
                    'button.button.quiet.square',
                    { type: 'button', title: 'Keyboard', 'aria-label': 'Keyboard shortcuts', onclick: help },
                    icon('keyboard'),
                ),
                h(
                    'button.button.quiet.square',
                    { type: 'button', title: 'Sign out', 'aria-label': 'Sign out', onclick: () => leave('') },
                    icon('out'),
                ),
            ),
        ),
    );
    const menu = h(
        'button.button.quiet.square',
        {
            type: 'button',
            'aria-label': 'Menu',
            'aria-expanded': 'false',
            'aria-controls': 'side',
            onclick: () => (side.classList.contains('open') ? close() : open()),
        },
        icon('menu'),
    );
    const veil = h('div.veil', { onclick: () => close() });
    const bar = h('header.bar', menu, h('a.brand', { href: '#/' }, mark(), 'Stopgate'), h('i.dot', { 'aria-hidden': 'true' }));
    const main = h('main.main', { id: 'main', tabindex: '-1' });

    function open() {
        side.classList.add('open');
        menu.setAttribute('aria-expanded', 'true');
        side.querySelector('a, input')?.focus();
    }
    function close() {
        if (!side.classList.contains('open')) return;
        side.classList.remove('open');
        menu.setAttribute('aria-expanded', 'false');
        menu.focus();
    }
    side.addEventListener('keydown', (event) => event.key === 'Escape' && close());

    on_beat(({ ready, reached, samples }) => {
        const look = !reached ? 'bad' : ready ? 'warn' : 'good';
        const words = !reached ? 'Gateway unreachable' : ready ? 'Not ready' : 'Ready';
        state.title = ready ?? '';
        state.lastChild.textContent = words;
        for (const dot of [state.firstChild, bar.lastChild]) dot.className = `dot ${look}`;
        const waiting = samples.length ? sum(samples.at(-1).families, 'stopgate_review_waiting') : 0;
        badge.hidden = waiting === 0;
        badge.replaceChildren(String(waiting), h('span.visually-hidden', ' waiting'));
    });

    let first = true;
    const element = h(
        'div.shell',
        h('a.skip', { href: '#main', onclick: (event) => (event.preventDefault(), main.focus()) }, 'Skip to the content'),
        bar,
        side,
        veil,
        main,
    );
    return {
        element,
        // Room for the page at `path`, empty.
        open(path) {
            side.classList.remove('open');
            menu.setAttribute('aria-expanded', 'false');
            for (const [where, link] of links) {
                const here = where === path || (where === '/numbers' && path.startsWith('/numbers/'));
                here ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
            }
            const view = h('div.view');
            main.replaceChildren(view);
            window.scrollTo(0, 0);
            return view;
        },
        // After a change of page the focus is at its top, where screen readers begin; not at the first one.
        arrived() {
            const title = main.querySelector('h1');
            if (!first && title && !main.contains(document.activeElement)) {
                title.tabIndex = -1;
                title.focus();
            }
            first = false;
        },
    };
}

// The head of a page.
export const head = (title, words, ...actions) =>
    h(
        'header.head',
        h('div.head-words', h('h1', title), words && h('p.head-more', words)),
        actions.length > 0 && h('div.actions', actions),
    );
