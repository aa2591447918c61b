// Wireshark's dissector judges a capture of both legs. Run by ./alone, so that the capture holds nothing else.
import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { Gateway } from '../e2e/gateway.mjs';
import { Program, directory, run } from '../e2e/harness.mjs';
import { destination_ends, golden } from '../e2e/golden.mjs';
import { Sender, Smsc } from '../e2e/sims.mjs';
import * as smpp from '../e2e/smpp.mjs';
import { FakeSmsc, bound_pair, courteous } from '../e2e/wire.mjs';

const service = '5550000';

// Everything on loopback into a file. `stop` returns when all that was sent before it is in the file.
class Capture {
    static async start(t) {
        const capture = new Capture();
        capture.file = path.join(directory(t), 'both-legs.pcapng');
        capture.program = new Program('/usr/bin/dumpcap', ['-q', '-i', 'lo', '-w', capture.file], { name: 'dumpcap' });
        t.after(() => capture.program.kill());
        await capture.program.errors.first((line) => line.startsWith('File:'));
        return capture;
    }

    async stop() {
        const marker = `the capture ends here ${process.pid}`;
        const socket = dgram.createSocket('udp4');
        for (let tries = 0; !fs.readFileSync(this.file).includes(marker); tries++) {
            assert.ok(tries < 1_000, 'the marker never came into the capture');
            if (tries % 100 === 0) socket.send(marker, 9, '127.0.0.1');
            await new Promise((resolve) => setTimeout(resolve, 10));
        }
        socket.close();
        this.program.signal('SIGINT');
        await this.program.exited;
        // Two cores put packets of one connection into the file in either order; their time stamps are right.
        const captured = `${this.file}.as-captured`;
        fs.renameSync(this.file, captured);
        const { code, stderr } = await run('reordercap', [captured, this.file]);
        assert.equal(code, 0, stderr);
    }

    // Lines of `fields` for the packets that match.
    async decode(ports, filter, ...fields) {
        const as_smpp = ports.flatMap((port) => ['-d', `tcp.port==${port},smpp`]);
        const wanted = fields.flatMap((field) => ['-e', field]);
        const { code, stdout, stderr } = await run('tshark', [
            '-n',
            '-r',
            this.file,
            ...as_smpp,
            '-Y',
            filter,
            '-T',
            'fields',
            ...wanted,
        ]);
        assert.equal(code, 0, stderr);
        return stdout.split('\n').filter((line) => line !== '');
    }
}

test('a capture of both legs has not one malformed mark', async (t) => {
    const capture = await Capture.start(t);
    const smsc = await Smsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address, config: { limits: { enquire_link_seconds: 1 } } });
    for (const version of ['0x34', '0x50']) await conversation(t, smsc, gateway, version);
    const ports = [smsc.port, gateway.port()];
    await gateway.stop();
    await capture.stop();

    const malformed = await capture.decode(ports, '_ws.malformed', 'frame.number', 'tcp.port', '_ws.expert.message');
    assert.deepEqual(malformed, []);
    for (const port of ports) {
        const ids = await capture.decode(ports, `smpp && tcp.port == ${port}`, 'smpp.command_id');
        const seen = new Set(ids.flatMap((line) => line.split(',')).map(Number));
        const { bind_transceiver, submit_sm, deliver_sm, enquire_link, unbind } = smpp.command;
        for (const id of [bind_transceiver, submit_sm, deliver_sm, enquire_link, unbind]) {
            assert.ok(seen.has(id) && seen.has(smpp.response_to(id)), `${smpp.name_of(id)} and its answer on port ${port}`);
        }
        // All that was said is SMPP to the dissector: no segment with data is left without a PDU.
        const unread = await capture.decode(
            ports,
            `tcp.len > 0 && tcp.port == ${port} && !smpp && !tcp.reassembled_in`,
            'frame.number',
            'tcp.payload',
        );
        assert.deepEqual(unread, []);
    }
});

// Every PDU that the gateway writes itself is among these.
async function conversation(t, smsc, gateway, version) {
    const person = `4477009000${version.slice(2)}`;
    const since = await smsc.now();
    const sender = await Sender.start(t, gateway.port(), {}, '--version', version);
    const { session } = await smsc.said.first({ event: 'bound' }, since);
    assert.equal((await sender.submit(service, person)).status, 0);
    assert.equal((await smsc.mo(person, service, 'STOP', session)).status, 0);
    await smsc.submit({ to: person, from: service }, since);
    assert.equal((await sender.submit(service, person)).status, 0x45);
    assert.equal((await smsc.mo(person, service, 'START', session)).status, 0);
    assert.equal((await sender.submit(service, person)).status, 0);
    assert.equal((await smsc.mo(person, service, 'thanks', session)).status, 0);
    // The gateway probes silent legs by itself.
    const probe = { event: 'pdu', direction: 'in', command: 'enquire_link' };
    await Promise.all([smsc.said.first(probe, since), sender.said.first(probe)]);
    sender.tell('unbind');
    await sender.said.first({ event: 'pdu', direction: 'in', command: 'unbind_resp' });
    await smsc.said.first({ event: 'closed', session }, since);
    await sender.quit();
}

