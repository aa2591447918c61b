// The gateway under test: its configuration file, its process, its admin API and its command line.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

import { Program, built, directory, run, until } from './harness.mjs';

// A JavaScript object as TOML. Arrays of objects at the top become [[tables]].
export function toml(settings) {
    const lines = [];
    for (const [name, section] of Object.entries(settings)) {
        for (const table of Array.isArray(section) ? section : [section]) {
            lines.push(Array.isArray(section) ? `[[${name}]]` : `[${name}]`);
            for (const [key, value] of Object.entries(table)) lines.push(`${key} = ${toml_value(value)}`);
        }
    }
    return lines.join('\n') + '\n';
}
function toml_value(value) {
    if (Array.isArray(value)) return `[${value.map(toml_value).join(', ')}]`;
    if (typeof value !== 'object') return JSON.stringify(value);
    return `{ ${Object.entries(value)
        .map(([key, inner]) => `${key} = ${toml_value(inner)}`)
        .join(', ')} }`;
}

const run_directly = (gateway) =>
    new Program(built('stopgate'), ['run', '--config', gateway.file], { name: 'stopgate', env: gateway.env });

// A line of the log, in either format; of a line that is of neither, nothing.
export function fields_of(line) {
    const json = line.replace(/^<\d>/, ''); // the journal's priority
    if (json.startsWith('{')) return as_json(json) ?? {};
    const pairs = [...line.matchAll(/(\w+)=("(?:[^"\\]|\\.)*"|\S*)/g)];
    return Object.fromEntries(pairs.map(([, key, value]) => [key, value.startsWith('"') ? JSON.parse(value) : value]));
}

export class Gateway {
    // `upstream`: the SMSC's address. `config`: sections of the configuration that differ from the defaults; `link`: keys of the
    // one link, or several links. `launch`: starts the process of that gateway in another way.
    static async start(t, { upstream, config = {}, link = {}, env = {}, launch = run_directly }) {
        const gateway = new Gateway();
        t.after(() => gateway.process?.kill()); // before the directory goes: hooks run in this order
        gateway.directory = directory(t);
        gateway.store = path.join(gateway.directory, 'store');
        gateway.file = path.join(gateway.directory, 'stopgate.toml');
        gateway.env = env;
        gateway.launch = launch;
        const links = Array.isArray(link) ? link : [{ name: 'carrier', upstream: [upstream].flat(), ...link }];
        gateway.links = links.map((one) => one.name);
        gateway.settings = {
            store: { path: gateway.store },
            admin: { listen: '127.0.0.1:0' },
            link: links.map((one) => ({ listen: '127.0.0.1:0', ...one })),
            ...config,
            limits: { workers: 1, ...config.limits },
        };
        gateway.write();
        await gateway.up();
        return gateway;
    }

    // The configuration file, from `settings`; they may have been changed.
    write() {
        fs.writeFileSync(this.file, toml(this.settings));
    }

    // SIGHUP; resolves when the log says how it went: the line.
    hang_up() {
        const since = this.log.mark();
        this.process.signal('SIGHUP');
        return this.log.first((line) => /configuration (not )?reloaded/.test(line), since);
    }

    // Starts the process; again after `kill` or `stop`, on the same store. Ports are the kernel's choice each time.
    async up() {
        this.spawn();
        await this.ready();
    }

    spawn() {
        this.process = this.launch(this);
        this.log = this.process.errors;
        this.since = this.log.mark();
    }

    async ready() {
        const port_of = (line) => Number(fields_of(line).address.match(/:(\d+)$/)[1]);
        const is_admin = ({ event, address }) => event === 'admin listening' && !address.startsWith('unix:');
        this.admin_port = port_of(await this.log.first((line) => is_admin(fields_of(line)), this.since));
        this.ports = new Map();
        for (const name of this.links) {
            const is_its = ({ event, link }) => event === 'listening' && link === name;
            this.ports.set(name, port_of(await this.log.first((line) => is_its(fields_of(line)), this.since)));
        }
    }

    port(link) {
        return link ? this.ports.get(link) : [...this.ports.values()][0];
    }
    kill() {
        return this.process.kill();
    }

    // SIGTERM; resolves with how it ended.
    stop() {
        this.process.signal('SIGTERM');
        return this.process.exited;
    }

    get token_file() {
        return path.join(this.store, 'admin-token');
    }
    get token() {
        return fs.readFileSync(this.token_file, 'utf8').trim();
    }

    // {status, headers, text, json}. `token`: null to send none.
    async admin(method, where, { body, token = this.token, type = 'application/json' } = {}) {
        const headers = token === null ? {} : { authorization: `Bearer ${token}` };
        const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
        if (payload !== undefined) headers['content-type'] = type;
        return new Promise((resolve, reject) => {
            const asked = http.request(
                { host: '127.0.0.1', port: this.admin_port, path: where, method, headers, agent: false },
                (answer) => {
                    let text = '';
                    answer
                        .setEncoding('utf8')
                        .on('data', (piece) => {
                            text += piece;
                        })
                        .on('error', reject);
                    answer.on('end', () =>
                        resolve({ status: answer.statusCode, headers: answer.headers, text, json: as_json(text) }),
                    );
                },
            );
            asked.on('error', reject);
            asked.end(payload);
        });
    }

    // Like the curl that a person would write.
    async get(where, options) {
        const answer = await this.admin('GET', where, options);
        if (answer.status !== 200) throw new Error(`GET ${where}: ${answer.status} ${answer.text}`);
        return answer.json ?? answer.text;
    }

    // `stopgate …` as a client of this gateway: {code, stdout, stderr}.
    cli(...args) {
        return run(built('stopgate'), [
            ...args,
            '--admin',
            `http://127.0.0.1:${this.admin_port}`,
            '--token-file',
            this.token_file,
        ]);
    }

    // The sum of the samples of one family whose labels include `labels`.
    async metric(family, labels = {}) {
        const text = await this.get('/metrics', { token: null });
        return sum(
            samples(text).filter(
                (one) => one.name === family && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
            ),
        );
    }

    // For what the gateway does on its own time: a failure shows its log.
    until(what, ask, settled) {
        return until(what, ask, settled, () => this.log.items.slice(-25).join('\n'));
    }
}

const sum = (found) => found.reduce((total, one) => total + one.value, 0);

// The Prometheus text exposition, sample by sample.
export function samples(text) {
    const found = [];
    for (const line of text.split('\n')) {
        const parts = line.match(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/);
        if (!parts) continue;
        const labels = Object.fromEntries(
            [...(parts[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, value]) => [key, value]),
        );
        found.push({ name: parts[1], labels, value: Number(parts[3]) });
    }
    return found;
}

function as_json(text) {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}
