// How long senders wait when Stopgate restarts: from SIGTERM to the old process's end, from there to the new one's readiness, which
// is the hand-over of the database. No sender is connected, so there is nothing to drain.
//   STOPGATE_BUILD=build/release node tests/bench/restart.mjs [ROUNDS] [STORE]
// STORE: of store_bench --keep (README.md); it is changed. Without: a new one.
import { performance } from 'node:perf_hooks';

import { Gateway } from '../e2e/gateway.mjs';

const rounds = Number(process.argv[2] ?? 11);
const store = process.argv[3];

const cleanups = [];
const scope = { after: (done) => cleanups.push(done) };
const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
const shown = (all) => `median ${median(all).toFixed(0)} ms, worst ${Math.max(...all).toFixed(0)}`;

const gateway = await Gateway.start(scope, { upstream: '127.0.0.1:1', config: store ? { store: { path: store } } : {} });
const figures = { end: [], start: [] };
for (let round = 0; round < rounds; round++) {
    const told = performance.now();
    await gateway.stop();
    const ended = performance.now();
    gateway.spawn();
    await gateway.log.first((line) => /\bstarted\b/.test(line), gateway.since);
    figures.start.push(performance.now() - ended);
    figures.end.push(ended - told);
}
console.log(`SIGTERM to the end: ${shown(figures.end)}`);
console.log(`the end to readiness: ${shown(figures.start)}`);
await gateway.kill();
for (const done of cleanups) await done();
