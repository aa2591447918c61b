// The relay core without sockets, by core_bench: time, allocations, and instructions as callgrind counts them.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { proxy_core } from './processes.mjs';
import { markdown } from './report.mjs';

const counted_rounds = 2;
const counted_turns = 20; // as many are enough: each is like the others
const pdus_a_turn = 200; // 100 requests and their answers
const counted = 'proxy::relay::link::received*'; // what a link does with what it reads

export async function core(run) {
    const program = path.join(run.asked.bench, 'core_bench');
    const told = execFileSync('taskset', ['-c', proxy_core, program, String(3 * run.asked.rounds)], { encoding: 'utf8' });
    // "1  one sender     57.0    26.0    42.0      0.0000"
    const rows = [...told.matchAll(/^(\d) +(.*?) +([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+)$/gm)].map(([, variant, name, ...figures]) => [
        name,
        ...figures,
        instructions(program, variant, run.field.directory).toFixed(0),
    ]);
    return { text: markdown(['a PDU', 'ns of a request', 'ns of an answer', 'mean', 'allocations', 'instructions'], rows) };
}

// In the mean of a request and its answer.
function instructions(program, variant, directory) {
    const words = ['--tool=callgrind', '--instr-atstart=no', `--toggle-collect=${counted}`];
    const log = path.join(directory, 'callgrind.log');
    const out = `--callgrind-out-file=${path.join(directory, 'callgrind.out')}`;
    execFileSync('valgrind', [...words, out, `--log-file=${log}`, program, String(counted_rounds), variant, String(counted_turns)]);
    const all = Number(fs.readFileSync(log, 'utf8').match(/Collected : (\d+)/)[1]);
    return all / (counted_rounds * counted_turns * pdus_a_turn);
}
