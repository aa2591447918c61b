// How fast each of them is: by window, by the number of links, by the number of entries in the list.
import { listing } from './lineup.mjs';
import { comparison, count, plot } from './report.mjs';

const per_second = (one) => one.per_second;
const to_haproxy = (one) => one.ratios.per_second.median;

export async function by_window(run) {
    const seen = [];
    for (const window of run.asked.windows) seen.push([window, await run.compare(`window ${window}`, run.names, ['--window', window])]);
    return {
        text: table('window, 8 links', seen),
        plots: [['throughput.svg', drawn('Submits a second, 8 links', 'window', seen, per_second)]],
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
        plots: [['links.svg', drawn('Submits a second, window 10', 'links', seen, per_second)]],
    };
}

export async function by_entries(run) {
    const names = run.asked.entries.map(listing);
    const parts = [], lines = []; // prettier-ignore
    for (const window of run.asked.windows) {
        const all = await run.compare(`entries, window ${window}`, ['HAProxy', ...names], ['--window', window]);
        parts.push([window, all]);
        lines.push({ name: `window ${window}`, points: run.asked.entries.map((entries, at) => [entries, to_haproxy(all[at + 1])]) });
    }
    const words = { title: "Submits a second as a share of HAProxy's", x: 'entries in the list', y: '1: as many as HAProxy' };
    return { text: table('window, 8 links', parts), plots: [['entries.svg', plot({ ...words, series: lines })]] };
}

// `seen`: [[place, summaries]…].
function table(head, seen) {
    return comparison(
        head,
        seen.flatMap(([at, all]) => all.map((one) => ({ ...one, name: `${count(at)}: ${one.name}` }))),
    );
}
function drawn(title, x, seen, value) {
    const names = seen[0][1].map((one) => one.name);
    const points = (name) => seen.map(([at, all]) => [at, value(all.find((one) => one.name === name))]);
    return plot({ title, x, y: 'submits a second', series: names.map((name) => ({ name, points: points(name) })) });
}
