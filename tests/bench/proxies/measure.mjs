// Rounds of measurements, in another order each, and what they say together.
import { execFile, spawn } from 'node:child_process';
import readline from 'node:readline';
import { promisify } from 'node:util';

import { load_core, resident } from './processes.mjs';

export class Load {
    constructor(program, sink) {
        Object.assign(this, { program, sink });
    }
    #words(rival, words) {
        const of = rival.pids.flatMap((pid) => ['--process', String(pid)]);
        return ['-c', rival.load_cores ?? load_core, this.program, '--sink-port', String(this.sink), ...of, ...rival.words, ...words];
    }
    // This process goes on meanwhile: it may scrape.
    async take(rival, words) {
        return JSON.parse((await promisify(execFile)('taskset', this.#words(rival, words))).stdout);
    }
    // Binds, does `work` while all is silent, and gives what that gives.
    async hold(rival, words, work) {
        const child = spawn('taskset', this.#words(rival, [...words, '--hold']), { stdio: ['pipe', 'pipe', 'inherit'] });
        const over = new Promise((resolve) => child.on('exit', resolve));
        await readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
        const given = await work();
        child.stdin.end();
        await over;
        return given;
    }
}

// [{rival, ...what was measured}] of so many rounds, in which the order is another each time.
export async function rounds(count, rivals, take, say = () => {}) {
    const taken = [];
    for (let round = 0; round < count; round++) {
        for (const rival of shuffled(rivals)) {
            const one = { rival: rival.name, round, ...(await take(rival)) };
            taken.push(one);
            say(one);
        }
    }
    return taken;
}
function shuffled(all) {
    const given = [...all];
    for (let at = given.length - 1; at > 0; at--) {
        const other = Math.floor(Math.random() * (at + 1));
        [given[at], given[other]] = [given[other], given[at]];
    }
    return given;
}

export function median(numbers) {
    const sorted = [...numbers].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
}
// The middle half: [first quartile, third].
function middle(numbers) {
    const sorted = [...numbers].sort((a, b) => a - b);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    return [at(0.25), at(0.75)];
}

// What each round gave, said by its median and its middle half; null: nothing that could be compared.
export function of_rounds(numbers) {
    return numbers.every(Number.isFinite) ? { median: median(numbers), middle: middle(numbers) } : null;
}

// Medians of one rival, and of its ratios to `base` in the same round, with their middle halves.
export function summary(taken, name, base) {
    const own = taken.filter((one) => one.rival === name);
    const beside = (one) => taken.find((other) => other.rival === base && other.round === one.round);
    const ratio = (value) => of_rounds(own.map((one) => value(one) / value(beside(one))));
    const of = (value) => median(own.map(value));
    return {
        name,
        per_second: of((one) => one.per_second),
        cpu_ns: of((one) => one.cpu?.ns_per_submit ?? NaN),
        system_share: of((one) => (one.cpu ? one.cpu.system / (one.cpu.user + one.cpu.system) : NaN)),
        p50: of((one) => one.latency_ns.p50),
        p99: of((one) => one.latency_ns.p99),
        p99_9: of((one) => one.latency_ns.p99_9),
        ratios: {
            per_second: ratio((one) => one.per_second),
            cpu: ratio((one) => one.cpu?.ns_per_submit ?? NaN),
            p99: ratio((one) => one.latency_ns.p99),
        },
    };
}

// Octets for each of so many silent links.
export async function memory_per_link(load, rival, links) {
    const before = resident(rival.pids);
    const during = await load.hold(rival, ['--links', String(links), '--window', '0'], () => resident(rival.pids));
    return (during - before) / links;
}
