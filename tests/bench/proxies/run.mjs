// Stopgate beside HAProxy, nginx and nothing, in one run; see ../README.md.
//   node tests/bench/proxies/run.mjs [--rounds 7] [--seconds 1] [--windows 1,10,100] [--store DIR --entries N] [--only WORD]
//        [--programs build/release] [--load build/bench/tests/bench/smpp_load] [--out DIR]
// Prints tables; with --out also writes them, plots and every measurement there.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { Load, median, memory_per_link, rounds, summary } from './measure.mjs';
import { load_core, machine, proxy_core } from './processes.mjs';
import { comparison, markdown, plot } from './report.mjs';
import { Field } from './rivals.mjs';

const { values: asked } = parseArgs({
    options: {
        rounds: { type: 'string', default: '7' },
        seconds: { type: 'string', default: '1' },
        windows: { type: 'string', default: '1,10,100' },
        programs: { type: 'string', default: 'build/release' },
        load: { type: 'string', default: 'build/bench/tests/bench/smpp_load' },
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
const load = new Load(asked.load, field.sink);

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
for (const window of windows) {
    const words = ['--window', String(window), '--seconds', asked.seconds];
    const taken = await rounds(Number(asked.rounds), rivals, (rival) => load.take(rival, words), ({ rival, round, per_second }) =>
        process.stderr.write(`window ${window} round ${round} ${rival}: ${Math.round(per_second)}/s\n`),
    ); // prettier-ignore
    all[window] = taken;
    const summaries = rivals.map((one) => summary(taken, one.name, base[one.name] ?? 'HAProxy'));
    report.push(`Window ${window}:\n`, comparison(summaries, 'HAProxy'));
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
    const points = (name) => windows.map((at) => [at, median(all[at].filter((one) => one.rival === name).map((one) => one.per_second))]);
    const series = rivals.map(({ name }) => ({ name, points: points(name) }));
    const titles = { title: 'Submits a second, 8 links', x: 'window', y: 'submits a second' };
    fs.writeFileSync(path.join(asked.out, 'throughput.svg'), plot({ ...titles, series }));
}
fs.rmSync(directory, { recursive: true });
