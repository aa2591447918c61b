// The whole point, between two simulators: a text, STOP, its answer and confirmation, the refused text, START.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Gateway } from './gateway.mjs';
import {
    ESME_ROK,
    ESME_RSUBMITFAIL,
    all_that_reached,
    opt_in_text,
    opt_out_text,
    opted_out,
    person,
    service,
    stage,
} from './scene.mjs';
import { Sender, Smsc } from './sims.mjs';
import * as smpp from './smpp.mjs';

test('a text passes, to the SMSC and back', async (t) => {
    const { smsc, sender } = await stage(t);
    assert.equal((await sender.submit(service, person, 'hello')).status, ESME_ROK);
    assert.deepEqual(
        (await smsc.submits()).map((one) => [one.from, one.to, one.text]),
        [[service, person, 'hello']],
    );
    assert.equal((await smsc.mo(person, service, 'hello yourself')).status, ESME_ROK);
    assert.equal((await sender.delivered()).text, 'hello yourself');
});

test('STOP is answered and confirmed, and the sender sees nothing of it', async (t) => {
    const { smsc, sender, session } = await stage(t);
    const answer = smsc.deliver(session, {
        source: { ton: 1, npi: 1, digits: person },
        destination: { ton: 2, npi: 8, digits: service },
        text: 'STOP',
        registered_delivery: 0,
    });
    const stop = await answer;
    assert.equal(stop.status, ESME_ROK);
    assert.equal(stop.command, 'deliver_sm_resp');
    assert.equal(stop.hex.length / 2, 17, 'a header and an empty message_id');

    const confirmation = await smsc.submit({ to: person });
    const fields = smpp.read_message(smpp.read(Buffer.from(confirmation.hex, 'hex')));
    assert.deepEqual(fields.source, { ton: 2, npi: 8, digits: service });
    assert.deepEqual(fields.destination, { ton: 1, npi: 1, digits: person });
    assert.equal(fields.text, opt_out_text);
    assert.equal(fields.registered_delivery, 0);
    assert.equal(fields.data_coding, 0);
    assert.equal(fields.tlvs.length, 0);

    await smsc.said.first({ event: 'pdu', direction: 'out', command: 'submit_sm_resp' });
    const seen = await all_that_reached(sender, smsc);
    assert.deepEqual(
        seen.map((one) => one.command),
        ['bind_transceiver_resp'],
    );
});

test('the next text is refused with ESME_RSUBMITFAIL and never reaches the SMSC', async (t) => {
    const scene = await stage(t);
    const { smsc, sender } = scene;
    await opted_out(scene);

    const refused = await sender.submit(service, person, 'are you there?');
    assert.equal(refused.command, 'submit_sm_resp');
    assert.equal(refused.status, ESME_RSUBMITFAIL);
    assert.equal(refused.hex.length / 2, 16, 'SMPP 3.4 §4.4.2: no body beside an error');

    assert.equal((await sender.submit(service, '447700900002', 'and you?')).status, ESME_ROK);
    assert.deepEqual(
        (await smsc.submits({ from: service })).map((one) => one.text),
        [opt_out_text, 'and you?'],
    );
});

test('a sender bound with version 5.0 gets a refusal with an empty message_id', async (t) => {
    const smsc = await Smsc.start(t, '--version', '0x50');
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    const sender = await Sender.start(t, gateway.port(), {}, '--version', '0x50');
    await opted_out({ smsc });
    const refused = await sender.submit(service, person);
    assert.equal(refused.status, ESME_RSUBMITFAIL);
    assert.equal(refused.hex.length / 2, 17);
    assert.equal(refused.hex.slice(-2), '00');
});