// What the gateway shows of a link is a capture like any other.
test('a trace is a capture that the dissector reads', async (t) => {
    const smsc = await Smsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    const sender = await Sender.start(t, gateway.port(), {});
    const { session } = await smsc.said.first({ event: 'bound' });
    const file = path.join(directory(t), 'link.pcap');
    const traced = gateway.cli('trace', '1', '--seconds', '60', '--pcap', file);
    await gateway.log.first((line) => line.includes('link traced'));
    assert.equal((await sender.submit(service, '447700900001', 'Hello')).status, 0);
    const since = await smsc.now();
    assert.equal((await smsc.mo('447700900001', service, 'STOP', session)).status, 0);
    await smsc.submit({ to: '447700900001', from: service }, since); // the confirmation
    assert.equal((await sender.submit(service, '447700900001')).status, 0x45);
    sender.tell('unbind');
    const { code, stderr } = await traced; // the link is over
    assert.equal(code, 0, stderr);

    const capture = Object.assign(new Capture(), { file });
    const ports = [smsc.port, gateway.port()];
    const on = async (port, direction) => {
        const ids = await capture.decode(ports, `smpp && tcp.${direction}port == ${port}`, 'smpp.command_id');
        return ids.flatMap((line) => line.split(',')).map((id) => smpp.name_of(Number(id)));
    };
    const from_sender = await on(gateway.port(), 'dst');
    assert.deepEqual(from_sender.slice(0, 2), ['submit_sm', 'submit_sm']);
    assert.ok((await on(gateway.port(), 'src')).includes('submit_sm_resp'));
    // The refused one does not go on; the keyword's confirmation does.
    assert.equal((await on(smsc.port, 'dst')).filter((name) => name === 'submit_sm').length, 2);
    assert.ok((await on(smsc.port, 'src')).includes('deliver_sm'));
    const texts = await capture.decode(ports, 'smpp.command_id == 4', 'smpp.destination_addr', 'smpp.message_text');
    assert.ok(texts.some((line) => line.includes('447700900001')));
    const marks = '_ws.malformed || tcp.analysis.lost_segment || tcp.checksum.status == 0 || ip.checksum.status == 0';
    const as_smpp = ports.flatMap((port) => ['-d', `tcp.port==${port},smpp`]);
    const checked = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE'];
    const { stdout } = await run('tshark', ['-n', '-r', file, ...as_smpp, ...checked, '-Y', marks]);
    assert.equal(stdout, '');
});

const is_bind = (id) => [smpp.command.bind_receiver, smpp.command.bind_transmitter, smpp.command.bind_transceiver].includes(id);
const of_a_leg = (id) => is_bind(id) || [smpp.command.unbind, smpp.command.enquire_link].includes(id);
const request_of = (id) => (id & 0x7fffffff) >>> 0;
// All that the dissector says of a PDU but its number.
const told = ['smpp.command_length', 'smpp.command_id', 'smpp.command_status', 'smpp.service_type', 'smpp.source_addr']
    .concat(['smpp.destination_addr', 'smpp.data_coding', 'smpp.sm_length', 'smpp.message_id', 'smpp.receipted_message_id'])
    .concat([
        'smpp.message_state',
        'smpp.dl_name',
        'smpp.opt_param_tag',
        'smpp.opt_param_len',
        '_ws.malformed',
        '_ws.expert.message',
    ]);

test('every golden PDU reads the same on both legs, marks included', async (t) => {
    const capture = await Capture.start(t);
    const smsc = await FakeSmsc.start(t, (one) => (is_bind(one.id) ? courteous(one) : null));
    // Keywords are passed on, too, when they are kept.
    const config = { list: [{ name: 'default', forward_keywords: true, confirm: false }] };
    const gateway = await Gateway.start(t, { upstream: smsc.address, config });
    // The dissector gives up on a stream with a command that it does not know.
    const known = ({ id }) => !smpp.name_of(request_of(id)).startsWith('0x');
    const all = golden().filter((one) => known(one) && !of_a_leg(request_of(one.id)));
    const requests = all.filter((one) => !smpp.is_response(one.id));
    const { sender, session } = await bound_pair(t, gateway, smsc, { answers: () => null });
    // One at a time, so that each is a packet of its own on either leg.
    const passed = new Map([sender, session].map((from) => [from, 0]));
    const passes = async (from, to, raw) => {
        passed.set(from, passed.get(from) + 1);
        const since = to.received.mark();
        from.send(raw);
        return to.first((one) => one.raw !== undefined, since);
    };
    for (const [from, to] of [
        [sender, session],
        [session, sender],
    ]) {
        for (const { raw, id } of all.filter((one) => smpp.is_response(one.id))) {
            const asked = id === smpp.command.generic_nack ? smpp.command.query_sm : request_of(id);
            const model = requests.find((one) => one.id === asked && /plain|ordinary/.test(one.name));
            const { sequence } = await passes(to, from, model?.raw ?? smpp.pdu(asked));
            await passes(from, to, smpp.renumbered(raw, sequence));
        }
    }
    for (const [index, { raw }] of requests.filter(destination_ends).entries())
        await passes(sender, session, smpp.renumbered(raw, 1000 + index));
    for (const [index, { raw }] of requests.entries()) await passes(session, sender, smpp.renumbered(raw, 1000 + index));
    await gateway.kill(); // a drain would wait for answers
    await capture.stop();

    const ports = [gateway.port(), smsc.port];
    // What each side of a leg said, in order.
    const says = async (port, direction) => {
        const lines = await capture.decode(ports, `smpp && tcp.${direction}port == ${port}`, ...told);
        return lines.filter((line) => !/^\d+\t0x[08]0{6}[69]\t/.test(line)); // binds and unbinds
    };
    for (const [direction, from] of [
        ['dst', sender],
        ['src', session],
    ]) {
        const [down_leg, up_leg] = await Promise.all(ports.map((port) => says(port, direction)));
        assert.deepEqual(up_leg, down_leg);
        assert.equal(up_leg.length, passed.get(from));
    }
});
