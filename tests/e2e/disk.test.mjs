// A STOP while the store is slow, or can't write.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Disk } from './disk.mjs';
import { Gateway } from './gateway.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, bound_pair } from './wire.mjs';

const service = '5550000';
const person = '447700900001';
const ESME_RX_T_APPN = 0x64;
const ESME_RSUBMITFAIL = 0x45;

async function stage(t) {
    const disk = new Disk(t);
    const smsc = await FakeSmsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address, env: disk.environment() });
    return { disk, smsc, gateway, ...(await bound_pair(t, gateway, smsc)) };
}

const says = (text, sequence, from = person) => smpp.deliver_sm({ source: from, destination: service, text, sequence });
const submit = (sequence, to = person, text = 'hello') => smpp.submit_sm({ source: service, destination: to, text, sequence });
const texts = (session) => session.received.all({ command: 'submit_sm' }).map((one) => smpp.read_message(one).text);

test('a STOP holds from the moment it was read, and is answered when it is durable', async (t) => {
    const { disk, sender, session } = await stage(t);
    disk.hold();
    session.send(says('STOP', 900), smpp.pdu(smpp.command.enquire_link, { sequence: 901 }));
    await session.first({ command: 'enquire_link_resp', sequence: 901 }); // so the STOP was read
    assert.equal((await sender.ask(submit(10))).status, ESME_RSUBMITFAIL);
    assert.equal((await sender.ask(submit(11, '447700900002', 'others pass'))).status, 0);
    assert.deepEqual(session.received.all({ command: 'deliver_sm_resp' }), [], 'answered before it was durable');
    assert.deepEqual(texts(session), ['others pass'], 'confirmed before it was durable');

    disk.release();
    assert.equal((await session.first({ command: 'deliver_sm_resp', sequence: 900 })).status, 0);
    await session.first(
        (one) => one.command === 'submit_sm' && /^You have successfully been unsub/.test(smpp.read_message(one).text),
    );
    assert.equal((await sender.ask(submit(12))).status, ESME_RSUBMITFAIL);
});

test('ordinary texts do not wait behind a STOP that is being stored', async (t) => {
    const { disk, session, sender } = await stage(t);
    disk.hold();
    session.send(says('STOP', 900), says('good morning', 901, '447700900002'));
    assert.equal(smpp.read_message(await sender.first({ command: 'deliver_sm' })).text, 'good morning');
    assert.equal((await session.first({ command: 'deliver_sm_resp' })).sequence, 901);
    disk.release();
    await session.first({ command: 'deliver_sm_resp', sequence: 900 });
});

test('a START counts only when it is durable', async (t) => {
    const { disk, session, sender } = await stage(t);
    assert.equal((await session.ask(says('STOP', 900))).status, 0);
    await session.first({ command: 'submit_sm' });
    // The confirmation's own bookkeeping must not be what waits.
    assert.equal((await session.ask(says('STOP', 901))).status, 0);
    disk.hold();
    session.send(says('START', 902), smpp.pdu(smpp.command.enquire_link, { sequence: 903 }));
    await session.first({ command: 'enquire_link_resp', sequence: 903 });
    assert.equal((await sender.ask(submit(10))).status, ESME_RSUBMITFAIL);
    disk.release();
    assert.equal((await session.first({ command: 'deliver_sm_resp', sequence: 902 })).status, 0);
    assert.equal((await sender.ask(submit(11))).status, 0);
});

test('an unbind waits until the STOP before it is answered', async (t) => {
    const { disk, gateway, session } = await stage(t);
    disk.hold();
    session.send(says('STOP', 900), smpp.pdu(smpp.command.unbind, { sequence: 901 }));
    await gateway.until(
        'held_pdus',
        () => gateway.metric('stopgate_held_pdus'),
        (held) => held === 1,
    );
    disk.release();
    assert.equal((await session.next((one) => smpp.is_response(one.id))).sequence, 900);
    assert.equal((await session.next('unbind_resp')).sequence, 901);
});

test('a STOP that can not be stored gets a temporary error, and holds all the same', async (t) => {
    const { disk, gateway, smsc, sender, session } = await stage(t);
    assert.equal((await gateway.admin('GET', '/readyz', { token: null })).status, 200);
    disk.break();
    assert.equal((await session.ask(says('STOP', 900))).status, ESME_RX_T_APPN);
    assert.equal((await sender.ask(submit(10))).status, ESME_RSUBMITFAIL);
    assert.equal((await sender.ask(submit(11, '447700900002'))).status, 0, 'the others still get theirs');
    const unready = await gateway.admin('GET', '/readyz', { token: null });
    assert.equal(unready.status, 503);
    assert.ok(unready.json.detail.length > 10, unready.text);
    assert.ok((await gateway.metric('stopgate_store_errors_total')) >= 1);

    // The SMSC delivers it again; by then somebody has mended the disk and started the gateway anew.
    await gateway.kill();
    disk.mend();
    await gateway.up();
    const again = await bound_pair(t, gateway, smsc);
    assert.equal((await again.session.ask(says('STOP', 901))).status, 0);
    assert.equal((await again.sender.ask(submit(12))).status, ESME_RSUBMITFAIL);
});
