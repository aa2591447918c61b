// Prometheus and Alertmanager from Debian, started for one test.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

import { Program, directory, until } from '../e2e/harness.mjs';

// {status, body} of a GET, or null while nobody listens.
function get(port, where) {
    return new Promise((resolve) => {
        http.get({ host: '127.0.0.1', port, path: where, agent: false }, (answer) => {
            let text = '';
            answer
                .setEncoding('utf8')
                .on('data', (piece) => {
                    text += piece;
                })
                .on('end', () => resolve({ status: answer.statusCode, body: as_json(text) }));
        }).on('error', () => resolve(null));
    });
}
function as_json(text) {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

class Server {
    static async up(server, t, program, words, listening) {
        server.process = new Program(program, words, { name: program });
        t.after(() => server.process.kill());
        const line = await server.process.errors.first((one) => listening.test(one));
        server.port = Number(line.match(listening)[1]);
        return server;
    }
    async get(where) {
        const answer = await get(this.port, where);
        if (answer?.status !== 200) throw new Error(`${where}: ${JSON.stringify(answer)}`);
        return answer.body;
    }
}

export class Alertmanager extends Server {
    static start(t) {
        const home = directory(t);
        const file = path.join(home, 'alertmanager.yml');
        fs.writeFileSync(file, 'route: {receiver: nobody}\nreceivers: [{name: nobody}]\n');
        const words = [`--config.file=${file}`, `--storage.path=${home}/data`, '--cluster.listen-address='];
        return Server.up(
            new Alertmanager(),
            t,
            'prometheus-alertmanager',
            [...words, '--web.listen-address=127.0.0.1:0'],
            /msg="Listening on" address=127\.0\.0\.1:(\d+)/,
        );
    }
    alerts() {
        return this.get('/api/v2/alerts');
    }
}

export class Prometheus extends Server {
    // `target`: the gateway's admin port. Rules are those of deploy/prometheus, but nothing has to last before it fires.
    static async start(t, { target, rules, alertmanager }) {
        const home = directory(t);
        const file = path.join(home, 'prometheus.yml');
        const at_once = fs.readFileSync(rules, 'utf8').replace(/^( *)for: .*$/gm, '$1for: 0s');
        fs.writeFileSync(path.join(home, 'rules.yml'), at_once);
        fs.writeFileSync(
            file,
            `global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [rules.yml]\n` +
                `alerting: {alertmanagers: [{static_configs: [{targets: ['127.0.0.1:${alertmanager.port}']}]}]}\n` +
                `scrape_configs: [{job_name: stopgate, static_configs: [{targets: ['127.0.0.1:${target}']}]}]\n`,
        );
        const words = [`--config.file=${file}`, `--storage.tsdb.path=${home}/data`, '--web.listen-address=127.0.0.1:0'];
        const made = await Server.up(new Prometheus(), t, 'prometheus', words, /msg="Listening on" address=127\.0\.0\.1:(\d+)/);
        await until('Prometheus', () => get(made.port, '/-/ready'), (answer) => answer?.status === 200); // it listens before
        return made;
    }
    // The samples of an expression now.
    async query(expression) {
        const answer = await get(this.port, `/api/v1/query?query=${encodeURIComponent(expression)}`);
        if (answer?.body?.status !== 'success') throw new Error(`${expression}: ${JSON.stringify(answer)}`);
        return answer.body.data.result;
    }
    async rules() {
        return (await this.get('/api/v1/rules')).data.groups.flatMap((group) => group.rules);
    }
}