test('a second STOP is answered but not confirmed again', async (t) => {
    const scene = await stage(t);
    const { smsc } = scene;
    await opted_out(scene);
    assert.equal((await smsc.mo(person, service, 'stop')).status, ESME_ROK);
    assert.equal((await smsc.mo(person, service, 'Unsubscribe')).status, ESME_ROK);
    // Confirmations leave in the order of their STOPs: a second one to the same person would be before this one.
    await opted_out(scene, '447700900002');
    assert.deepEqual(
        (await smsc.submits()).map((one) => one.to),
        [person, '447700900002'],
    );
});

test('another number of the sender still passes', async (t) => {
    const scene = await stage(t);
    const { smsc, sender } = scene;
    await opted_out(scene);
    assert.equal((await sender.submit('5550001', person, 'from elsewhere')).status, ESME_ROK);
    await smsc.submit({ from: '5550001', to: person });
    assert.equal((await sender.submit(service, person)).status, ESME_RSUBMITFAIL);
});

test('START lifts the suppression and is confirmed', async (t) => {
    const scene = await stage(t);
    const { smsc, sender } = scene;
    await opted_out(scene);
    assert.equal((await smsc.mo(person, service, 'start')).status, ESME_ROK);
    const confirmation = await smsc.submit({ text: opt_in_text });
    assert.deepEqual([confirmation.from, confirmation.to], [service, person]);
    assert.equal((await sender.submit(service, person, 'welcome back')).status, ESME_ROK);
    await smsc.submit({ text: 'welcome back' });
    assert.deepEqual(
        (await all_that_reached(sender, smsc)).filter((one) => one.command === 'deliver_sm'),
        [],
    );

    // And STOP counts anew.
    await opted_out(scene);
    assert.equal((await sender.submit(service, person)).status, ESME_RSUBMITFAIL);
    assert.equal((await smsc.submits({ text: opt_out_text })).length, 2);
});

test('with confirm = false no text goes out', async (t) => {
    const list = [{ name: 'quiet', match: { sender: service }, confirm: false }, { name: 'others' }];
    const scene = await stage(t, { gateway: { config: { list } } });
    const { smsc, sender } = scene;
    assert.equal((await smsc.mo(person, service, 'STOP')).status, ESME_ROK);
    assert.equal((await sender.submit(service, person)).status, ESME_RSUBMITFAIL);
    const since = await smsc.now();
    assert.equal((await smsc.mo(person, '5550001', 'STOP')).status, ESME_ROK);
    await smsc.submit({ from: '5550001', to: person, text: opt_out_text }, since);
    assert.equal((await smsc.submits()).length, 1);
});

test('a throttled confirmation is tried again and the sender sees none of it', async (t) => {
    const { smsc, sender } = await stage(t);
    smsc.tell('throttle on');
    const since = await smsc.now();
    assert.equal((await smsc.mo(person, service, 'STOP')).status, ESME_ROK);
    await smsc.said.first({ event: 'pdu', direction: 'out', command: 'submit_sm_resp', status: 0x58 }, since);
    smsc.tell('throttle off');
    await smsc.said.first({ event: 'pdu', direction: 'out', command: 'submit_sm_resp', status: 0 }, since);
    const texts = await smsc.submits({}, since);
    assert.ok(texts.length >= 2 && texts.every((one) => one.text === opt_out_text && one.to === person));
    assert.deepEqual(
        (await all_that_reached(sender, smsc)).map((one) => one.command),
        ['bind_transceiver_resp'],
    );
});

test('a suppression outlives the process', async (t) => {
    const scene = await stage(t);
    const { smsc, gateway } = scene;
    await opted_out(scene);
    await gateway.kill();
    await gateway.up();
    const sender = await Sender.start(t, gateway.port());
    assert.equal((await sender.submit(service, person)).status, ESME_RSUBMITFAIL);
    assert.equal((await smsc.mo(person, service, 'STOP')).status, ESME_ROK);
    await opted_out(scene, '447700900002');
    assert.deepEqual(
        (await smsc.submits()).map((one) => one.to),
        [person, '447700900002'],
    );
});
