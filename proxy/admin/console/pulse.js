// The gateway's metrics, asked for every two seconds while the page can be seen: the last five minutes of them.
import { get, text } from './api.js';
import { quantile, read_exposition, sum } from './exposition.js';

const beat_ms = 2_000;
export const span_ms = 300_000;
const quantile_samples = 5; // ten seconds: smooth enough to read, quick enough to see a change

export const pulse = {
    samples: [], // { at, families, rates }, oldest first
    ready: null, // null: not known; '' ready; else why not
    reached: true,
};

const listeners = new Set();
let timer = 0;

// `told` is called after each beat until the signal aborts, and now if there is something.
export function on_beat(told, signal) {
    listeners.add(told);
    signal?.addEventListener('abort', () => listeners.delete(told));
    if (pulse.samples.length) told(pulse);
}

export function start_pulse() {
    if (!timer) timer = setInterval(() => document.visibilityState === 'visible' && beat(), beat_ms);
    return beat();
}

export function stop_pulse() {
    clearInterval(timer);
    timer = 0;
    pulse.samples = [];
}

let asking = false;
async function beat() {
    if (asking) return;
    asking = true;
    try {
        const families = read_exposition(await text('/metrics'));
        pulse.ready = await get('/readyz').then(
            () => '',
            (trouble) => trouble.message,
        );
        pulse.reached = true;
        take(families);
    } catch (trouble) {
        pulse.reached = false;
        pulse.ready = trouble.message;
    } finally {
        asking = false;
    }
    for (const told of listeners) told(pulse);
}

const counters = {
    passed: ['stopgate_pdus_total', { direction: 'upstream', command: 'submit_sm', outcome: 'relayed' }],
    refused: ['stopgate_submits_refused_total', {}],
    opt_outs: ['stopgate_keywords_total', { keyword_class: 'opt_out' }],
    opt_ins: ['stopgate_keywords_total', { keyword_class: 'opt_in' }],
};

function take(families) {
    const at = Date.now();
    const totals = Object.fromEntries(
        Object.entries(counters).map(([name, [family, labels]]) => [name, sum(families, family, labels)]),
    );
    const before = pulse.samples.at(-1);
    // Counters that went back are those of a gateway that was started again: a new history begins.
    if (before && Object.keys(totals).some((name) => totals[name] < before.totals[name])) pulse.samples = [];
    const last = pulse.samples.at(-1);
    const rates =
        last &&
        Object.fromEntries(
            Object.keys(totals).map((name) => [name, ((totals[name] - last.totals[name]) * 1000) / Math.max(at - last.at, 1)]),
        );
    const from = pulse.samples.at(-quantile_samples) ?? pulse.samples[0];
    const time = (name, q) => (from ? quantile(families, from.families, name, q) : null);
    const times = {
        carrier_median: time('stopgate_upstream_response_seconds', 0.5),
        carrier_slow: time('stopgate_upstream_response_seconds', 0.99),
        lookup_median: time('stopgate_lookup_seconds', 0.5),
        lookup_slow: time('stopgate_lookup_seconds', 0.99),
        durable_median: time('stopgate_opt_out_durable_seconds', 0.5),
        durable_slow: time('stopgate_opt_out_durable_seconds', 0.99),
    };
    pulse.samples.push({ at, families, totals, rates, times });
    while (pulse.samples[0].at < at - span_ms - beat_ms) pulse.samples.shift();
}
