// refusal.mode = "receipt": a text to a suppressed number is accepted, and its sender gets a delivery receipt REJECTD if it asked
// for one: on whichever bind of it may receive, now or after a crash.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Disk } from './disk.mjs';
import { Gateway, samples } from './gateway.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, bound_pair } from './wire.mjs';

const service = '5550000';
const person = '447700900001';
const ESME_RCANCELFAIL = 0x11;
const ESME_RX_T_APPN = 0x64;
const ESME_RSUBMITFAIL = 0x45;

async function stage(t, { limits = {}, refusal = { mode: 'receipt' }, env = {} } = {}) {
    const smsc = await FakeSmsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address, config: { refusal, limits }, env });
    await suppress(gateway, person);
    return { smsc, gateway, bind: async (kind, more = {}) => (await bound_pair(t, gateway, smsc, { kind, ...more })).sender };
}

async function suppress(gateway, recipient) {
    const { status } = await gateway.admin('PUT', '/v1/suppressions', { body: { recipient, sender: service, reason: 'by phone' } });
    assert.ok(status < 300, `PUT answered ${status}`);
}

// The answer to a text to the person, and the message id in it.
async function submit(sender, fields = {}) {
    const raw = smpp.submit_sm({
        sequence: sender.next_sequence(),
        source: service,
        destination: person,
        text: 'Hello',
        ...fields,
    });
    const answer = await sender.ask(raw);
    return { ...answer, id: answer.body.toString('latin1', 0, Math.max(0, answer.body.length - 1)) };
}
const asking = (sender, fields = {}) => submit(sender, { registered_delivery: 1, ...fields });

const receipts_of = (sender) => sender.received.all({ command: 'deliver_sm' }).map(smpp.read_message);
const receipt = async (sender) => smpp.read_message(await sender.first('deliver_sm'));

// Nothing of ours reached the SMSC: what came after the bind.
const at_the_smsc = (smsc) =>
    smsc.sessions.items.flatMap((one) => one.received.items.filter((item) => item.command && !/^bind_/.test(item.command)));

const settled = (gateway, outcome, count) =>
    gateway.until(
        `${count} receipts are ${outcome}`,
        () => gateway.metric('stopgate_receipts_total', { outcome }),
        (value) => value === count,
    );

const c_string = (text) => Buffer.from(`${text}\0`, 'latin1');
const query = (sequence, id) =>
    smpp.pdu(smpp.command.query_sm, { sequence, body: Buffer.concat([c_string(id), Buffer.of(1, 1), c_string(service)]) });
const cancel = (sequence, id) =>
    smpp.pdu(smpp.command.cancel_sm, {
        sequence,
        body: Buffer.concat([
            c_string(''),
            c_string(id),
            Buffer.of(1, 1),
            c_string(service),
            Buffer.of(1, 1),
            c_string(person),
        ]),
    });

// YYMMDDhhmm of the minutes between two instants.
function minutes_between(before, after) {
    const minutes = new Set();
    for (let at = before; at <= after + 60_000; at += 60_000)
        minutes.add(new Date(Math.min(at, after)).toISOString().replace(/\D/g, '').slice(2, 12));
    return minutes;
}

test('the sender gets an id, then a receipt; the SMSC sees nothing of it', async (t) => {
    const { smsc, gateway, bind } = await stage(t);
    const sender = await bind('trx');
    const before = Date.now();
    const { status, id } = await asking(sender, {
        source: { ton: 5, npi: 0, digits: service },
        destination: { ton: 1, npi: 1, digits: person },
        service_type: 'CMT',
        text: 'Twenty characters and more',
    });
    assert.equal(status, 0);
    assert.match(id, /^\d{29}$/);

    const told = await receipt(sender);
    const date = told.text.match(/submit date:(\d{10})/)[1];
    assert.ok(minutes_between(before, Date.now()).has(date), date);
    assert.equal(
        told.text,
        `id:${id} sub:001 dlvrd:000 submit date:${date} done date:${date} stat:REJECTD err:000 text:Twenty characters an`,
    );
    assert.deepEqual(told.source, { ton: 1, npi: 1, digits: person });
    assert.deepEqual(told.destination, { ton: 5, npi: 0, digits: service });
    assert.equal(told.service_type, 'CMT');
    assert.equal(told.esm_class, 0x04);
    assert.equal(told.data_coding, 0);
    assert.deepEqual(told.tlvs, Buffer.concat([smpp.tlv(0x001e, c_string(id)), smpp.tlv(0x0427, Buffer.of(8))]));

    await settled(gateway, 'accepted', 1);
    assert.equal(await gateway.metric('stopgate_submits_refused_total'), 1);
    assert.deepEqual(at_the_smsc(smsc), []);
});

