// A STOP's way, from its deliver_sm to the answer that follows the fsync, and how many STOPs go in a second.
import { field_of } from './contest.mjs';
import { median, of_rounds } from './measure.mjs';
import { both_cores } from './processes.mjs';
import { count, markdown, microseconds, spread } from './report.mjs';

// Each number opts out once: a round goes on where the one before it ended.
const numbers_a_round = 250_000;
// The first second of a flood is that of eight thousand STOPs at once.
const steady_seconds = 2;

export async function stops(run) {
    const field = await field_of(run, 'stops');
    const gateway = await field.stopgate('Stopgate');
    const wide = await field.stopgate('Stopgate, both cores', { cores: both_cores });
    let next = 0;
    const take = async (one, words, seconds) => {
        const all = [];
        for (let round = 0; round < run.asked.rounds; round++, next += numbers_a_round) {
            const more = ['--window', 0, '--stops-from', next, '--seconds', seconds, ...words];
            all.push(await run.load.take(one, more.map(String)));
        }
        return all;
    };
    // Half-way between two STOPs this load appends a record to a file and syncs it: the same disk at the same time.
    const beside_sync = ['--sync-in', field.directory, '--links', 1, '--stop-rate'];
    const way = [];
    for (const rate of [50, 200, 1000]) {
        const all = await take(gateway, [...beside_sync, rate], Math.max(run.asked.seconds, 100 / rate));
        way.push([`${count(rate)} a second`, ...way_of(all)]);
    }
    const many = [];
    for (const [where, one] of [['one core', gateway], ['both cores, with the load', wide]]) {
        for (const links of [1, 8]) {
            const all = await take(one, ['--links', links, '--stop-window', 1000], Math.max(run.asked.seconds, steady_seconds));
            const of = (value) => median(all.map(value));
            many.push([
                `${where}, ${links} ${links === 1 ? 'link' : 'links'}`,
                count(of(({ stops }) => stops.per_second)),
                microseconds(of(({ cpu, stops }) => (cpu.seconds * 1e9) / stops.count)),
                count(of(({ stops }) => stops.latency_ns.p50) / 1e6),
                count(of(({ stops }) => stops.latency_ns.p99) / 1e6),
            ]);
        }
    }
    for (const one of [gateway, wide]) await one.stop();
    return {
        text: [
            markdown(['STOPs', 'p50 µs', 'p99 µs', 'one fsync, p50 µs', 'p50 / p50'], way),
            markdown(['a thousand under way on each link', 'STOPs/s', 'CPU µs', 'p50 ms', 'p99 ms'], many),
        ].join('\n'),
    };
}

function way_of(all) {
    const of = (value) => microseconds(median(all.map(value)));
    return [
        of(({ stops }) => stops.latency_ns.p50),
        of(({ stops }) => stops.latency_ns.p99),
        of(({ sync_ns }) => sync_ns.p50),
        spread(of_rounds(all.map(({ stops, sync_ns }) => stops.latency_ns.p50 / sync_ns.p50))),
    ];
}
