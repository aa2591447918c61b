// Many millions of random and mutated PDUs through a running gateway, from both sides at once: it must not end, hang or grow.
//
//   STOPGATE_BUILD=build/release node tests/e2e/soak.mjs --pdus 10000000 --seed 1 [--links 4] [--growth 64]
//
// After each batch a marker has to come through both ways, so a hang is seen. A session may end for a broken length and when this
// program ends it; any other end is a finding. `growth`: MiB of resident memory at the end over that at half of the run. STOPs are
// among what is sent, and the store's write buffers fill up to 128 MiB before they are emptied: a leak shows in a long run.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import { parseArgs } from 'node:util';

import { Gateway } from './gateway.mjs';
import { patience } from './harness.mjs';
import { Mutator, dice, marker_id } from './mutation.mjs';
import * as smpp from './smpp.mjs';

const { values } = parseArgs({
    options: {
        pdus: { type: 'string', default: '1000000' },
        seed: { type: 'string', default: '1' },
        links: { type: 'string', default: '4' },
        growth: { type: 'string', default: '64' },
    },
});
const wanted = Number(values.pdus);
const seed = Number(values.seed);
const link_count = Number(values.links);
const growth = Number(values.growth) * 2 ** 20;
const batch = 1_000; // PDUs a side writes before it waits for a marker

const tally = { sent: 0, received: 0, markers: 0, sessions: 0, broken: 0, unbound: 0, closed: 0, reset: 0 };

// One end of a connection: reads PDUs, answers requests, and knows the markers that came.
class End {
    #rest = Buffer.alloc(0);
    #mutated;
    markers = 0;
    over = false;

    constructor(socket, mutated) {
        this.socket = socket.setNoDelay(true);
        this.#mutated = mutated;
        socket.on('data', (piece) => this.#take(piece));
        socket.on('end', () => socket.end());
        socket.on('error', () => {});
        socket.on('close', () => this.#finish());
    }

    send(octets) {
        if (!this.socket.destroyed) this.socket.write(Buffer.from(octets));
    }

    // Until `marker` has come: true; false when the connection ended before.
    passed(marker) {
        return this.#until(() => this.markers >= marker);
    }
    closed() {
        return this.#until(() => false);
    }

    #waiting = null;
    #until(look) {
        if (look()) return Promise.resolve(true);
        if (this.over) return Promise.resolve(false);
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(`it hangs: nothing for ${patience} ms`)), patience);
            this.#waiting = () => {
                if (!look() && !this.over) return;
                clearTimeout(timer);
                this.#waiting = null;
                resolve(look());
            };
        });
    }

    #finish() {
        this.over = true;
        this.#waiting?.();
    }

    #take(piece) {
        const octets = this.#rest.length ? Buffer.concat([this.#rest, piece]) : piece;
        const back = [];
        let at = 0;
        while (octets.length - at >= 16) {
            const length = octets.readUInt32BE(at);
            assert.ok(length >= 16 && length <= 131_072, `the gateway wrote a length of ${length}`);
            if (octets.length - at < length) break;
            this.#one(octets, at, back);
            at += length;
        }
        this.#rest = octets.subarray(at);
        if (back.length && !this.socket.destroyed) this.socket.write(Buffer.concat(back));
        this.#waiting?.();
    }

    #one(octets, at, back) {
        tally.received++;
        const id = octets.readUInt32BE(at + 4);
        if (smpp.is_response(id)) return;
        if (id === marker_id) this.markers = octets.readUInt32BE(at + 16);
        const roll = this.#mutated(64);
        const answer = Buffer.alloc(roll ? 17 : 16 + this.#mutated(40), roll ? 0 : 0x2a);
        answer.writeUInt32BE(answer.length, 0);
        answer.writeUInt32BE(roll === 1 ? smpp.command.generic_nack : smpp.response_to(id), 4);
        answer.writeUInt32BE(roll === 2 ? this.#mutated(0x500) : 0, 8);
        octets.copy(answer, 12, at + 12, at + 16);
        back.push(answer);
    }
}

