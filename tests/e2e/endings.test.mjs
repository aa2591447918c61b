// How links end, and what may not be lost then.
import assert from 'node:assert/strict';
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
