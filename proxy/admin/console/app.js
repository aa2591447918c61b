// The console: signs in, then shows the page that the address names after its "#".
import { get, session_over } from './api.js';
import { find_features } from './features.js';
import { start_pulse, stop_pulse } from './pulse.js';
import { forget_token, keep_token, token, who } from './session.js';
import { keys_of_page, listen_for_keys } from './shortcuts.js';
import { shell } from './shell.js';
import { sign_in } from './sign_in.js';
import { failed } from './states.js';
import { toast } from './toast.js';

const pages = [
    [/^\/$/, () => import('./overview.js')],
    [/^\/numbers$/, () => import('./numbers.js')],
    [/^\/numbers\/([^/]+)$/, () => import('./number.js')],
    [/^\/review$/, () => import('./review.js')],
    [/^\/transfer$/, () => import('./transfer.js')],
    [/^\/flushes$/, () => import('./flushes.js')],
    [/^\/links$/, () => import('./links.js')],
    [/^\/activity$/, () => import('./activity.js')],
];

const app = document.getElementById('app');
let frame = null; // the shell, while signed in
let leaving = new AbortController();

const address = () => {
    const [path, query = ''] = (location.hash.slice(1) || '/').split('?');
    return { path, query: Object.fromEntries(new URLSearchParams(query)) };
};

// Goes to another page, or to the same one with another query.
export function go(path) {
    if ('#' + path === location.hash) show();
    else location.hash = path;
}

async function show() {
    if (!frame) return;
    leaving.abort();
    leaving = new AbortController();
    const { signal } = leaving;
    const { path, query } = address();
    const found = pages.find(([shape]) => shape.test(path)) ?? pages[0];
    const args = (path.match(found[0]) ?? []).slice(1).map(decodeURIComponent);
    keys_of_page({});
    const view = frame.open(path);
    try {
        const { title, page } = await found[1]();
        if (signal.aborted) return;
        document.title = `${title(args)} · Stopgate`;
        await page({ view, args, query, signal, go });
    } catch (trouble) {
        if (signal.aborted) return;
        console.error(trouble);
        view.append(failed(trouble, show));
    }
    if (!signal.aborted) frame.arrived();
}

async function enter() {
    Object.assign(who, await get('/v1/whoami'));
    await find_features();
    frame = shell({ go, leave });
    app.replaceChildren(frame.element);
    start_pulse();
    await show();
}

function leave(why) {
    forget_token();
    stop_pulse();
    leaving.abort();
    document.querySelectorAll('dialog[open]').forEach((one) => one.close());
    frame = null;
    document.title = 'Sign in · Stopgate';
    app.replaceChildren(
        sign_in({
            why,
            enter: (given) => (keep_token(given), enter().catch((trouble) => (forget_token(), Promise.reject(trouble)))),
        }),
    );
}

window.addEventListener('hashchange', show);
session_over.addEventListener('over', () => frame && leave('Your token is not valid any more. Sign in again.'));
window.addEventListener(
    'unhandledrejection',
    ({ reason }) => reason?.name !== 'AbortError' && toast(reason?.message ?? String(reason), { kind: 'bad' }),
);
listen_for_keys(go);

if (token()) enter().catch((trouble) => leave(trouble.status === 401 ? '' : trouble.message));
else leave('');