test('who did not ask for a receipt gets none', async (t) => {
    const { smsc, gateway, bind } = await stage(t);
    const sender = await bind('trx');
    for (const registered_delivery of [0, 3]) {
        const { status, id } = await submit(sender, { registered_delivery });
        assert.equal(status, 0);
        assert.match(id, /^\d{29}$/);
    }
    const { id } = await asking(sender);
    await settled(gateway, 'accepted', 1);
    assert.deepEqual(
        receipts_of(sender).map(({ text }) => text.match(/^id:(\d+)/)[1]),
        [id],
    );
    assert.deepEqual(at_the_smsc(smsc), []);
});

test('without refusal.mode nothing is accepted', async (t) => {
    const { gateway, bind } = await stage(t, { refusal: { command_status: ESME_RSUBMITFAIL } });
    assert.equal((await asking(await bind('trx'))).status, ESME_RSUBMITFAIL);
    const shown = samples(await gateway.get('/metrics', { token: null })).filter(
        ({ name }) => name === 'stopgate_receipts_total',
    );
    assert.deepEqual(
        shown.map(({ labels, value }) => [labels.link, labels.outcome, value]).sort(),
        ['accepted', 'expired', 'refused', 'unstored'].map((outcome) => ['carrier', outcome, 0]),
    );
});

for (const workers of [1, 2]) {
    test(`a receipt for a transmitter's text goes to the receiver beside it, ${workers} worker(s)`, async (t) => {
        const { gateway, bind } = await stage(t, { limits: { workers } });
        const stranger = await bind('rx', { system_id: 'bank' });
        const transmitter = await bind('tx', { system_id: 'shop' });
        const receiver = await bind('rx', { system_id: 'shop' });
        const { id } = await asking(transmitter);
        assert.match((await receipt(receiver)).text, new RegExp(`^id:${id} .* stat:REJECTD`));
        await settled(gateway, 'accepted', 1);
        assert.deepEqual([receipts_of(transmitter), receipts_of(stranger)], [[], []]);
    });
}

test('a receipt waits for a receiver, over a SIGKILL and a restart, and goes out once', async (t) => {
    const { gateway, bind } = await stage(t, { limits: { drain_seconds: 1 } });
    const { id } = await asking(await bind('tx'));
    await gateway.kill();
    await gateway.up();
    await bind('tx');
    assert.equal((await gateway.stop()).code, 0);
    await gateway.up();

    const receiver = await bind('rx');
    assert.match((await receipt(receiver)).text, new RegExp(`^id:${id} `));
    await settled(gateway, 'accepted', 1);

    await suppress(gateway, '447700900002'); // written after the end of the receipt
    await gateway.kill();
    await gateway.up();
    const transceiver = await bind('trx');
    const second = await asking(transceiver, { destination: '447700900002' });
    await settled(gateway, 'accepted', 1);
    assert.deepEqual(
        receipts_of(transceiver).map(({ text }) => text.match(/^id:(\d+)/)[1]),
        [second.id],
    );
});

test('the answer waits until the receipt is durable, and other texts do not wait for it', async (t) => {
    const disk = new Disk(t);
    const { gateway, bind } = await stage(t, { env: disk.environment() });
    const transmitter = await bind('tx');
    disk.hold();
    const sent = asking(transmitter);
    assert.equal((await submit(transmitter, { destination: '447700900002' })).status, 0);
    assert.equal(transmitter.received.all({ command: 'submit_sm_resp' }).length, 1, 'answered before it was durable');
    disk.release();
    const { status, id } = await sent;
    assert.equal(status, 0);

    await gateway.kill();
    disk.cut_power(gateway.store, () => 0);
    await gateway.up();
    assert.match((await receipt(await bind('rx'))).text, new RegExp(`^id:${id} `));
});

test('when the disk fails the text is refused by status', async (t) => {
    const disk = new Disk(t);
    const { gateway, bind } = await stage(t, { env: disk.environment() });
    const sender = await bind('trx');
    disk.break();
    assert.equal((await asking(sender)).status, ESME_RSUBMITFAIL);
    assert.equal((await submit(sender)).status, 0, 'who wants no receipt needs no disk');
    await settled(gateway, 'unstored', 1);
    assert.deepEqual(receipts_of(sender), []);
});

