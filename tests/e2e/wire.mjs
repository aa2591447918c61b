// Raw peers on TCP for checks that go down to the octet: an SMSC and a sender that do nothing they were not asked to do.
import net from 'node:net';
import tls from 'node:tls';

import { Trace } from './harness.mjs';
import * as smpp from './smpp.mjs';

// One end of one connection. `received` holds its PDUs; {closed: how} is the last item: "end", "reset" or "us".
export class Peer {
    #framer = new smpp.Framer();
    #sequence = 0;

    // `answers(pdu)`: octets to send back at once, or null.
    constructor(socket, name, answers = () => null) {
        this.socket = socket.setNoDelay(true);
        this.answers = answers;
        this.received = new Trace(name);
        socket.on('data', (piece) => this.#take(piece));
        socket.on('end', () => this.#finish('end'));
        socket.on('error', () => this.#finish('reset'));
        socket.on('close', () => this.#finish('us'));
    }

    send(...pieces) {
        this.socket.write(Buffer.concat(pieces));
    }

    // Each octet in a write of its own.
    async send_by_octets(raw) {
        for (const octet of raw) {
            this.socket.write(Buffer.of(octet));
            await new Promise((resolve) => setImmediate(resolve));
        }
    }

    // Sends a request and waits for what bears its sequence number.
    async ask(raw) {
        const since = this.received.mark();
        const { id, sequence } = smpp.read(raw);
        this.send(raw);
        return this.received.first((one) => one.sequence === sequence && smpp.is_response(one.id ?? 0) && one.id !== id, since);
    }

    next_sequence() {
        return ++this.#sequence;
    }
    next(wanted) {
        return this.received.next(typeof wanted === 'string' ? { command: wanted } : wanted);
    }
    first(wanted, since) {
        return this.received.first(typeof wanted === 'string' ? { command: wanted } : wanted, since);
    }
    closed() {
        return this.received.first((item) => item.closed !== undefined);
    }
    end() {
        this.socket.end();
    }
    // Without the usual farewell: the other side sees a reset.
    reset() {
        this.socket.resetAndDestroy();
    }

    #take(piece) {
        for (const one of this.#framer.take(piece)) {
            this.received.push(one);
            const back = this.answers(one);
            if (back && !this.socket.destroyed) this.socket.write(back);
        }
    }

    #finish(how) {
        if (this.received.ended) return;
        this.received.push({ closed: how, unfinished: this.#framer.unfinished });
        this.received.end('the connection is closed');
    }
}

// A vendor's request that no test sends for its own sake; nobody answers it.
export const marker = smpp.pdu(0x00010299, { sequence: 424242, body: Buffer.from('the end') });
export const is_marker = (one) => one.id === 0x00010299;

// Sends `octets` and a last marker from one peer; resolves with the PDUs that the other got before the marker, probes aside.
export async function carried(from, to, octets, write = (peer, all) => peer.send(all)) {
    const since = to.received.mark();
    await write(from, Buffer.concat([octets, marker]));
    await to.first(is_marker, since);
    const seen = to.received.items.slice(since);
    return seen.slice(0, seen.findIndex(is_marker)).filter((one) => one.command !== 'enquire_link');
}

// Answers what an SMSC has to answer, so that a test need not.
export function courteous(one) {
    switch (one.id) {
        case smpp.command.bind_receiver:
        case smpp.command.bind_transmitter:
        case smpp.command.bind_transceiver:
            return smpp.bind_response(one);
        case smpp.command.submit_sm:
            return smpp.answer(one, { message_id: `m${one.sequence}` });
        case smpp.command.deliver_sm:
        case smpp.command.enquire_link:
        case smpp.command.unbind:
            return smpp.answer(one);
        default:
            return null;
    }
}

// Listens on loopback, on TLS when there are options for it. Each connection becomes a Peer in `sessions`.
export class FakeSmsc {
    static async start(t, answers = courteous, secured = null) {
        const smsc = new FakeSmsc();
        smsc.sessions = new Trace('sessions of the fake SMSC');
        smsc.answers = answers;
        const all = new Set();
        const take = (socket) => {
            all.add(socket);
            const peer = new Peer(socket, `fake SMSC, session ${all.size}`, (one) => smsc.answers(one));
            smsc.sessions.push(peer);
        };
        smsc.server = secured
            ? tls.createServer({ allowHalfOpen: true, ...secured }, take)
            : net.createServer({ allowHalfOpen: true }, take);
        smsc.refused = new Trace('handshakes that the fake SMSC refused');
        smsc.server.on('tlsClientError', (error) => smsc.refused.push(error));
        await new Promise((resolve) => smsc.server.listen(0, '127.0.0.1', resolve));
        smsc.port = smsc.server.address().port;
        t.after(() => smsc.stop(all));
        return smsc;
    }

    get address() {
        return `127.0.0.1:${this.port}`;
    }
    // The next session that no earlier call gave.
    session() {
        return this.sessions.next(() => true);
    }

    stop(sockets) {
        for (const socket of sockets) socket.destroy();
        this.server.close();
    }
}

// Connects to the gateway, on TLS when there are options for it; unbound. `first`: octets to write before the handshake.
export async function dial(t, port, answers = () => null, { secured = null, first = '' } = {}) {
    const plain = net.connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    t.after(() => plain.destroy());
    if (first) plain.write(first);
    const socket = secured ? tls.connect({ socket: plain, host: '127.0.0.1', allowHalfOpen: true, ...secured }) : plain;
    await new Promise((resolve, reject) => {
        socket.once(secured ? 'secureConnect' : 'connect', resolve);
        socket.once('error', reject);
    });
    return new Peer(socket, 'raw sender', answers);
}

// What an ordinary sender answers.
export function obliging(one) {
    const asked = [smpp.command.deliver_sm, smpp.command.enquire_link, smpp.command.unbind];
    return asked.includes(one.id) ? smpp.answer(one) : null;
}

// A bound sender and its SMSC session: {sender, session, smsc}.
export async function bound_pair(t, gateway, smsc, { kind = 'trx', answers = obliging, way = {}, ...bind } = {}) {
    const sender = await dial(t, gateway.port(), answers, way);
    const answer = sender.ask(smpp.bind(kind, { ...bind, sequence: sender.next_sequence() }));
    const session = await smsc.session();
    const { status } = await answer;
    if (status !== 0) throw new Error(`the bind was refused with ${status}`);
    return { sender, session };
}
