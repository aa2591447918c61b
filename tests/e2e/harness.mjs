// Runs programs and keeps what they and raw peers say, in order. All waits are for an event; the deadline only ends a test that
// has already failed.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { inspect } from 'node:util';

// Milliseconds until a missing event is a failure. Sanitizer builds and loaded machines may raise it.
export const patience = Number(process.env.STOPGATE_PATIENCE ?? 15_000);

// Where the programs were built.
export const build = process.env.STOPGATE_BUILD ?? '';
export function built(name) {
    const found = [name, path.join('tests/sim', name)].map((at) => path.join(build, at)).find((at) => fs.existsSync(at));
    if (!build || !found) throw new Error(`${name} is not in STOPGATE_BUILD=${build || '(unset)'}`);
    return found;
}

// An item matches an object when all of the object's members are equal in it.
function matches(wanted, item) {
    if (typeof wanted === 'function') return wanted(item);
    return Object.entries(wanted).every(([key, value]) => item[key] === value);
}

// What one party said or saw, in order.
export class Trace {
    items = [];
    #cursor = 0;
    #waiting = new Set();
    #ended = null;

    // `context`: text for a failure's message, asked for when it is needed.
    constructor(name, context = () => '') {
        this.name = name;
        this.context = context;
    }

    push(item) {
        this.items.push(item);
        this.#wake();
    }

    // Nothing more will come; whoever waits is told `why`.
    end(why) {
        this.#ended ??= why;
        this.#wake();
    }

    get ended() {
        return this.#ended !== null;
    }
    mark() {
        return this.items.length;
    }
    all(wanted, since = 0) {
        return this.items.slice(since).filter((item) => matches(wanted, item));
    }

    // The first match at or after `since`, when it comes.
    async first(wanted, since = 0) {
        return this.items[await this.#index(wanted, since)];
    }

    // The first match after the item that the last `next` gave.
    async next(wanted) {
        const at = await this.#index(wanted, this.#cursor);
        this.#cursor = at + 1;
        return this.items[at];
    }

    // `count` matches at or after `since`.
    async several(count, wanted, since = 0) {
        let seen = 0;
        let looked = since;
        await this.#until(
            () => {
                for (; looked < this.items.length; looked++) if (matches(wanted, this.items[looked])) seen++;
                return seen >= count || null;
            },
            () => `${count} of ${wanted} (there are ${seen})`,
        );
        return this.all(wanted, since);
    }

    #index(wanted, since) {
        let looked = since;
        return this.#until(
            () => {
                for (; looked < this.items.length; looked++) if (matches(wanted, this.items[looked])) return looked;
                return null;
            },
            () => (typeof wanted === 'function' ? wanted.toString() : JSON.stringify(wanted)),
        );
    }

    #until(look, what) {
        const now = look();
        if (now !== null) return Promise.resolve(now);
        if (this.ended) return Promise.reject(this.#missing(what(), this.#ended));
        const asked = new Error().stack;
        return new Promise((resolve, reject) => {
            const settle = (how, value) => {
                clearTimeout(timer);
                this.#waiting.delete(attempt);
                if (value instanceof Error) value.stack = `${value.message}\n${asked}`;
                how(value);
            };
            const attempt = () => {
                const found = look();
                if (found !== null) settle(resolve, found);
                else if (this.ended) settle(reject, this.#missing(what(), this.#ended));
            };
            const timer = setTimeout(() => settle(reject, this.#missing(what(), `nothing in ${patience} ms`)), patience);
            this.#waiting.add(attempt);
        });
    }

    #wake() {
        for (const attempt of [...this.#waiting]) attempt();
    }

    #missing(what, why) {
        const tail = this.items
            .slice(-25)
            .map((item) => '    ' + (typeof item === 'string' ? item : show(item)))
            .join('\n');
        return new Error(`${this.name}: waited for ${what}: ${why}\n  last of ${this.items.length}:\n${tail}\n${this.context()}`);
    }
}

function show(item) {
    if (Buffer.isBuffer(item.raw))
        return `${item.command} status ${item.status} sequence ${item.sequence}: ${item.raw.toString('hex')}`;
    return inspect(item, { depth: 1, breakLength: Infinity, maxStringLength: 400 });
}

const running = new Set();
process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL');
});

// A program: its standard output as JSON items (other lines as {line}), its standard error as text lines.
export class Program {
    constructor(command, args, options = {}) {
        this.name = options.name ?? path.basename(command);
        // The kernel ends it when this process is killed, which no handler of ours would see.
        this.child = spawn('setpriv', ['--pdeathsig', 'SIGKILL', '--', command, ...args], {
            stdio: ['pipe', 'pipe', 'pipe'],
            cwd: options.cwd,
            env: { ...process.env, ...options.env },
        });
        running.add(this.child);
        this.errors = new Trace(`${this.name} stderr`);
        this.output = new Trace(this.name, () =>
            this.errors.items
                .slice(-25)
                .map((line) => `  stderr: ${line}`)
                .join('\n'),
        );
        readline.createInterface({ input: this.child.stdout }).on('line', (line) => this.output.push(as_item(line)));
        readline.createInterface({ input: this.child.stderr }).on('line', (line) => this.errors.push(line));
        this.child.stdin.on('error', () => {}); // it has gone; `exited` tells
        this.exited = new Promise((resolve) => {
            this.child.once('error', (error) => resolve({ code: null, signal: null, error }));
            this.child.once('close', (code, signal) => resolve({ code, signal }));
        }).then((how) => {
            running.delete(this.child);
            const why = how.error ? `could not start: ${how.error.message}` : `ended, code ${how.code}, signal ${how.signal}`;
            this.output.end(why);
            this.errors.end(why);
            return how;
        });
    }

    tell(line) {
        this.child.stdin.write(line + '\n');
    }

    signal(which) {
        this.child.kill(which);
    }

    kill() {
        this.child.kill('SIGKILL');
        return this.exited;
    }
}

function as_item(line) {
    try {
        const item = JSON.parse(line);
        if (item !== null && typeof item === 'object') return item;
    } catch {
        // Not every program speaks JSON.
    }
    return { line };
}

// Asks until `settled` says yes, and gives that answer: for what others do on their own time. The trace ends the asking.
export async function until(what, ask, settled, context) {
    const asked = new Trace(`${what}, asked again and again`, context);
    const done = asked.first((one) => settled(one));
    let over = false;
    done.finally(() => {
        over = true;
    }).catch(() => {});
    while (!over) asked.push(await ask());
    return done;
}

// Runs to its end: {code, stdout, stderr}.
export async function run(command, args, options = {}) {
    const child = spawn(command, args, { env: { ...process.env, ...options.env }, cwd: options.cwd });
    running.add(child);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (piece) => {
        stdout += piece;
    });
    child.stderr.on('data', (piece) => {
        stderr += piece;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    const code = await new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', resolve);
    }).finally(() => running.delete(child));
    return { code, stdout, stderr };
}

// A directory that goes with the test.
export function directory(t) {
    const made = fs.mkdtempSync(path.join(os.tmpdir(), 'stopgate-e2e-'));
    t.after(() => fs.rmSync(made, { recursive: true, force: true }));
    return made;
}
