// At a fixed rate, whether or not the submits before have been answered: a proxy that stalls can't hide it by slowing its load down.
import { comparison, count } from './report.mjs';

// Of what HAProxy takes in the closed loop of this window.
const share = 0.5;
const wide_window = 1000; // of each link: who keeps up needs less by far
const widest = 10; // half of HAProxy's rate at wider ones is more than some rivals can do

export async function open_loop(run) {
    const rows = [];
    const windows = run.asked.windows.filter((window) => window <= widest);
    for (const window of windows) {
        const closed = run.summaries[`window ${window}`] ?? (await run.compare(`window ${window}`, ['HAProxy'], ['--window', window]));
        const rate = Math.round(share * closed.find((one) => one.name === 'HAProxy').per_second);
        const all = await run.compare(`${rate} a second`, run.names, ['--rate', rate, '--window', wide_window]);
        rows.push(...all.map((one) => ({ ...one, name: `${count(rate)}: ${one.name}` })));
    }
    return { text: comparison(`submits/s due (${share * 100} % of HAProxy's, window ${windows.join(' and ')})`, rows) };
}
