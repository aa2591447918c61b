// What a submit costs in system calls, and a silent link in memory.
import path from 'node:path';

import { field_of } from './contest.mjs';
import { Lineup } from './lineup.mjs';
import { memory_per_link } from './measure.mjs';
import { count, markdown } from './report.mjs';

// Counting costs something, so by others than those that are timed. nginx drops its environment.
export async function system_calls(run) {
    const counted = await field_of(run, 'counted', path.join(run.asked.bench, 'libcounted_calls.so'));
    const among = [await counted.haproxy(), await counted.stopgate('Stopgate')];
    const rows = [];
    for (const window of run.asked.windows) {
        for (const one of among) {
            const { calls } = await run.load.take(one, ['--window', String(window), '--seconds', String(run.asked.seconds)]);
            rows.push([`${window}: ${one.name}`, ...Object.values(calls).map((each) => each.toFixed(3))]);
        }
    }
    for (const one of among) await one.stop();
    return { text: markdown(['a submit, there and back; window', 'read', 'read nothing', 'write', 'epoll_wait', 'other'], rows) };
}

// Of processes that have done nothing yet: in those of the other parts links would lie in what earlier ones left.
export async function memory(run) {
    const fresh = new Lineup(await field_of(run, 'silent'), new Map());
    const rows = [];
    for (const one of await fresh.all(['HAProxy', 'nginx', 'Stopgate', 'HAProxy, TLS', 'Stopgate, TLS'])) {
        rows.push([one.name, `${(await memory_per_link(run.load, one, run.asked.silent) / 1024).toFixed(1)} KiB`]);
    }
    await fresh.stop();
    return { text: markdown([`of ${count(run.asked.silent)} silent links`, 'each'], rows) };
}
