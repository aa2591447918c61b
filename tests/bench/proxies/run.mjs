// Stopgate beside HAProxy, nginx and nothing, in one run; see ../README.md.
//   node tests/bench/proxies/run.mjs [--rounds 7] [--seconds 1] [--windows 1,10,100] [--links 8] [--store DIR --entries N]
//        [--only WORD] [--programs build/release] [--bench build/bench/tests/bench] [--out DIR]
// Prints tables; with --out also writes them, plots and every measurement there.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { Load, memory_per_link, rounds, summary } from './measure.mjs';
import { load_core, machine, proxy_core } from './processes.mjs';
import { comparison, markdown, plot } from './report.mjs';
import { Field } from './rivals.mjs';

const { values: asked } = parseArgs({
    options: {
        rounds: { type: 'string', default: '7' },
        seconds: { type: 'string', default: '1' },
        windows: { type: 'string', default: '1,10,100' },
        programs: { type: 'string', default: 'build/release' },
        links: { type: 'string', default: '8' },
        bench: { type: 'string', default: 'build/bench/tests/bench' },
        store: { type: 'string' },
        entries: { type: 'string', default: '0' },
        only: { type: 'string' },
        out: { type: 'string' },
    },
});
const windows = asked.windows.split(',').map(Number);
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'stopgate-bench-'));
const field = new Field({ directory, programs: asked.programs });
await field.open();
const load = new Load(path.join(asked.bench, 'smpp_load'), field.sink);
const links = asked.links.split(',').map(Number);

// A store is one process's at a time: what shares one is one rival with several loads.
async function line_up() {
    const made = [field.direct(), await field.haproxy(), await field.nginx(), await field.stopgate('Stopgate')];
    made.push(await field.stopgate('Stopgate, no texts remembered', { memory: 0 }));
    made.push(await field.stopgate('Stopgate, scraped', { scrape: true }));
    if (asked.store) {
        const full = await field.stopgate('Stopgate, full list', { store: asked.store });
        const listed = (share) => ({ ...full, name: `${full.name}, ${share * 100} % refused`, words: [...full.words, '--listed', share, '--entries', asked.entries].map(String), stop() {} }); // prettier-ignore
        made.push(full, listed(0.01), listed(0.5));
    }
    made.push(await field.haproxy({ tls: true }), await field.stopgate('Stopgate, TLS', { tls: true }));
    return made.filter((one) => !asked.only || one.name.startsWith('HAProxy') || one.name.match(asked.only));
}

const began = machine();
const rivals = await line_up();
const base = { 'Stopgate, TLS': 'HAProxy, TLS' };
const all = {};
const report = [`${began}; load on core ${load_core}, proxies on core ${proxy_core}; ${asked.rounds} rounds of ${asked.seconds} s.\n`];
// One round after another of all rivals; what was taken also goes to `all`.
async function compare(title, among, words, base_of) {
    const taken = await rounds(Number(asked.rounds), among, (rival) => load.take(rival, [...words, '--seconds', asked.seconds]), (one) =>
        process.stderr.write(`${title}, round ${one.round}, ${one.rival}: ${Math.round(one.per_second)}/s\n`),
    ); // prettier-ignore
    all[title] = taken;
    return among.map((one) => summary(taken, one.name, base_of(one.name)));
}
const to_haproxy = (name) => base[name] ?? 'HAProxy';
const by_window = new Map();
for (const window of windows) {
    by_window.set(window, await compare(`window ${window}`, rivals, ['--window', String(window)], to_haproxy));
    report.push(`Window ${window}, 8 links:\n`, comparison(by_window.get(window), 'HAProxy'));
}
const by_links = new Map();
if (links.length > 1) {
    const few = rivals.filter(({ name }) => ['direct', 'HAProxy', 'Stopgate'].includes(name));
    for (const count of links) by_links.set(count, await compare(`${count} links`, few, ['--window', '10', '--links', String(count)], to_haproxy));
    for (const [count, summaries] of by_links) report.push(`${count} links, window 10:\n`, comparison(summaries, 'HAProxy'));
}
await count_calls();

// By other processes of the same programs: counting costs something.
async function count_calls() {
    const counted = new Field({ directory: path.join(directory, 'counted'), programs: asked.programs, calls: path.join(asked.bench, 'libcounted_calls.so') });
    await counted.open(field.sink);
    const among = [await counted.haproxy(), await counted.stopgate('Stopgate')]; // nginx drops its environment
    const rows = [];
    for (const window of windows) {
        for (const one of among) {
            const { calls } = await load.take(one, ['--window', String(window), '--seconds', asked.seconds]);
            rows.push([one.name, window, ...Object.values(calls).map((each) => each.toFixed(3))]);
        }
    }
    for (const one of among) await one.stop();
    report.push('System calls a submit, there and back:\n', markdown(['', 'window', 'read', 'read nothing', 'write', 'epoll_wait', 'other'], rows));
}

const idle = rivals.filter((one) => one.pids.length > 0);
const per_link = [];
for (const one of idle) per_link.push([one.name, `${(await memory_per_link(load, one, 500) / 1024).toFixed(1)} KiB`]);
report.push('Memory of a silent link:\n', markdown(['', 'of 500'], per_link));
for (const one of rivals) await one.stop();

console.log(report.join('\n'));
if (asked.out) {
    fs.mkdirSync(asked.out, { recursive: true });
    fs.writeFileSync(path.join(asked.out, 'measurements.json'), JSON.stringify({ machine: began, asked, all }));
    fs.writeFileSync(path.join(asked.out, 'tables.md'), report.join('\n'));
    const lines = (by, value) => rivals.map(({ name }) => ({ name, points: [...by].flatMap(([at, summaries]) => summaries.filter((one) => one.name === name).map((one) => [at, value(one)])) })).filter(({ points }) => points.length > 0); // prettier-ignore
    const draw = (file, title, x, y, by, value) =>
        fs.writeFileSync(path.join(asked.out, file), plot({ title, x, y, series: lines(by, value) }));
    draw('throughput.svg', 'Submits a second, 8 links', 'window', 'submits a second', by_window, (one) => one.per_second);
    if (by_links.size > 0) draw('links.svg', 'Submits a second, window 10', 'links', 'submits a second', by_links, (one) => one.per_second);
}
fs.rmSync(directory, { recursive: true });
