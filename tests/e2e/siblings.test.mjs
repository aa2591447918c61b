// A receiver bind can't submit: what answers its STOP goes up by a transmitting bind of the same sender, now or when one comes.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Gateway } from './gateway.mjs';
import { Sender, Smsc } from './sims.mjs';

const service = '5550000';
const person = '447700900001';
const opt_out_text = /^You have successfully been unsubscribed/;

// The sender and the number of its session at the SMSC.
async function bound(t, { smsc, gateway }, system_id, bind) {
    const since = await smsc.now();
    const sender = await Sender.start(t, gateway.port(), { system_id, bind });
    assert.equal(sender.bound.status, 0);
    const { session } = await smsc.said.first({ event: 'bound', system_id, bind }, since);
    return { sender, session };
}

async function stage(t, limits = {}) {
    const smsc = await Smsc.start(t);
    return { smsc, gateway: await Gateway.start(t, { upstream: smsc.address, config: { limits } }) };
}

// [session, recipient] of each confirmation that the SMSC got.
async function confirmations({ smsc }) {
    return (await smsc.submits()).filter((one) => opt_out_text.test(one.text)).map((one) => [one.session, one.to]);
}

for (const workers of [1, 2]) {
    test(`a STOP on a receiver is confirmed by the transmitter beside it, ${workers} worker(s)`, async (t) => {
        const scene = await stage(t, { workers });
        const { smsc } = scene;
        const receiver = await bound(t, scene, 'shop', 'rx');
        const transmitter = await bound(t, scene, 'shop', 'tx');

        assert.equal((await smsc.mo(person, service, 'STOP', receiver.session)).status, 0);
        await smsc.submit({ from: service, to: person });
        assert.deepEqual(await confirmations(scene), [[transmitter.session, person]]);
        assert.equal((await transmitter.sender.submit(service, person)).status, 0x45);
        assert.deepEqual(
            (await transmitter.sender.pdus('in', 'submit_sm_resp')).map((one) => one.status),
            [0x45],
        );
        assert.deepEqual(await receiver.sender.pdus('in', 'deliver_sm'), []);
    });
}

test('a confirmation waits for a transmitter, outlives a SIGKILL, and goes out once', async (t) => {
    const scene = await stage(t);
    const { smsc, gateway } = scene;
    const first = await bound(t, scene, 'shop', 'rx');
    assert.equal((await smsc.mo(person, service, 'STOP', first.session)).status, 0);

    await gateway.kill();
    await gateway.up();
    await bound(t, scene, 'shop', 'rx');
    assert.deepEqual(await confirmations(scene), [], 'a receiver must not submit');

    const transmitter = await bound(t, scene, 'shop', 'tx');
    await smsc.submit({ from: service, to: person });
    assert.deepEqual(await confirmations(scene), [[transmitter.session, person]]);
    await smsc.said.first({ event: 'pdu', direction: 'out', command: 'submit_sm_resp' });

    // Once: after another crash the next person's confirmation comes, and this one's does not come again.
    await gateway.kill();
    await gateway.up();
    const receiver = await bound(t, scene, 'shop', 'rx');
    const second = await bound(t, scene, 'shop', 'tx');
    assert.equal((await smsc.mo('447700900002', service, 'STOP', receiver.session)).status, 0);
    await smsc.submit({ to: '447700900002' });
    assert.deepEqual(await confirmations(scene), [
        [transmitter.session, person],
        [second.session, '447700900002'],
    ]);
});

test('a confirmation that waits goes out when a transmitter binds, without a restart too', async (t) => {
    const scene = await stage(t);
    const { smsc } = scene;
    const receiver = await bound(t, scene, 'shop', 'rx');
    for (const from of [person, '447700900002', '447700900003'])
        assert.equal((await smsc.mo(from, service, 'STOP', receiver.session)).status, 0);
    const transceiver = await bound(t, scene, 'shop', 'trx');
    await smsc.said.several(3, { event: 'pdu', direction: 'in', command: 'submit_sm' });
    assert.deepEqual(
        (await confirmations(scene)).sort(),
        [person, '447700900002', '447700900003'].map((to) => [transceiver.session, to]),
    );
});

test('another sender does not carry the confirmation', async (t) => {
    const scene = await stage(t);
    const { smsc } = scene;
    const receiver = await bound(t, scene, 'shop', 'rx');
    const stranger = await bound(t, scene, 'bank', 'trx');
    assert.equal((await smsc.mo(person, service, 'STOP', receiver.session)).status, 0);
    // The stranger's own STOP is confirmed by the stranger; by then the first one had its chance.
    assert.equal((await smsc.mo('447700900002', '5559999', 'STOP', stranger.session)).status, 0);
    await smsc.submit({ to: '447700900002' });
    const transmitter = await bound(t, scene, 'shop', 'tx');
    await smsc.submit({ to: person });
    assert.deepEqual(await confirmations(scene), [
        [stranger.session, '447700900002'],
        [transmitter.session, person],
    ]);
});

test('two STOPs on two links are one change and one confirmation', async (t) => {
    const scene = await stage(t, { workers: 2 });
    const { smsc } = scene;
    const links = [await bound(t, scene, 'shop', 'trx'), await bound(t, scene, 'shop', 'trx')];
    const answers = await Promise.all(links.map(({ session }) => smsc.mo(person, service, 'STOP', session)));
    assert.deepEqual(
        answers.map((one) => one.status),
        [0, 0],
    );
    for (const { sender } of links) assert.equal((await sender.submit(service, person)).status, 0x45);
    assert.equal((await smsc.mo('447700900002', service, 'STOP', links[0].session)).status, 0);
    await smsc.submit({ to: '447700900002' });
    assert.deepEqual(
        (await confirmations(scene)).map(([, to]) => to),
        [person, '447700900002'],
    );
});

test('a STOP seen by one worker binds the other by the time it is answered', async (t) => {
    const scene = await stage(t, { workers: 2 });
    const { smsc } = scene;
    const links = [await bound(t, scene, 'shop', 'trx'), await bound(t, scene, 'shop', 'trx')];
    for (let number = 447700900100; number < 447700900140; number++) {
        const here = number % 2;
        assert.equal((await smsc.mo(String(number), service, 'STOP', links[here].session)).status, 0);
        assert.equal((await links[1 - here].sender.submit(service, String(number))).status, 0x45);
    }
});
