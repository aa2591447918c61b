// Quirks 1 to 11: framing and header.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
    ESME_RSUBMITFAIL,
    answered,
    counts_as_stop,
    crosses,
    linked,
    lives,
    message,
    person,
    reply,
    stage,
    submit,
} from './quirks.mjs';
import * as smpp from './smpp.mjs';
import { bound_pair, carried, courteous, dial } from './wire.mjs';

const { command } = smpp;
const limit = 131_072; // limits.pdu_octets
const odd_numbers = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff];
const answers_binds = (one) => (/^bind_/.test(one.command) ? courteous(one) : null);

test('quirk 01: PDUs are cut by their length alone, however TCP joins or splits them', async (t) => {
    const { sender, session } = await linked(t, { answers: answers_binds, bind: { answers: () => null } });
    const texts = Array.from({ length: 60 }, (_, index) => 'x'.repeat((index * 37) % 255));
    const by = (size) => async (peer, octets) => {
        for (let at = 0; at < octets.length; at += size) {
            peer.send(octets.subarray(at, at + size));
            await new Promise((resolve) => setImmediate(resolve));
        }
    };
    for (const [from, to, write] of [
        [sender, session, submit],
        [session, sender, reply],
    ]) {
        const all = texts.map((text, index) => write({ text, sequence: 1 + index }));
        for (const size of [1, 3, 15, 17, 1_000, 1_000_000]) {
            const seen = await carried(from, to, Buffer.concat(all), by(size));
            assert.deepEqual(
                seen.map((one) => smpp.renumbered(one.raw, 0).toString('hex')),
                all.map((raw) => smpp.renumbered(raw, 0).toString('hex')),
                `in pieces of ${size}`,
            );
        }
    }
});

test('quirk 02: a length under 16 or over the limit is nacked with number 0, and ends the link; 64 KiB of payload pass', async (t) => {
    const { smsc, gateway, ...pair } = await linked(t);
    const payload = smpp.tlv(0x0424, Buffer.alloc(65_535, 0x61));
    const most = submit({ text: '', tlvs: Buffer.alloc(limit - submit({ text: '' }).length) });
    assert.equal(most.length, limit);
    await crosses(pair.sender, pair.session, submit({ text: '', tlvs: payload }), most);
    await crosses(pair.session, pair.sender, reply({ text: '', tlvs: payload }));
    await lives(pair);
    pair.sender.end();

    for (const length of [0, 1, 15, limit + 1, 0x80000000, 0xffffffff]) {
        for (const way of ['sender', 'session']) {
            const broken = await bound_pair(t, gateway, smsc);
            const head = Buffer.alloc(16, 0xff);
            head.writeUInt32BE(length, 0);
            broken[way].send(submit({ text: 'good', sequence: 5 }), head);
            const nack = await broken[way].next('generic_nack');
            assert.deepEqual([nack.status, nack.sequence, nack.length], [0x02, 0, 16], `${length} from the ${way}`);
            for (const peer of [broken.sender, broken.session]) assert.equal((await peer.closed()).unfinished, 0);
        }
    }
});

test('quirk 03: what is no SMPP at all is counted, logged with its first octets, and closed', async (t) => {
    const { smsc, gateway } = await stage(t, { config: { limits: { session_init_seconds: 1 } } });
    const strangers = [
        Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
        Buffer.from('16030100c8010000c40303', 'hex'), // a TLS hello
        Buffer.from('SSH-2.0-OpenSSH_9.2p1\r\n'),
        Buffer.from('\x05\x01\x00\x00', 'latin1'), // SOCKS
        Buffer.alloc(4, 0xff),
    ];
    for (const octets of strangers) {
        const peer = await dial(t, gateway.port());
        const since = gateway.log.mark();
        peer.send(octets);
        assert.equal((await peer.next('generic_nack')).status, 0x02);
        await peer.closed();
        const first = octets.subarray(0, 32).toString('hex');
        const line = await gateway.log.first((one) => /link ended/.test(one), since);
        assert.ok(line.replaceAll(' ', '').includes(first), `${line} has not ${first}`);
        peer.end();
    }
    const bad = await gateway.metric('stopgate_malformed_pdus_total', { flaw: 'bad_length' });
    assert.equal(bad, strangers.length);
    const scan = await dial(t, gateway.port());
    scan.send(Buffer.from('\r\n'));
    await scan.closed(); // by the time that a bind may take
    assert.equal(smsc.sessions.mark(), 0, 'nobody dials the SMSC for them');
    assert.equal((await gateway.admin('GET', '/healthz', { token: null })).status, 200);
});

