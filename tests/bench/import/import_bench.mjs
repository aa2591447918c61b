// How fast a dirty list goes in through the command line, and how long a live STOP waits meanwhile. By hand:
//
//   STOPGATE_BUILD=build/release node tests/bench/import/import_bench.mjs [LINES]
//
// It prints one JSON object. Its files lie in the directory for temporary files.
import path from 'node:path';

import { service, stage } from '../../e2e/scene.mjs';
import { write } from './dirty_list.mjs';

const lines = Number(process.argv[2] ?? 20_000_000);
const ends = [];
const scope = { after: (what) => ends.push(what) };
const stop_number = (n) => `4477${String(n).padStart(8, '0')}`;

const { gateway, smsc } = await stage(scope);
const file = path.join(gateway.directory, 'dirty.csv');
write(file, lines);

let importing = false;
const waits = { before: [], during: [] };
let stopped = false;
const stops = (async () => {
    for (let n = 0; !stopped; ++n) {
        const began = performance.now();
        const during = importing;
        await smsc.mo(stop_number(n), service, 'STOP');
        (during ? waits.during : waits.before).push(performance.now() - began);
        await new Promise((wake) => setTimeout(wake, 20)); // a steady trickle; nothing waits for it
    }
})();
while (waits.before.length < 100) await smsc.now();
importing = true;
const began = performance.now();
const did = await gateway.cli('suppressions', 'import', file, '--map', 'recipient=phone', '--json');
const seconds = (performance.now() - began) / 1_000;
stopped = true;
await stops;

const spread = (all) => {
    all.sort((left, right) => left - right);
    const at = (part) => Number(all[Math.min(all.length - 1, Math.floor(all.length * part))]?.toFixed(1));
    return { count: all.length, median_ms: at(0.5), p99_ms: at(0.99), worst_ms: at(1) };
};
console.log(
    JSON.stringify(
        {
            lines,
            seconds: Number(seconds.toFixed(1)),
            rows_a_second: Math.round(lines / seconds),
            stop_before: spread(waits.before),
            stop_during: spread(waits.during),
            import: did.code <= 1 && did.stdout ? JSON.parse(did.stdout) : did,
        },
        null,
        2,
    ),
);
await gateway.stop();
for (const end of ends.reverse()) await end();
