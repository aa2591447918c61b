// Does the admin API, hammered, hold up texts? Run by hand: STOPGATE_BUILD=build/release node tests/bench/admin_hammer.mjs [ROUNDS]
//
// One text at a time goes through a gateway and back, timed. Rounds take turns: nobody asks the API; 16 connections ask it as fast as
// it answers; the same 16 ask another gateway, which no text passes. The last one is what the processor time that the hammering takes
// costs on this machine, whoever it is taken by: what is more than that is the admin server's doing.
import { fork } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { fileURLToPath } from 'node:url';

import { Gateway } from '../e2e/gateway.mjs';
import { Smsc } from '../e2e/sims.mjs';
import * as smpp from '../e2e/smpp.mjs';

const connections = 16;
const texts = 2_000; // of a turn
const targets = ['/v1/suppressions?limit=1000', '/v1/links', '/metrics', '/v1/events?limit=1000', '/console/app.js'];

// --- in a process of its own: hammers until it is told to stop, then says how many answers there were ---

function hammer() {
    let answered = 0;
    let turn = 0; // 0: none
    let turns = 0;
    const ask = (agent, options, one, of) => {
        if (of !== turn) return agent.destroy();
        const path = targets[one % targets.length];
        http.get({ ...options, path, agent }, (answer) => {
            if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode}`);
            answer.resume().on('end', () => {
                answered += 1;
                ask(agent, options, one + 1, of);
            });
        });
    };
    process.on('message', ({ port, token }) => {
        if (!port) {
            process.send({ answered });
            answered = 0;
            turn = 0;
            return;
        }
        turn = ++turns;
        for (let at = 0; at < connections; ++at) {
            const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
            ask(agent, { host: '127.0.0.1', port, headers: { authorization: `Bearer ${token}` } }, at, turn);
        }
    });
}

// --- one text after the other ---

class Pinger {
    static async start(port) {
        const made = new Pinger();
        made.socket = net.connect(port, '127.0.0.1').setNoDelay(true);
        made.framer = new smpp.Framer();
        made.socket.on('data', (piece) => {
            for (const one of made.framer.take(piece)) made.answered(one);
        });
        await made.ask(smpp.bind('trx', { sequence: 1 }));
        return made;
    }
    answered() {}
    ask(raw) {
        return new Promise((resolve) => {
            this.answered = resolve;
            this.socket.write(raw);
        });
    }
    async times(count) {
        const all = [];
        for (let at = 0; at < count; ++at) {
            const raw = smpp.submit_sm({ source: '5550000', destination: String(447700900000 + at), sequence: at + 2 });
            const begin = process.hrtime.bigint();
            await this.ask(raw);
            all.push(Number(process.hrtime.bigint() - begin) / 1_000);
        }
        return all.sort((one, other) => one - other);
    }
}

const median = (all) => all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)];

async function gateway_of(t, smsc) {
    const admin = { listen: '127.0.0.1:0', requests_per_second: 1_000_000 };
    const gateway = await Gateway.start(t, { upstream: smsc.address, config: { admin } });
    for (let at = 0; at < 2_000; ++at)
        await gateway.admin('PUT', '/v1/suppressions', { body: { recipient: String(15550000000 + at), sender: '5550000' } });
    return gateway;
}

async function main(rounds) {
    const endings = [];
    const t = { after: (ending) => endings.push(ending) };
    const child = fork(fileURLToPath(import.meta.url), ['hammer']);
    endings.push(() => child.kill());
    try {
        const smsc = await Smsc.start(t, '--quiet-pdus');
        const [texted, other] = [await gateway_of(t, smsc), await gateway_of(t, smsc)];
        const pinger = await Pinger.start(texted.port());
        endings.push(() => pinger.socket.destroy());
        const variants = [
            { name: 'nobody asks the API', asked: null },
            { name: `${connections} connections hammer it`, asked: texted },
            { name: `they hammer another gateway`, asked: other },
        ].map((one) => ({ ...one, turns: [], rates: [] }));
        await pinger.times(texts); // warm
        for (let round = 0; round < rounds; ++round) {
            for (let at = 0; at < variants.length; ++at) {
                const one = variants[(round + at) % variants.length];
                const begin = Date.now();
                if (one.asked) child.send({ port: one.asked.admin_port, token: one.asked.token });
                const all = await pinger.times(texts);
                one.turns.push({ p50: all[Math.floor(texts * 0.5)], p99: all[Math.floor(texts * 0.99)] });
                if (!one.asked) continue;
                const said = new Promise((resolve) => child.once('message', resolve));
                child.send({});
                one.rates.push(((await said).answered * 1_000) / (Date.now() - begin));
            }
        }
        console.log(`${rounds} rounds of ${texts} texts; load ${fs.readFileSync('/proc/loadavg', 'utf8').split(' ', 2).join(' ')}\n`);
        console.log('| | p50 us | p99 us | answers of the API a second |\n| --- | --- | --- | --- |');
        for (const { name, turns, rates } of variants) {
            const of = (what) => Math.round(median(turns.map((turn) => turn[what])));
            console.log(`| ${name} | ${of('p50')} | ${of('p99')} | ${rates.length ? Math.round(median(rates)) : '–'} |`);
        }
    } finally {
        for (const ending of endings) await ending();
    }
}

if (process.argv[2] === 'hammer') hammer();
else await main(Number(process.argv[2] ?? 15));
