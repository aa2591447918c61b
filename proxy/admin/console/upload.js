// A file on its way to the gateway, with its progress. By XMLHttpRequest: fetch() can't tell how much was sent, and over HTTP/1.1
// Chromium gives nothing of an answer to either before the whole body is sent, however early it comes.
import { Trouble, query_of } from './api.js';
import { h } from './dom.js';
import { token } from './session.js';
import { count, octets } from './words.js';

const problem_of = (text) => {
    try {
        return JSON.parse(text);
    } catch {
        return null; // the status says what there is to say
    }
};

// `sent(octets)`: so many so far. `told(line)`: each line of the answer, which is NDJSON. Gives { done, stop() }: `done` is over
// with the answer; a Trouble of status 0 has `stopped` when it was stop().
export function upload(path, query, file, type, { sent, told }) {
    const asked = new XMLHttpRequest();
    let read = 0;
    function take_lines() {
        if (asked.status !== 200) return;
        const text = asked.responseText;
        for (let end; (end = text.indexOf('\n', read)) >= 0; read = end + 1) told(JSON.parse(text.slice(read, end)));
    }
    const done = new Promise((resolve, reject) => {
        const broke = (words, stopped) => reject(Object.assign(new Trouble(0, null, words), { stopped }));
        asked.open('POST', path + query_of(query));
        asked.setRequestHeader('authorization', `Bearer ${token()}`);
        asked.setRequestHeader('content-type', type);
        asked.upload.addEventListener('progress', ({ loaded }) => sent(loaded));
        asked.upload.addEventListener('load', () => sent(file.size));
        asked.addEventListener('progress', take_lines);
        asked.addEventListener('load', () => {
            take_lines();
            if (asked.status === 200) return resolve();
            const otherwise = `The gateway answered ${asked.status} ${asked.statusText}.`;
            reject(new Trouble(asked.status, problem_of(asked.responseText), otherwise));
        });
        asked.addEventListener('error', () => broke('The connection broke.', false));
        asked.addEventListener('abort', () => broke('Stopped. What was taken until then stays; the list below tells how much.', true));
        asked.send(file);
    });
    return { done, stop: () => asked.abort() };
}

const time_left = (seconds) => (seconds >= 60 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds)} s`);

// A bar with rate and time left. `show(part)`: of `whole` octets; `tell(lines, rejected)`: what the gateway says of it, which had
// `from` lines before.
export function progress_bar(label, whole, from = 0) {
    const bar = h('progress', { max: 1000, value: 0, 'aria-label': label });
    const words = h('span', '\u00a0');
    const lines_words = h('span');
    const percent = h('b', '0 %');
    const began = performance.now();
    const gone = () => Math.max((performance.now() - began) / 1000, 0.001);
    return {
        element: h('div.progress', h('div.progress-words', percent, words, lines_words), bar),
        show(part) {
            const share = whole ? Math.min(part / whole, 1) : 1;
            const rate = part / gone();
            bar.value = share * 1000;
            percent.textContent = `${Math.floor(share * 100)} %`;
            words.textContent =
                share < 1
                    ? `${octets(part)} of ${octets(whole)} · ${octets(Math.round(rate))} a second · ${time_left((whole - part) / Math.max(rate, 1))} left`
                    : 'All sent; the gateway finishes.';
        },
        tell(lines, rejected) {
            if (lines <= from) return;
            const wrong = rejected > 0 ? ` · ${count(rejected)} rejected` : '';
            lines_words.textContent = `${count(lines)} lines, ${count(Math.round((lines - from) / gone()))} a second${wrong}`;
        },
    };
}
