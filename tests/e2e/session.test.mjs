// The rules of a session, and what bad input gets.
import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';

import { Gateway } from './gateway.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, bound_pair, courteous, dial } from './wire.mjs';

async function stage(t, options = {}) {
    const smsc = await FakeSmsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address, ...options });
    return { smsc, gateway };
}
const text = (fields = {}) => smpp.submit_sm({ source: '5550000', destination: '447700900001', text: 'hello', ...fields });

test('what came before a broken command_length is relayed', async (t) => {
    const { smsc, gateway } = await stage(t);
    const { sender, session } = await bound_pair(t, gateway, smsc);
    sender.send(text({ text: 'good', sequence: 5 }), Buffer.alloc(16));
    assert.equal(smpp.read_message(await session.next('submit_sm')).text, 'good');
    await sender.next('generic_nack');
    await sender.closed();
});

test('what is written behind the bind waits for its answer and follows in order', async (t) => {
    const { smsc, gateway } = await stage(t);
    smsc.answers = () => null;
    const sender = await dial(t, gateway.port());
    sender.send(smpp.bind('trx', { sequence: 1 }), text({ text: 'one', sequence: 2 }), text({ text: 'two', sequence: 3 }));
    const session = await smsc.session();
    const bind = await session.next('bind_transceiver');
    assert.equal(session.received.items.length, 1);
    smsc.answers = courteous;
    session.send(smpp.bind_response(bind));
    assert.equal((await sender.next(() => true)).command, 'bind_transceiver_resp');
    assert.equal(smpp.read_message(await session.next('submit_sm')).text, 'one');
    assert.equal(smpp.read_message(await session.next('submit_sm')).text, 'two');
    assert.deepEqual([(await sender.next('submit_sm_resp')).sequence, (await sender.next('submit_sm_resp')).sequence], [2, 3]);
});

test('the bind goes up and its answer comes back as they are', async (t) => {
    const { smsc, gateway } = await stage(t);
    const answers = [
        { status: 0, body: Buffer.from('SMSC\0\x02\x10\x00\x01\x34', 'latin1') },
        { status: 0, body: Buffer.from('\0') },
        { status: 0x0e, body: Buffer.alloc(0) },
        { status: 0x0d, body: Buffer.from('\0') },
        { status: 0x00000450, body: Buffer.from('odd\0\xff\xff', 'latin1') },
    ];
    for (const [index, { status, body }] of answers.entries()) {
        smsc.answers = (one) =>
            /^bind_/.test(one.command)
                ? smpp.pdu(smpp.response_to(one.id), { status, sequence: one.sequence, body })
                : courteous(one);
        const sender = await dial(t, gateway.port());
        const bind = Buffer.concat([
            smpp.bind('tx', { system_id: 'a system_id of 25 octets!', password: 'far too long', version: 0x99, sequence: index }),
            Buffer.of(1, 2, 3),
        ]);
        bind.writeUInt32BE(bind.length, 0);
        const answer = await sender.ask(bind);
        assert.deepEqual([answer.status, answer.body, answer.sequence], [status, body, index]);
        const session = await smsc.session();
        const seen = await session.next(() => true);
        assert.deepEqual(smpp.renumbered(seen.raw, index), bind);
        sender.end();
    }
});

test('no bind within the session-init time closes the connection', async (t) => {
    const { gateway } = await stage(t, { config: { limits: { session_init_seconds: 1 } } });
    const quiet = await dial(t, gateway.port());
    const chatty = await dial(t, gateway.port());
    await chatty.ask(smpp.pdu(smpp.command.enquire_link, { sequence: 1 }));
    await Promise.all([quiet.closed(), chatty.closed()]);
});

test('an SMSC that is not there makes the bind fail', async (t) => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address();
    await new Promise((resolve) => server.close(resolve));

    const gateway = await Gateway.start(t, { upstream: `127.0.0.1:${port}` });
    const sender = await dial(t, gateway.port());
    const refused = await sender.ask(smpp.bind('rx', { sequence: 0x80000005 }));
    assert.equal(refused.command, 'bind_receiver_resp');
    assert.notEqual(refused.status, 0);
    assert.equal(refused.sequence, 0x80000005);
    assert.equal(
        (await gateway.admin('GET', '/readyz', { token: null })).status,
        200,
        'readiness does not depend on an upstream',
    );
});

test('the second upstream is tried when the first is not there, which is told once', async (t) => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address();
    await new Promise((resolve) => server.close(resolve));
    const smsc = await FakeSmsc.start(t);
    const gateway = await Gateway.start(t, { upstream: [`127.0.0.1:${port}`, smsc.address] });
    for (let bind = 0; bind < 5; bind++) {
        const { sender } = await bound_pair(t, gateway, smsc);
        assert.equal((await sender.ask(text({ sequence: 2 }))).status, 0);
    }
    assert.equal(gateway.log.items.filter((line) => /upstream unreachable/.test(line)).length, 1);
});

test('a submit whose destination can not be read is refused, an odd one is not', async (t) => {
    const { smsc, gateway } = await stage(t);
    const { sender, session } = await bound_pair(t, gateway, smsc);
    const unreadable = smpp.pdu(smpp.command.submit_sm, {
        sequence: 40,
        body: Buffer.from('\0\x01\x01123\0\x01\x014477', 'latin1'),
    });
    const refused = await sender.ask(unreadable);
    assert.deepEqual([refused.command, refused.status, refused.sequence], ['submit_sm_resp', 0x0b, 40]);
    const odd = ['', '4'.repeat(30), 'Shop', '+', '00'];
    for (const [index, destination] of odd.entries()) {
        assert.equal((await sender.ask(text({ destination, sequence: 50 + index }))).status, 0, destination);
    }
    assert.deepEqual(
        session.received.all({ command: 'submit_sm' }).map((one) => smpp.read_message(one).destination.digits),
        odd,
    );
});
