// How fast each of them is: by window, by the number of links, by the number of entries in the list.
import { listing } from './lineup.mjs';
import { comparison, count, plot } from './report.mjs';

const haproxy_of = (all) => all.find(({ name }) => name === 'HAProxy');
const share = { title: "Submits a second as a share of HAProxy's, 8 links", y: '1: as many as HAProxy' };

export async function by_window(run) {
    const seen = [];
    for (const window of run.asked.windows) seen.push([window, await run.compare(`window ${window}`, run.names, ['--window', window])]);
    return {
        text: table('window, 8 links', seen),
        plots: [['throughput.svg', drawn({ ...share, x: 'window' }, seen, (one, all) => one.per_second / haproxy_of(all).per_second)]],
    };
}

export async function by_links(run) {
    const seen = [];
    for (const links of run.asked.links) {
        const words = ['--window', 10, '--links', links];
        seen.push([links, await run.compare(`${links} links`, ['direct', 'HAProxy', 'Stopgate'], words)]);
    }
    return {
        text: table('links, window 10', seen),
        plots: [['links.svg', drawn({ title: 'Submits a second, window 10', x: 'links', y: 'submits a second' }, seen, (one) => one.per_second)]],
    };
}

export async function by_entries(run) {
    const names = run.asked.entries.map(listing);
    const parts = [], lines = []; // prettier-ignore
    for (const window of run.asked.windows) {
        const all = await run.compare(`entries, window ${window}`, ['HAProxy', ...names], ['--window', window]);
        parts.push([window, all]);
        lines.push({ name: `window ${window}`, points: run.asked.entries.map((entries, at) => [entries, all[at + 1].ratios.per_second.median]) });
    }
    return {
        text: table('window, 8 links', parts),
        plots: [['entries.svg', plot({ ...share, x: 'entries in the list', series: lines })]],
    };
}

// `seen`: [[place, summaries]…].
function table(head, seen) {
    return comparison(
        head,
        seen.flatMap(([at, all]) => all.map((one) => ({ ...one, name: `${count(at)}: ${one.name}` }))),
    );
}
function drawn(words, seen, value) {
    const names = seen[0][1].map((one) => one.name);
    const points = (name) => seen.map(([at, all]) => [at, value(all.find((one) => one.name === name), all)]);
    return plot({ ...words, series: names.map((name) => ({ name, points: points(name) })) });
}