// An SMSC that hands over its connections, one for each that the gateway makes, by the system_id of the bind.
async function carrier(roll) {
    const met = new Map(); // system_id -> resolve
    const server = net.createServer((socket) => {
        socket.once('readable', () => {
            const head = socket.read();
            if (head === null) return;
            const name = head.toString('latin1', 16, head.indexOf(0, 16));
            const end = new End(socket, roll);
            socket.unshift(head);
            met.get(name)?.(end);
        });
        socket.on('error', () => {});
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const meet = (name) => new Promise((resolve) => met.set(name, resolve));
    return { meet, server, address: `127.0.0.1:${server.address().port}` };
}

// The life of one bind, from one to some dozen batches.
async function session(gateway, smsc, name, mutators, roll) {
    tally.sessions++;
    const socket = net.connect(gateway.port(), '127.0.0.1');
    await once(socket, 'connect');
    const sender = new End(socket, roll);
    const meeting = smsc.meet(name);
    const version = [0x33, 0x34, 0x50, roll(256)][roll(4)];
    sender.send(smpp.bind('trx', { system_id: name, version, sequence: 1 }));
    const both = [sender, await meeting];
    const marker = (number) => {
        const body = Buffer.alloc(4);
        body.writeUInt32BE(number);
        return smpp.pdu(marker_id, { sequence: number, body });
    };
    for (let turn = 1, last = 1 + roll(40); ; turn++) {
        const broken = turn === last && roll(4) === 0 ? roll(2) : -1;
        both.forEach((end, side) => {
            end.send(mutators[side].batch(batch, { broken: broken === side }));
            tally.sent += batch;
            end.send(marker(turn));
            end.send(smpp.submit_sm({ source: '1', destination: '447700900999', text: 'in between', sequence: turn }));
        });
        if (broken >= 0) {
            tally.broken++;
            await Promise.all(both.map((end) => end.closed()));
            return;
        }
        const passed = await Promise.all(both.map((end) => end.passed(turn)));
        assert.ok(passed.every(Boolean), `the session ended by itself: ${gateway.log.items.slice(-3).join('\n')}`);
        tally.markers += 2;
        if (turn === last) break;
    }
    const how = ['unbound', 'closed', 'reset'][roll(3)];
    tally[how]++;
    const end = both[roll(2)];
    if (how === 'reset') end.socket.resetAndDestroy();
    else if (how === 'closed') end.socket.end();
    else {
        end.send(smpp.pdu(smpp.command.unbind, { sequence: 7 }));
        end.socket.end();
    }
    await Promise.all(both.map((one) => one.closed()));
}

const resident = (pid) => Number(fs.readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/)[1]) * 1024;
const handles = (pid) => fs.readdirSync(`/proc/${pid}/fd`).length;
const mib = (octets) => `${Math.round(octets / 2 ** 20)} MiB`;

async function main() {
    const undo = [];
    const roll = dice(seed);
    const smsc = await carrier(roll);
    const gateway = await Gateway.start(
        { after: (what) => undo.unshift(what) },
        { upstream: smsc.address, config: { limits: { workers: 2 } } },
    );
    const { pid } = gateway.process.child;
    let alive = true;
    gateway.process.exited.then((how) => {
        alive = false;
        if (tally.sent < wanted) console.error('the gateway ended:', how, gateway.log.items.slice(-5));
    });
    const began = Date.now();
    const warm = {};
    const memory = []; // at each tenth of the run
    let failed = null;
    const work = async (index) => {
        const mutators = [new Mutator(seed * 1_000 + index * 2), new Mutator(seed * 1_000 + index * 2 + 1)];
        while (tally.sent < wanted && alive && !failed) {
            await session(gateway, smsc, `soak${index}`, mutators, roll);
            while (tally.sent >= (wanted / 10) * (memory.length + 1)) memory.push(resident(pid));
            if (!warm.memory && tally.sent >= wanted / 2) Object.assign(warm, { memory: resident(pid), handles: handles(pid) });
        }
    };
    const all = Array.from({ length: link_count }, (_, index) => work(index).catch((error) => (failed ??= error)));
    await Promise.all(all);
    const seconds = (Date.now() - began) / 1000;
    const end = alive ? { memory: resident(pid), handles: handles(pid) } : {};
    console.log(
        `seed ${seed}: ${JSON.stringify(tally)}, ${seconds.toFixed(0)} s, ${Math.round(tally.sent / seconds)} PDUs a second`,
    );
    if (alive) {
        const malformed = await gateway.metric('stopgate_malformed_pdus_total');
        const keywords = await gateway.metric('stopgate_keywords_total');
        console.log(`malformed ${malformed}, keywords ${keywords}`);
        console.log(`resident at each tenth: ${memory.map(mib).join(', ')}; descriptors ${warm.handles}, ${end.handles}`);
    }
    if (failed) throw failed;
    assert.ok(alive, 'the gateway ended');
    assert.ok(end.memory - warm.memory <= growth, `it grew by ${mib(end.memory - warm.memory)}`);
    assert.ok(end.handles <= warm.handles + 2 * link_count, 'descriptors leak');
    for (const one of undo) await one();
}

main().then(
    () => process.exit(0),
    (error) => {
        console.error(error);
        process.exit(1);
    },
);
