// What a second worker brings where there are two cores: load and gateway share both, so that neither has a core of its own.
import fs from 'node:fs';
import path from 'node:path';

import { field_of } from './contest.mjs';
import { median, of_rounds, rounds } from './measure.mjs';
import { both_cores } from './processes.mjs';
import { count, markdown, spread } from './report.mjs';
import { Rival } from './rivals.mjs';

export async function workers(run) {
    const kinds = [
        { name: '', windows: [10, 100] },
        { name: ', TLS', windows: [100], tls: true },
        ...some_list(run).map(([entries, store]) => ({ name: ', half refused', windows: [100], entries, store: store() })),
    ];
    const rows = [];
    for (const kind of kinds) {
        const among = await line_up(await field_of(run, `workers${kind.name.replace(/\W+/g, '-')}`), kind);
        for (const window of kind.windows) {
            const words = ['--window', window, '--seconds', run.asked.seconds].map(String);
            const taken = await rounds(run.asked.rounds, among, (one) => run.load.take(one, words));
            run.taken[`workers, window ${window}${kind.name}`] = taken;
            rows.push(...among.map(({ name }) => [`${window}${kind.name}: ${name}`, ...figures(taken, name)]));
        }
        for (const one of among) await one.stop();
    }
    return { text: markdown(['window, 8 links', 'submits/s', 'CPU ns', "load's CPU ns", 'of the two cores busy', 'throughput', 'CPU'], rows) };
}

// One that is soon copied.
function some_list(run) {
    return [...run.stores].filter(([entries]) => entries <= 1_000_000).slice(-1);
}

// Two gateways of one worker each share nothing but the machine: what two workers of one lose against them is what they share.
async function line_up(field, { tls, entries, store }) {
    const words = entries ? ['--listed', '0.5', '--entries', String(entries)] : [];
    const gateway = (name, workers) => field.stopgate(name, { tls, workers, words, cores: both_cores, store: store && copy(name) });
    const copy = (name) => {
        const own = path.join(field.directory, `store of ${name}`); // each gateway has its own
        fs.cpSync(store, own, { recursive: true });
        return own;
    };
    const halves = [await gateway('one half', 1), await gateway('other half', 1)];
    const two = new Rival('two gateways of one worker', [...halves[0].words, '--target', String(halves[1].port)]);
    two.pids = halves.flatMap(({ pids }) => pids);
    two.stop = () => Promise.all(halves.map((one) => one.stop()));
    const all = [await gateway('one worker', 1), await gateway('two workers', 2), two];
    return all.map((one) => Object.assign(one, { load_cores: both_cores }));
}

function figures(taken, name) {
    const own = taken.filter((one) => one.rival === name);
    const per_submit = (one) => one.cpu.ns_per_submit;
    const of_load = (one) => (one.load_cpu_seconds * 1e9) / one.submits;
    const beside = (value) =>
        spread(of_rounds(own.map((one) => value(one) / value(taken.find((other) => other.rival === 'one worker' && other.round === one.round)))));
    const busy = median(own.map((one) => (one.cpu.seconds + one.load_cpu_seconds) / (2 * one.seconds)));
    return [
        count(median(own.map((one) => one.per_second))),
        count(median(own.map(per_submit))),
        count(median(own.map(of_load))),
        `${count(busy * 100)} %`,
        beside((one) => one.per_second),
        beside(per_submit),
    ];
}
