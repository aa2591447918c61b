// Stopgate beside HAProxy, nginx and nothing, in one run; see ../README.md.
//   node tests/bench/proxies/run.mjs [--store DIR] [--readme tests/bench/README.md] [--parts windows,links,…] [--rounds 7] …
// Prints tables. --readme: writes them there too, and plots to proxies/ beside it; --out: all of that and every measurement to a folder.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { Contest } from './contest.mjs';
import { core } from './core.mjs';
import { memory, system_calls } from './footprint.mjs';
import { Lineup } from './lineup.mjs';
import { Load } from './measure.mjs';
import { open_loop } from './open_loop.mjs';
import { load_core, machine, proxy_core, versions } from './processes.mjs';
import { put_between_marks } from './report.mjs';
import { Field } from './rivals.mjs';
import { stops } from './stops.mjs';
import { stores } from './stores.mjs';
import { by_entries, by_links, by_window } from './throughput.mjs';
import { workers } from './workers.mjs';

const all_parts = {
    windows: ['How fast', by_window],
    rate: ['Latency at a fixed rate', open_loop],
    links: ['By links', by_links],
    entries: ['By entries in the list', by_entries],
    workers: ['A second worker', workers],
    stops: ['STOPs', stops],
    core: ['The core alone', core],
    calls: ['System calls', system_calls],
    memory: ['Memory', memory],
};

const numbers = (text) => (text ? text.split(',').map(Number) : []);
const option = (value) => ({ type: 'string', default: value });
const { values } = parseArgs({
    options: {
        parts: option(Object.keys(all_parts).join(',')),
        rounds: option('7'),
        seconds: option('0.7'), // of each measurement
        windows: option('1,10,100'),
        links: option('1,8,64,512,2000'),
        entries: option('1000,1000000,10000000,100000000'), // sizes of lists; '': none but the empty one
        silent: option('2000'), // links whose memory is measured
        store: { type: 'string' }, // where stores of those sizes are, or are made and stay
        only: { type: 'string' }, // by window and at a fixed rate: HAProxy and those whose names match
        programs: option('build/release'),
        bench: option('build/bench/tests/bench'),
        out: { type: 'string' },
        readme: { type: 'string' },
    },
});
const asked = { ...values, rounds: Number(values.rounds), silent: Number(values.silent), windows: numbers(values.windows), links: numbers(values.links), entries: numbers(values.entries) }; // prettier-ignore

const began = Date.now();
const where = `${machine()}; ${versions(asked.programs)}; generator and sink on core ${load_core}, proxies on core ${proxy_core}; medians of ${asked.rounds} rounds of ${asked.seconds} s`;
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'stopgate-bench-'));
const field = new Field({ directory, programs: asked.programs });
await field.open();
const lists = stores(asked.store ?? path.join(directory, 'stores'), asked.entries, path.join(asked.bench, 'store_bench'));
const lineup = new Lineup(field, lists);
const run = new Contest({ asked, field, load: new Load(path.join(asked.bench, 'smpp_load'), field.sink), lineup, stores: lists });
run.names = lineup.names.filter((name) => !asked.only || name === 'HAProxy' || name === 'HAProxy, TLS' || name.match(asked.only));

const texts = [], plots = []; // prettier-ignore
for (const part of asked.parts.split(',')) {
    const [title, measure] = all_parts[part];
    const made = await measure(run);
    texts.push(`### ${title}\n\n${made.text}`, ...(made.plots ?? []).map(([file]) => `Plot: \`proxies/${file}\`\n`));
    plots.push(...(made.plots ?? []));
}
await lineup.stop();
fs.rmSync(directory, { recursive: true });

const minutes = Math.ceil((Date.now() - began) / 60000);
const report = [`Measured ${new Date(began).toISOString().slice(0, 16)} UTC in ${minutes} minutes: ${where}.\n`, ...texts].join('\n');
console.log(report);
function write(folder, files) {
    fs.mkdirSync(folder, { recursive: true });
    files.forEach(([file, text]) => fs.writeFileSync(path.join(folder, file), text));
}
if (asked.readme) {
    put_between_marks(asked.readme, report);
    write(path.join(path.dirname(asked.readme), 'proxies'), plots);
}
if (asked.out) write(asked.out, [...plots, ['tables.md', report], ['measurements.json', JSON.stringify({ where, asked, taken: run.taken })]]);