test('a receipt that was not answered when the gateway was killed comes again', async (t) => {
    const { gateway, bind } = await stage(t);
    const mute = await bind('trx', { answers: () => null });
    const { id } = await asking(mute);
    await receipt(mute);
    await gateway.kill();
    await gateway.up();
    assert.match((await receipt(await bind('rx'))).text, new RegExp(`^id:${id} `));
    await settled(gateway, 'accepted', 1);
});

test('one that was not answered when its link ended goes by the next', async (t) => {
    const { bind } = await stage(t);
    const mute = await bind('trx', { answers: () => null });
    const { id } = await asking(mute);
    await receipt(mute);
    mute.reset();
    assert.match((await receipt(await bind('rx'))).text, new RegExp(`^id:${id} `));
});

test('a sender in trouble gets its receipt again; one that refuses it does not', async (t) => {
    const { gateway, bind } = await stage(t);
    const statuses = [ESME_RX_T_APPN, 0, 0x65];
    const sender = await bind('trx', {
        answers: (one) => (one.command === 'deliver_sm' ? smpp.answer(one, { status: statuses.shift() }) : null),
    });
    const first = await asking(sender);
    await settled(gateway, 'accepted', 1);
    const second = await asking(sender);
    await settled(gateway, 'refused', 1);
    assert.deepEqual(
        receipts_of(sender).map(({ text }) => text.match(/^id:(\d+)/)[1]),
        [first.id, first.id, second.id],
    );
});

test('query_sm and cancel_sm for such an id are answered here, also after a restart; others pass', async (t) => {
    const { smsc, gateway, bind } = await stage(t);
    const { id } = await submit(await bind('tx'));
    await gateway.kill();
    await gateway.up();
    const since = smsc.sessions.mark();
    const sender = await bind('trx');

    const told = await sender.ask(query(101, id));
    assert.equal(told.command, 'query_sm_resp');
    assert.equal(told.status, 0);
    const [echoed, final_date] = told.body.toString('latin1').split('\0');
    assert.equal(echoed, id);
    const made = new Date(Number(id.slice(0, 13))).toISOString().replace(/\D/g, '').slice(2, 15);
    assert.equal(final_date, `${made}00+`);
    assert.deepEqual([...told.body.subarray(-2)], [8, 0]);

    const turned_down = await sender.ask(cancel(102, id));
    assert.deepEqual([turned_down.command, turned_down.status, turned_down.length], ['cancel_sm_resp', ESME_RCANCELFAIL, 16]);

    const forged = id.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
    sender.send(query(103, forged), cancel(104, ''), query(105, 'm1'));
    const session = smsc.sessions.items[since];
    for (const raw of [query(103, forged), cancel(104, ''), query(105, 'm1')]) {
        const { command } = smpp.read(raw);
        const seen = await session.next(command);
        assert.deepEqual(smpp.renumbered(seen.raw, smpp.read(raw).sequence), raw);
    }
});

test('a sender before SMPP 3.4 gets eight characters and no parameters', async (t) => {
    const { bind } = await stage(t);
    const sender = await bind('trx', { version: 0x33 });
    const { status, id } = await asking(sender);
    assert.equal(status, 0);
    assert.match(id, /^Z[0-9A-Z]{7}$/);
    const told = await receipt(sender);
    assert.match(told.text, new RegExp(`^id:${id} sub:001 dlvrd:000 .* stat:REJECTD err:000 text:Hello$`));
    assert.equal(told.tlvs.length, 0);
    const answer = await sender.ask(query(101, id));
    const [echoed, final_date] = answer.body.toString('latin1').split('\0');
    assert.deepEqual([answer.status, echoed], [0, id]);
    assert.match(final_date, /^\d{12}000\+$/);
});

test('a data_sm is accepted and reported on like a submit_sm', async (t) => {
    const { smsc, bind } = await stage(t);
    const sender = await bind('trx');
    const answer = await sender.ask(
        smpp.pdu(smpp.command.data_sm, {
            sequence: 101,
            body: Buffer.concat([
                c_string(''),
                Buffer.of(1, 1),
                c_string(service),
                Buffer.of(1, 1),
                c_string(person),
                Buffer.of(0, 1, 0),
                smpp.tlv(0x0424, Buffer.from('Hi')),
            ]),
        }),
    );
    assert.deepEqual([answer.command, answer.status], ['data_sm_resp', 0]);
    const id = answer.body.toString('latin1', 0, answer.body.length - 1);
    assert.match((await receipt(sender)).text, new RegExp(`^id:${id} .* text:Hi$`));
    assert.deepEqual(at_the_smsc(smsc), []);
});
