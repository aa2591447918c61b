// SIGTERM: no answer is lost, and the program ends by itself.
import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';

import { Gateway } from './gateway.mjs';
import { Sender, Smsc } from './sims.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, bound_pair, courteous } from './wire.mjs';

const submit = (sequence) =>
    smpp.submit_sm({ source: '5550000', destination: '447700900001', text: `text ${sequence}`, sequence });

test('answers that are still out at SIGTERM reach the sender', async (t) => {
    const smsc = await FakeSmsc.start(t, (one) => (one.id === smpp.command.submit_sm ? null : courteous(one)));
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    const pairs = [await bound_pair(t, gateway, smsc), await bound_pair(t, gateway, smsc)];
    const count = 50;
    for (const { sender } of pairs) sender.send(...Array.from({ length: count }, (_, index) => submit(1000 + index)));
    for (const { session } of pairs) await session.received.several(count, { command: 'submit_sm' });

    const ended = gateway.stop();
    await gateway.log.first((line) => /drain/i.test(line));
    for (const { session } of pairs) {
        const waiting = session.received.all({ command: 'submit_sm' });
        for (const one of waiting) session.send(smpp.answer(one, { message_id: 'late' }));
    }
    for (const { sender } of pairs) {
        const answers = await sender.received.several(count, { command: 'submit_sm_resp' });
        assert.deepEqual(
            answers.map((one) => one.sequence),
            Array.from({ length: count }, (_, index) => 1000 + index),
        );
        await sender.first('unbind');
        assert.equal((await sender.closed()).closed, 'end');
        sender.end();
    }
    for (const { session } of pairs) {
        await session.first('unbind');
        await session.closed();
        session.end();
    }
    assert.deepEqual(await ended, { code: 0, signal: null });
});

test('under load every text that reached the SMSC is answered, and the program exits 0', async (t) => {
    const smsc = await FakeSmsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    const pairs = [];
    for (let index = 0; index < 4; index++) pairs.push(await bound_pair(t, gateway, smsc));
    // Each answer brings the next text: a window of 20 on each link until the link ends.
    for (const { sender } of pairs) {
        let sequence = 100;
        const obliging = sender.answers;
        sender.answers = (one) => {
            if (one.command !== 'submit_sm_resp') return obliging(one);
            return sender.received.all({ command: 'unbind' }).length ? null : submit(++sequence);
        };
        sender.send(...Array.from({ length: 20 }, () => submit(++sequence)));
    }
    for (const { sender } of pairs) await sender.received.several(100, { command: 'submit_sm_resp' });
    const ended = gateway.stop();
    for (const { sender, session } of pairs) {
        await sender.closed();
        sender.end();
        await session.closed();
        session.end();
    }
    assert.deepEqual(await ended, { code: 0, signal: null });
    for (const { sender, session } of pairs) {
        const reached = session.received.all({ command: 'submit_sm' }).length;
        const answered = sender.received.all({ command: 'submit_sm_resp', status: 0 }).length;
        assert.equal(answered, reached);
        assert.equal((await sender.closed()).unfinished, 0);
        assert.equal((await session.closed()).unfinished, 0);
    }
});

test('a STOP that was read before SIGTERM is answered and kept', async (t) => {
    const smsc = await Smsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    await Sender.start(t, gateway.port());
    const answers = Array.from({ length: 20 }, (_, index) => smsc.mo(String(447700900100 + index), '5550000', 'STOP'));
    await smsc.said.first({ event: 'pdu', direction: 'in', command: 'deliver_sm_resp' });
    const ended = gateway.stop();
    assert.equal((await ended).code, 0);
    await smsc.said.first({ event: 'closed' });
    // Those that came after SIGTERM may have no answer; the SMSC keeps them.
    for (const one of answers) one.catch(() => {});
    const asked = new Map((await smsc.pdus('out', 'deliver_sm')).map((one) => [one.sequence, one.from]));
    const kept = (await smsc.pdus('in', 'deliver_sm_resp'))
        .filter((one) => one.status === 0)
        .map((one) => asked.get(one.sequence));
    assert.ok(kept.length > 0);
    await gateway.up();
    const sender = await Sender.start(t, gateway.port());
    for (const number of kept) assert.equal((await sender.submit('5550000', number)).status, 0x45);
});

