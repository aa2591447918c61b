// Starts programs on a core of their own, and asks the kernel about them.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

export const load_core = '0';
export const proxy_core = '1';
export const both_cores = '0,1';

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill())); // gently: nginx ends its workers

// On `cores`; what it says goes to `log`, a file's path. `env`: more variables.
export function start(cores, command, words, log, env = {}) {
    const out = fs.openSync(log, 'a');
    const child = spawn('taskset', ['-c', cores, command, ...words], { stdio: ['ignore', out, out], env: { ...process.env, ...env } });
    fs.closeSync(out);
    running.add(child);
    child.over = new Promise((resolve) => child.on('exit', resolve)).then(() => running.delete(child));
    return child;
}

export async function stop(child) {
    child.kill('SIGTERM');
    await child.over;
}

// A port that nobody has now. Whoever takes it before its user does makes that one fail, and say so.
export function free_port() {
    return new Promise((resolve, reject) => {
        const probe = net.createServer().on('error', reject);
        probe.listen(0, '127.0.0.1', () => {
            const { port } = probe.address();
            probe.close(() => resolve(port));
        });
    });
}

// Resolves when somebody listens there, rejects when the process has ended.
export async function listening(child, port) {
    for (;;) {
        if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended`);
        if (await dials(port)) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
function dials(port) {
    return new Promise((resolve) => {
        const socket = net.connect(port, '127.0.0.1');
        socket.on('connect', () => resolve(socket.destroy() !== null)).on('error', () => resolve(false));
    });
}

// The process and its children: taskset becomes its program, and nginx has workers.
export function family(pid) {
    const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return [pid, ...(children ? children.split(' ').map(Number) : [])];
}

// Octets.
export function resident(pids) {
    const of = (pid) => Number(fs.readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) * 1024;
    return pids.reduce((sum, pid) => sum + of(pid), 0);
}

export function machine() {
    const cpu = fs.readFileSync('/proc/cpuinfo', 'utf8').match(/model name\s*:\s*(.*)/)[1];
    const load = fs.readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
    return `${cpu}, ${execFileSync('nproc', { encoding: 'utf8' }).trim()} cores, Linux ${os.release()}, load ${load} when it began`;
}

// "HAProxy 2.6.12, nginx 1.22.1, stopgate 0.1.0 (0123abc)". `programs`: where that one lies.
export function versions(programs) {
    const said = (command, words) => {
        const { stdout, stderr } = spawnSync(command, words, { encoding: 'utf8' });
        return `${stdout}${stderr}`;
    };
    const number = (text) => text.match(/\d+\.[\d.]*\d/)[0];
    const ours = said(path.join(programs, 'stopgate'), ['--version']).trim();
    return `HAProxy ${number(said('haproxy', ['-v']))}, nginx ${number(said('nginx', ['-v']))}, ${ours}`;
}
