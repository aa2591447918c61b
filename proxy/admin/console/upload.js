// A file on its way to the gateway, with its progress; fetch() can't tell that.
import { Trouble, query_of } from './api.js';
import { h } from './dom.js';
import { token } from './session.js';
import { octets } from './words.js';

// { done: promise of the answer's JSON, stop() }
export function upload(path, query, file, type, progress) {
    const asked = new XMLHttpRequest();
    const done = new Promise((resolve, reject) => {
        asked.open('POST', path + query_of(query));
        asked.setRequestHeader('authorization', `Bearer ${token()}`);
        asked.setRequestHeader('content-type', type);
        asked.upload.addEventListener('progress', ({ loaded }) => progress(loaded));
        asked.addEventListener('load', () => {
            let body = null;
            try {
                body = JSON.parse(asked.responseText);
            } catch {
                // No JSON: the status says what there is to say.
            }
            if (asked.status >= 200 && asked.status < 300) resolve(body);
            else reject(new Trouble(asked.status, body, `The gateway answered ${asked.status} ${asked.statusText}.`));
        });
        asked.addEventListener('error', () =>
            reject(new Trouble(0, null, 'The connection broke. What was reported as done stays done.')),
        );
        asked.addEventListener('abort', () =>
            reject(new Trouble(0, null, 'Stopped. What was taken until then stays; the list below tells how much.')),
        );
        asked.send(file);
    });
    return { done, stop: () => asked.abort() };
}

// A bar with rate and time left. { element, show(part) }: `part` of `whole` octets.
export function progress_bar(label, whole) {
    const bar = h('progress', { max: 1000, value: 0, 'aria-label': label });
    const words = h('span', '\u00a0');
    const percent = h('b', '0 %');
    const began = performance.now();
    return {
        element: h('div.progress', h('div.progress-words', percent, words), bar),
        show(part) {
            const share = whole ? Math.min(part / whole, 1) : 1;
            const gone = (performance.now() - began) / 1000;
            const rate = part / Math.max(gone, 0.001);
            const left = Math.ceil((whole - part) / Math.max(rate, 1));
            bar.value = share * 1000;
            percent.textContent = `${Math.floor(share * 100)} %`;
            words.textContent =
                share < 1
                    ? `${octets(part)} of ${octets(whole)} · ${octets(rate)} a second · ${left >= 60 ? `${Math.ceil(left / 60)} min` : `${left} s`} left`
                    : 'All sent; the gateway finishes.';
        },
    };
}