test('no new connection is taken while it drains, and readiness says so', async (t) => {
    const smsc = await FakeSmsc.start(t, (one) => (one.id === smpp.command.submit_sm ? null : courteous(one)));
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    const { sender, session } = await bound_pair(t, gateway, smsc);
    assert.equal((await gateway.admin('GET', '/readyz', { token: null })).status, 200);
    sender.send(submit(7));
    const held = await session.first('submit_sm');
    const ended = gateway.stop();
    await gateway.until(
        'readyz',
        () => gateway.admin('GET', '/readyz', { token: null }),
        ({ status }) => status === 503,
    );
    await new Promise((resolve, reject) => {
        const late = net.connect({ host: '127.0.0.1', port: gateway.port() });
        late.once('error', resolve); // refused
        late.once('close', resolve); // or closed at once
        late.once('data', () => reject(new Error('a draining gateway spoke to a new connection')));
    });
    session.send(smpp.answer(held, { message_id: 'm' }));
    await sender.first('submit_sm_resp');
    await sender.closed();
    sender.end();
    await session.closed();
    session.end();
    assert.equal((await ended).code, 0);
});

test('a peer that never answers holds the drain no longer than drain_seconds', async (t) => {
    const smsc = await FakeSmsc.start(t, (one) => (one.id === smpp.command.submit_sm ? null : courteous(one)));
    const gateway = await Gateway.start(t, { upstream: smsc.address, config: { limits: { drain_seconds: 1 } } });
    const { sender, session } = await bound_pair(t, gateway, smsc);
    sender.send(submit(7));
    await session.first('submit_sm');
    session.answers = () => null;
    sender.answers = () => null;
    assert.deepEqual(await gateway.stop(), { code: 0, signal: null });
});

test('many links leave bit by bit, each in order', async (t) => {
    const smsc = await FakeSmsc.start(t, (one) => (one.id === smpp.command.submit_sm ? null : courteous(one)));
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    const pairs = [];
    for (let index = 0; index < 120; index++) pairs.push(await bound_pair(t, gateway, smsc)); // more than two turns
    for (const { sender, session } of pairs) {
        sender.send(submit(7));
        session.answers = (one) => (one.id === smpp.command.submit_sm ? smpp.answer(one, { message_id: 'm' }) : courteous(one));
    }
    const ended = gateway.stop();
    for (const { sender, session } of pairs) {
        await sender.first('unbind');
        assert.equal((await sender.closed()).closed, 'end');
        sender.end();
        await session.closed();
        session.end();
        const reached = session.received.all({ command: 'submit_sm' }).length;
        assert.equal(sender.received.all({ command: 'submit_sm_resp', status: 0 }).length, reached);
    }
    assert.deepEqual(await ended, { code: 0, signal: null });
});

test('the signal of whoever stops services does not cut a drain short that the API began', async (t) => {
    const smsc = await FakeSmsc.start(t, (one) => (one.id === smpp.command.submit_sm ? null : courteous(one)));
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    const { sender, session } = await bound_pair(t, gateway, smsc);
    sender.send(submit(7));
    const waiting = await session.first('submit_sm');
    await gateway.admin('POST', '/v1/drain');
    await gateway.log.first((line) => /\bdraining\b/.test(line));
    const ended = gateway.stop();
    // The signal was handled when the gateway has ended or its turn has come: an exchange later, that is.
    await gateway.until(
        'readyz',
        () => gateway.admin('GET', '/readyz', { token: null }),
        ({ status }) => status === 503,
    );
    session.send(smpp.answer(waiting, { message_id: 'late' }));
    await sender.first('submit_sm_resp');
    await sender.closed();
    sender.end();
    await session.closed();
    session.end();
    assert.deepEqual(await ended, { code: 0, signal: null });
});

test('a second SIGTERM stops at once', async (t) => {
    const smsc = await FakeSmsc.start(t, (one) => (one.id === smpp.command.submit_sm ? null : courteous(one)));
    const gateway = await Gateway.start(t, { upstream: smsc.address, config: { limits: { drain_seconds: 600 } } });
    const { sender, session } = await bound_pair(t, gateway, smsc);
    sender.send(submit(7));
    await session.first('submit_sm');
    const ended = gateway.stop();
    await gateway.log.first((line) => /drain/i.test(line));
    gateway.process.signal('SIGTERM');
    await ended;
});