test('quirk 04: a huge length is turned down by its header alone, and half a PDU has a time limit', async (t) => {
    const { smsc, gateway } = await stage(t, { config: { limits: { partial_pdu_seconds: 1 } } });
    const huge = await bound_pair(t, gateway, smsc);
    huge.sender.send(Buffer.from('00100000', 'hex')); // 1 MiB, and not one octet more
    assert.equal((await huge.sender.next('generic_nack')).status, 0x02);
    await huge.sender.closed();
    await huge.session.closed();
    for (const way of ['sender', 'session']) {
        const half = await bound_pair(t, gateway, smsc);
        half[way].send(submit().subarray(0, 40));
        for (const peer of [half.sender, half.session]) assert.equal((await peer.closed()).unfinished, 0);
    }
});

test('quirk 05: numbers of 0 and over 0x7FFFFFFF are accepted and come back bit for bit', async (t) => {
    const pair = await linked(t);
    await counts_as_stop(pair, { source: person, text: 'STOP' });
    for (const sequence of odd_numbers) {
        for (const [peer, request, status] of [
            [pair.sender, submit({ destination: '447700900001', sequence }), 0],
            [pair.sender, submit({ sequence }), ESME_RSUBMITFAIL], // our own answers, too
            [pair.sender, smpp.pdu(command.enquire_link, { sequence }), 0],
            [pair.sender, smpp.bind('trx', { sequence }), 0x05],
            [pair.session, reply({ source: '447700900001', sequence }), 0],
            [pair.session, reply({ text: 'STOP', sequence }), 0],
            [pair.session, smpp.pdu(command.enquire_link, { sequence }), 0],
        ]) {
            const answer = await peer.ask(request);
            assert.deepEqual([answer.id, answer.status], [smpp.response_to(smpp.read(request).id), status]);
        }
    }
    for (const one of [...pair.session.received.items, ...pair.sender.received.items])
        if (!smpp.is_response(one.id)) assert.ok(one.sequence >= 1 && one.sequence <= 0x7fffffff, one.command);
});

test('quirk 06: requests that are open under one number are all answered, in order', async (t) => {
    const { sender, session } = await linked(t, { answers: answers_binds, bind: { answers: () => null } });
    for (const [asker, answerer, write] of [
        [sender, session, submit],
        [session, sender, reply],
    ]) {
        const texts = ['first', 'second', 'third'];
        asker.send(...texts.map((text) => write({ text, sequence: 7 })));
        const all = await answerer.received.several(3, (one) => one.raw && !smpp.is_response(one.id) && one.length > 40, 1);
        assert.deepEqual(
            all.map((one) => message(one).text),
            texts,
        );
        assert.equal(new Set(all.map((one) => one.sequence)).size, 3);
        for (const one of all) answerer.send(smpp.answer(one, { message_id: message(one).text }));
        const answers = await asker.received.several(3, (one) => one.raw && /_sm_resp$/.test(one.command));
        assert.deepEqual(
            answers.map((one) => [one.sequence, one.body.toString('latin1')]),
            texts.map((text) => [7, `${text}\0`]),
        );
    }
});

test('quirk 07: a response with a number that nobody waits for is dropped, never nacked', async (t) => {
    const pair = await linked(t, { config: { limits: { enquire_link_seconds: 1 } } });
    const { sender, session } = pair;
    sender.answers = (one) => (one.command === 'deliver_sm' ? smpp.answer(one) : null);
    session.answers = (one) => (one.command === 'submit_sm' ? courteous(one) : null);
    for (const peer of [sender, session]) {
        peer.send(
            ...[command.submit_sm, command.deliver_sm, command.bind_transceiver, command.unbind, 0x00010200].map((id) =>
                smpp.pdu(smpp.response_to(id), { sequence: 4711, body: Buffer.from('m9\0') }),
            ),
            smpp.pdu(command.generic_nack, { status: 3, sequence: 4712 }),
            smpp.pdu(smpp.response_to(command.submit_sm), { sequence: 0, body: Buffer.from('m9\0') }),
        );
        // Our own probe, answered under another number; then as it should be, and once more; then not even as a response.
        const probe = await peer.next('enquire_link');
        peer.send(smpp.pdu(smpp.response_to(command.enquire_link), { sequence: probe.sequence + 77 }));
        peer.send(smpp.answer(probe), smpp.answer(probe));
        peer.send(smpp.pdu(command.enquire_link, { sequence: probe.sequence }));
        await peer.first('enquire_link_resp');
    }
    await lives(pair);
    const seen = (peer) => peer.received.items.map((one) => one.command).filter((name) => name !== 'enquire_link');
    assert.deepEqual(seen(sender), ['bind_transceiver_resp', 'enquire_link_resp', 'submit_sm_resp', 'deliver_sm']);
    assert.deepEqual(seen(session), ['bind_transceiver', 'enquire_link_resp', 'submit_sm', 'deliver_sm_resp']);
});

