// The test tools themselves, without a gateway between the two simulators.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Trace } from './harness.mjs';
import { Sender, Smsc } from './sims.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, dial, obliging } from './wire.mjs';

test('the simulators speak to each other', async (t) => {
    const smsc = await Smsc.start(t);
    const sender = await Sender.start(t, smsc.port);
    assert.equal(sender.bound.status, 0);

    const answer = await sender.submit('5550000', '447700900001', 'hello there');
    assert.equal(answer.status, 0);
    const [seen] = await smsc.submits();
    assert.deepEqual([seen.from, seen.to, seen.text], ['5550000', '447700900001', 'hello there']);

    assert.equal((await smsc.mo('447700900001', '5550000', 'hi back')).status, 0);
    assert.equal((await sender.delivered()).text, 'hi back');
});

test('what a test builds is what a simulator reads', async (t) => {
    const smsc = await Smsc.start(t);
    const sender = await Sender.start(t, smsc.port);
    const fields = {
        source: { ton: 5, npi: 0, digits: 'Shop' },
        destination: { ton: 1, npi: 1, digits: '+447700900001' },
        text: 'built',
        registered_delivery: 1,
    };
    assert.equal((await sender.submit_built(fields)).status, 0);
    const [seen] = await smsc.submits();
    assert.deepEqual(
        [seen.from, seen.from_ton, seen.to, seen.to_ton, seen.text, seen.registered_delivery],
        ['Shop', 5, '+447700900001', 1, 'built', 1],
    );

    const read = smpp.read_message(smpp.read(Buffer.from(seen.hex, 'hex')));
    assert.deepEqual([read.source, read.destination, read.text], [fields.source, fields.destination, 'built']);

    const session = seen.session;
    assert.equal(
        (await smsc.deliver(session, { source: '447700900001', destination: '5550000', text: 'part', esm_class: 0x80 })).status,
        0,
    );
    assert.equal((await sender.delivered({ text: 'part' })).esm_class, 0x80);
});

test('an own codec agrees with the simulators, octet by octet sent', async (t) => {
    const smsc = await Smsc.start(t);
    const sender = await dial(t, smsc.port, obliging);
    await sender.send_by_octets(smpp.bind('trx', { system_id: 'raw', sequence: 7 }));
    const bound = await sender.next('bind_transceiver_resp');
    assert.deepEqual([bound.status, bound.sequence], [0, 7]);
    const answered = await sender.ask(smpp.submit_sm({ source: '1', destination: '2', text: 'x', sequence: 9 }));
    assert.deepEqual([answered.command, answered.status, answered.sequence], ['submit_sm_resp', 0, 9]);
});

test('raw peers meet', async (t) => {
    const smsc = await FakeSmsc.start(t);
    const sender = await dial(t, smsc.port);
    const session = await smsc.session();
    const bind = smpp.bind('tx', { sequence: 3 });
    assert.equal((await sender.ask(bind)).status, 0);
    assert.deepEqual((await session.next('bind_transmitter')).raw, bind);
    sender.end();
    assert.deepEqual(await session.closed(), { closed: 'end', unfinished: 0 });
    session.end();
    assert.equal((await sender.closed()).closed, 'end');
});

test('a missing event says what was there', async () => {
    const trace = new Trace('somebody');
    trace.push({ event: 'first' });
    trace.end('ended by the test');
    assert.deepEqual(await trace.first({ event: 'first' }), { event: 'first' });
    await assert.rejects(
        trace.first({ event: 'second' }),
        /somebody: waited for {"event":"second"}: ended by the test[^]*'first'/,
    );
    await assert.rejects(trace.several(2, { event: 'first' }), /there are 1/);
});
