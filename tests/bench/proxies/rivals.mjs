// What stands between generator and sink: nothing, HAProxy, nginx, Stopgate in several settings.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { family, free_port, listening, proxy_core, start, stop } from './processes.mjs';
import { filter_ready, scrape_each_second } from './scrape.mjs';

// One that runs. `words`: what its measurements have on the load's command line; `load_cores`: where its load runs, if not on the
// core of all.
export class Rival {
    constructor(name, words = []) {
        this.name = name;
        this.words = words;
        this.pids = [];
    }
    async stop() {
        if (this.child) await stop(this.child);
    }
}

export class Field {
    // `programs`: where the release build lies. `calls`: libcounted_calls.so, when system calls are to be counted.
    constructor({ directory, programs, calls }) {
        Object.assign(this, { directory, programs, calls });
    }
    // `sink`: another field's, whose generator this one's rivals share.
    async open(sink) {
        fs.mkdirSync(this.directory, { recursive: true });
        this.sink = sink ?? (await free_port());
        this.pem = path.join(this.directory, 'both.pem');
        const [key, cert] = ['key', 'cert'].map((part) => path.join(this.directory, `${part}.pem`));
        execFileSync('openssl', [
            ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'],
            ...['-subj', '/CN=localhost', '-keyout', key, '-out', cert],
        ], { stdio: 'ignore' }); // prettier-ignore
        fs.writeFileSync(this.pem, fs.readFileSync(cert, 'utf8') + fs.readFileSync(key, 'utf8'));
        Object.assign(this, { key, cert });
    }

    direct() {
        return new Rival('direct');
    }
    async haproxy({ tls = false } = {}) {
        const port = await free_port();
        const file = path.join(this.directory, `haproxy${tls ? '-tls' : ''}.cfg`);
        const front = tls ? ` ssl crt ${this.pem}` : '';
        const back = tls ? ' ssl verify none' : '';
        fs.writeFileSync(
            file,
            `global\n  nbthread 1\n  maxconn 5000\ndefaults\n  mode tcp\n  timeout connect 5s\n  timeout client 1h\n  timeout server 1h\n` +
                `listen smpp\n  bind 127.0.0.1:${port}${front}\n  server sink 127.0.0.1:${this.sink}${back}\n`,
        );
        return this.#run(`HAProxy${tls ? ', TLS' : ''}`, port, 'haproxy', ['-f', file], tls ? ['--tls', this.pem] : []);
    }
    async nginx() {
        const port = await free_port();
        const file = path.join(this.directory, 'nginx.conf');
        fs.writeFileSync(
            file,
            `load_module /usr/lib/nginx/modules/ngx_stream_module.so;\nworker_processes 1;\ndaemon off;\npid ${this.directory}/nginx.pid;\n` +
                `events { worker_connections 16384; }\nworker_rlimit_nofile 40000;\n` +
                `stream { tcp_nodelay on; server { listen 127.0.0.1:${port}; proxy_pass 127.0.0.1:${this.sink}; proxy_timeout 1h; } }\n`,
        );
        const words = ['-c', file, '-p', this.directory, '-e', path.join(this.directory, 'nginx.log')];
        return this.#run('nginx', port, 'nginx', words);
    }
    // Comes back with its memory filter filled: that takes the core of those who are measured. `store`: a directory; none: an
    // empty list. `memory`: of texts, in MiB; undefined: the default. `cores`: its own, if others than the proxies'. `words`: for
    // the load.
    async stopgate(name, { store, memory, tls = false, scrape = false, cores, workers = 1, words = [] } = {}) {
        const [port, admin] = [await free_port(), await free_port()];
        const own = path.join(this.directory, name.replace(/\W+/g, '-'));
        const file = `${own}.toml`;
        const pair = `{ cert = "${this.cert}", key = "${this.key}" }`;
        const lines = [
            `[store]\npath = "${store ?? own}"\n[admin]\nlisten = "127.0.0.1:${admin}"\n[[link]]\nname = "carrier"`,
            `listen = "127.0.0.1:${port}"\nupstream = ["127.0.0.1:${this.sink}"]`,
            tls ? `listen_tls = ${pair}\nupstream_tls = { verify = "none" }` : '',
            `[limits]\nworkers = ${workers}${memory === undefined ? '' : `\nremembered_texts_mib = ${memory}`}`,
        ];
        fs.writeFileSync(file, lines.join('\n') + '\n');
        const all = [...words, ...(tls ? ['--tls', this.pem] : [])];
        const made = await this.#run(name, port, path.join(this.programs, 'stopgate'), ['run', '--config', file], all, cores);
        await filter_ready(admin);
        if (scrape) scrape_each_second(admin);
        return made;
    }

    async #run(name, port, command, words, load_words = [], cores = proxy_core) {
        const counts = path.join(this.directory, `${name.replace(/\W+/g, '-')}.calls`);
        const counted = this.calls ? ['--calls', counts] : [];
        const env = this.calls ? { LD_PRELOAD: path.resolve(this.calls), STOPGATE_CALLS: counts } : {};
        const made = new Rival(name, ['--target', String(port), ...load_words, ...counted]);
        made.child = start(cores, command, words, path.join(this.directory, `${path.basename(command)}.log`), env);
        made.port = port;
        await listening(made.child, port);
        made.pids = family(made.child.pid);
        return made;
    }
}