test('quirk 08: a request with a command_status is passed on as it is', async (t) => {
    const pair = await linked(t);
    const { sender, session } = pair;
    for (const status of [1, 0x45, 0x400, 0xdeadbeef, 0xffffffff]) {
        await crosses(
            sender,
            session,
            submit({ status }),
            smpp.pdu(command.query_sm, { status, body: Buffer.from('m\0\0\0\0') }),
        );
        await crosses(session, sender, reply({ status }), smpp.pdu(command.data_sm, { status }));
    }
    await counts_as_stop(pair, { text: 'STOP', status: 8 });
});

test('quirk 09: unknown and vendor commands go both ways, and their answers find back', async (t) => {
    const pair = await linked(t);
    const { sender, session } = pair;
    const commands = [0, 0x0a, 0xa5, 0x114, 0x00010200, 0x00010234, 0x000102ff, 0x00010300, 0x7fffffff];
    for (const [index, id] of commands.entries()) {
        const request = smpp.pdu(id, { sequence: 700 + index, status: index, body: Buffer.alloc(index * 5, id & 0xff) });
        const answer = { status: index, body: Buffer.from('what it has to say') };
        await answered(sender, session, request, answer);
        await answered(session, sender, request, answer);
        await answered(sender, session, request, { id: command.generic_nack, status: 3 });
    }
    await lives(pair);
});

test('quirk 10: a generic_nack ends the wait for its number; one with number 0 ends nothing', async (t) => {
    const { sender, session } = await linked(t, { answers: answers_binds, bind: { answers: () => null } });
    for (const [asker, answerer, write] of [
        [sender, session, submit],
        [session, sender, reply],
    ]) {
        await answered(asker, answerer, write({ sequence: 0xfffffff0 }), { id: command.generic_nack, status: 3 });
        await answered(asker, answerer, write({ sequence: 8 }), {
            id: command.generic_nack,
            status: 0x400,
            body: Buffer.from('?'),
        });
        const before = asker.received.mark();
        asker.send(write({ text: 'waits', sequence: 9 }));
        const waits = await answerer.first((one) => one.raw?.includes('waits'));
        answerer.send(smpp.pdu(command.generic_nack, { status: 2, sequence: 0 }), smpp.answer(waits, { message_id: 'm' }));
        const got = await asker.first((one) => one.raw !== undefined, before);
        assert.deepEqual([got.id, got.sequence], [smpp.response_to(waits.id), 9]);
    }
});

test('quirk 11: octets behind a PDU that should be a header alone do no harm', async (t) => {
    const pair = await linked(t);
    const { sender, session } = pair;
    const more = Buffer.of(1, 2, 3, 4);
    for (const peer of [sender, session]) {
        const answer = await peer.ask(smpp.pdu(command.enquire_link, { sequence: 31, body: more }));
        assert.deepEqual([answer.command, answer.status, answer.length], ['enquire_link_resp', 0, 16]);
    }
    const nack = { id: command.generic_nack, status: 3, body: more };
    await answered(sender, session, smpp.pdu(0xa5, { sequence: 32 }), nack);
    await lives(pair);
    // Only the SMSC knows what it makes of these; both are passed on.
    session.answers = (one) => smpp.pdu(smpp.response_to(one.id), { sequence: one.sequence, body: more });
    const answer = await sender.ask(smpp.pdu(command.unbind, { sequence: 33, body: more }));
    assert.deepEqual([answer.command, answer.body], ['unbind_resp', more]);
    assert.deepEqual((await session.first({ command: 'unbind' })).body, more);
});
