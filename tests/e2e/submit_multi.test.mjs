// One text to several destinations, octet by octet.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Gateway } from './gateway.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, bound_pair, courteous } from './wire.mjs';

const brand = '15550100';
const [ada, ben, cleo] = ['447700900001', '447700900002', '447700900003'];
const vendor_tlv = smpp.tlv(0x1403, Buffer.from('beef', 'hex'));

async function stage(t, bind = {}) {
    const smsc = await FakeSmsc.start(t, (one) => (one.id === smpp.command.submit_multi ? null : courteous(one)));
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    return { gateway, ...(await bound_pair(t, gateway, smsc, bind)) };
}
async function suppress(gateway, number) {
    assert.equal((await gateway.cli('suppressions', 'add', number, '--sender', brand)).code, 0);
}
// What the SMSC gets of a submit_multi, and what the sender gets back for the SMSC's answer.
async function submitted({ sender, session }, raw, answer) {
    const back = sender.ask(raw);
    const asked = await session.next('submit_multi');
    session.send(answer(asked));
    return { asked, back: await back };
}
const same_but_number = (one, raw) => assert.equal(one.raw.toString('hex'), smpp.renumbered(raw, one.sequence).toString('hex'));

test('quirk 53: suppressed destinations are taken out and named in unsuccess_sme, before any TLVs', async (t) => {
    const on = await stage(t);
    await suppress(on.gateway, ada);
    const send = (to) => smpp.submit_multi({ source: brand, to, lists: ['friends'], tlvs: vendor_tlv, sequence: 77 });
    const { asked, back } = await submitted(on, send([ben, ada, cleo]), (one) =>
        smpp.submit_multi_answer(one, { unsuccess: [[cleo, 0x0b]], tlvs: vendor_tlv }),
    );
    same_but_number(asked, send([ben, cleo]));
    const expected = [
        [cleo, 0x0b],
        [ada, 0x45],
    ];
    const whole = { id: smpp.command.submit_multi, sequence: 77 };
    same_but_number(back, smpp.submit_multi_answer(whole, { unsuccess: expected, tlvs: vendor_tlv }));
    assert.equal(back.sequence, 77);
});

test('with nobody suppressed it passes as it is, and so does its answer', async (t) => {
    const on = await stage(t);
    const raw = smpp.submit_multi({ source: brand, to: [ada, ben], lists: ['friends'], tlvs: vendor_tlv });
    const { asked, back } = await submitted(on, raw, (one) => smpp.submit_multi_answer(one, { unsuccess: [[ben, 0x0b]] }));
    same_but_number(asked, raw);
    same_but_number(back, smpp.submit_multi_answer(asked, { unsuccess: [[ben, 0x0b]] }));
});

for (const [version, octets] of [
    [0x34, 16],
    [0x50, 18],
]) {
    test(`with everybody suppressed it is refused in ${octets} octets, version 0x${version.toString(16)}`, async (t) => {
        const { sender, session, gateway } = await stage(t, { version });
        await suppress(gateway, ada);
        await suppress(gateway, ben);
        const back = await sender.ask(smpp.submit_multi({ source: brand, to: [ada, ben], sequence: 5 }));
        assert.deepEqual([back.command, back.status, back.length], ['submit_multi_resp', 0x45, octets]);
        assert.equal(await gateway.metric('stopgate_submits_refused_total'), 2);
        // Nothing of it went up: the next thing that the SMSC sees is this.
        sender.send(smpp.submit_sm({ source: brand, destination: cleo, sequence: 6 }));
        const since = session.received.items.filter((one) => one.id !== smpp.command.enquire_link);
        await session.next('submit_sm');
        assert.ok(since.every((one) => one.command !== 'submit_multi'));
    });
}

test('an error and a nack of the SMSC pass as they are', async (t) => {
    const on = await stage(t);
    await suppress(on.gateway, ada);
    const raw = smpp.submit_multi({ source: brand, to: [ada, ben], sequence: 9 });
    const error = await submitted(on, raw, (one) => smpp.pdu(smpp.response_to(one.id), { status: 0x58, sequence: one.sequence }));
    assert.deepEqual([error.back.command, error.back.status, error.back.length], ['submit_multi_resp', 0x58, 16]);
    const nack = await submitted(on, raw, (one) => smpp.pdu(smpp.command.generic_nack, { status: 3, sequence: one.sequence }));
    assert.deepEqual([nack.back.command, nack.back.status, nack.back.sequence], ['generic_nack', 3, 9]);
});

test('a STOP of one of them counts for the next submit_multi', async (t) => {
    const on = await stage(t);
    const stopped = await on.session.ask(smpp.deliver_sm({ source: ben, destination: brand, text: 'STOP', sequence: 400 }));
    assert.equal(stopped.status, 0);
    const { asked, back } = await submitted(on, smpp.submit_multi({ source: brand, to: [ada, ben] }), smpp.submit_multi_answer);
    same_but_number(asked, smpp.submit_multi({ source: brand, to: [ada] }));
    same_but_number(back, smpp.submit_multi_answer(asked, { unsuccess: [[ben, 0x45]] }));
});
