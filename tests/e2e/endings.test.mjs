// How links end, and what may not be lost then.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';

import { Gateway } from './gateway.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, bound_pair, courteous } from './wire.mjs';

async function stage(t, options = {}) {
    const smsc = await FakeSmsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address, ...options });
    return { smsc, gateway };
}
const text = (fields = {}) => smpp.submit_sm({ source: '5550000', destination: '447700900001', text: 'hello', ...fields });

test('half a PDU and then silence closes both legs', async (t) => {
    const { smsc, gateway } = await stage(t, { config: { limits: { partial_pdu_seconds: 1 } } });
    const { sender, session } = await bound_pair(t, gateway, smsc);
    sender.send(text({ sequence: 4 }).subarray(0, 20));
    await sender.closed();
    assert.equal((await session.closed()).unfinished, 0, 'half a PDU must not go up');
    assert.deepEqual(session.received.all({ command: 'submit_sm' }), []);
});

test('a silent leg is probed, and twice the silence ends the link', async (t) => {
    const { smsc, gateway } = await stage(t, { config: { limits: { enquire_link_seconds: 1 } } });
    const { sender, session } = await bound_pair(t, gateway, smsc);
    await session.next('enquire_link');
    await sender.next('enquire_link');
    await session.next('enquire_link'); // answered ones do no harm
    session.answers = () => null;
    await session.closed();
    await sender.closed();
});

test('when the SMSC closes, the sender gets what was received, an unbind, and the close', async (t) => {
    const { smsc, gateway } = await stage(t);
    smsc.answers = (one) => (one.id === smpp.command.submit_sm ? null : courteous(one));
    const { sender, session } = await bound_pair(t, gateway, smsc);
    sender.send(text({ sequence: 10 }), text({ sequence: 11 }), text({ sequence: 12 }));
    const first = await session.next('submit_sm');
    await session.next('submit_sm');
    await session.next('submit_sm');
    session.send(
        smpp.answer(first, { message_id: 'only' }),
        smpp.deliver_sm({ source: '1', destination: '2', text: 'last words', sequence: 4 }),
    );
    session.end();
    assert.equal((await sender.next('submit_sm_resp')).sequence, 10);
    assert.equal(smpp.read_message(await sender.next('deliver_sm')).text, 'last words');
    await sender.next('unbind');
    assert.equal((await sender.closed()).unfinished, 0);
    assert.equal(sender.received.all({ command: 'submit_sm_resp' }).length, 1, 'no answer is invented');
});

test('when the SMSC resets the connection, the sender gets an unbind and the close', async (t) => {
    const { smsc, gateway } = await stage(t);
    const { sender, session } = await bound_pair(t, gateway, smsc);
    session.reset();
    await sender.next('unbind');
    await sender.closed();
});

test('when the sender closes, what it wrote is delivered first', async (t) => {
    const { smsc, gateway } = await stage(t);
    const { sender, session } = await bound_pair(t, gateway, smsc);
    const texts = Array.from({ length: 200 }, (_, index) => text({ text: `last ${index}`, sequence: 100 + index }));
    sender.send(...texts);
    sender.end();
    assert.equal((await session.received.several(200, { command: 'submit_sm' })).length, 200);
    session.closed().then(() => session.end());
    await sender.received.several(200, { command: 'submit_sm_resp' });
    assert.equal((await sender.closed()).closed, 'end');
});

test('an unbind of the sender is answered by the SMSC, and both legs end', async (t) => {
    const { smsc, gateway } = await stage(t);
    const { sender, session } = await bound_pair(t, gateway, smsc);
    sender.send(text({ sequence: 20 }), smpp.pdu(smpp.command.unbind, { sequence: 21 }));
    assert.equal((await sender.next('submit_sm_resp')).sequence, 20);
    const answer = await sender.next('unbind_resp');
    assert.deepEqual([answer.status, answer.sequence], [0, 21]);
    await session.next('unbind');
    sender.end();
    await session.closed();
});

test('an unbind of the SMSC is answered by the sender, and both legs end', async (t) => {
    const { smsc, gateway } = await stage(t);
    const { sender, session } = await bound_pair(t, gateway, smsc);
    const answer = await session.ask(smpp.pdu(smpp.command.unbind, { sequence: 31 }));
    assert.deepEqual([answer.command, answer.status, answer.sequence], ['unbind_resp', 0, 31]);
    session.end();
    await sender.closed();
    sender.end();
    await session.closed();
});

test('a slow reader stops the other leg from being read, and nothing is lost', async (t) => {
    const { smsc, gateway } = await stage(t);
    const { sender, session } = await bound_pair(t, gateway, smsc);
    const count = 1_000;
    const load = smpp.tlv(0x0424, Buffer.alloc(65_000, 0x55));
    session.socket.pause();
    const at_first = peak_octets(gateway);
    for (let index = 0; index < count; index++) sender.send(text({ text: String(index), sequence: index + 100, tlvs: load }));
    // Until it takes no more: a hundred looks in a row find the same.
    let looks = 0;
    let before_that = 0;
    const came = await gateway.until(
        'bytes_total',
        () => gateway.metric('stopgate_bytes_total', { link: 'carrier', direction: 'upstream' }),
        (octets) => {
            looks = octets === before_that ? looks + 1 : 0;
            before_that = octets;
            return octets > load.length && looks > 100;
        },
    );
    assert.ok(came < count * load.length, 'it read on without end');
    session.socket.resume();
    const seen = await session.received.several(count, { command: 'submit_sm' });
    assert.deepEqual(
        seen.map((one) => Number(smpp.read_message(one).text)),
        Array.from({ length: count }, (_, index) => index),
    );
    await sender.received.several(count, { command: 'submit_sm_resp' });
    assert.ok(peak_octets(gateway) - at_first < 32 * 2 ** 20, '65 MB were offered; what waits inside must be bounded');
});

// The most memory that the gateway ever had.
function peak_octets(gateway) {
    const status = fs.readFileSync(`/proc/${gateway.process.child.pid}/status`, 'utf8');
    return Number(status.match(/VmHWM:\s+(\d+) kB/)[1]) * 1024;
}
