// Quirks 43 to 52: receipts, and what waits for what.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Disk } from './disk.mjs';
import { golden } from './golden.mjs';
import {
    ESME_RSUBMITFAIL,
    counts_as_stop,
    counts_for_nothing,
    crosses,
    linked,
    lives,
    message,
    opt_out_text,
    person,
    reply,
    service,
    stranger,
    submit,
    suppressed,
} from './quirks.mjs';
import * as smpp from './smpp.mjs';
import { courteous } from './wire.mjs';

const id_of = (id) => smpp.tlv(0x001e, Buffer.from(`${id}\0`));
const state = (octet) => smpp.tlv(0x0427, Buffer.of(octet));
const text_of_receipt = (id) =>
    `id:${id} sub:001 dlvrd:001 submit date:2611221030 done date:2611221031 stat:DELIVRD err:000 text:You have`;
const is_submit = (one) => one.command === 'submit_sm';

// Somebody is opted out and the SMSC accepts our text under `message_id`; resolves with the number when that is settled.
async function confirmed({ gateway, session }, message_id) {
    const source = stranger();
    session.answers = (one) => (is_submit(one) ? smpp.answer(one, { message_id }) : courteous(one));
    const accepted = () => gateway.metric('stopgate_confirmations_total', { outcome: 'accepted' });
    const before = await accepted();
    assert.equal((await session.ask(reply({ source, text: 'STOP', sequence: 800 }))).status, 0);
    await gateway.until('confirmations_total', accepted, (count) => count === before + 1);
    return source;
}

// Receipts for texts of ours: answered with success, and the sender sees none.
async function swallowed({ sender, session }, ...receipts) {
    const since = sender.received.mark();
    for (const raw of receipts) assert.equal((await session.ask(smpp.renumbered(raw, 801))).status, 0);
    await lives({ sender, session });
    assert.equal(sender.received.all((one) => one.raw && !smpp.is_response(one.id), since).length, 1);
}

test('quirk 43: the type of a message is bits 5 to 2 of esm_class: only type 0 can be a STOP', async (t) => {
    const pair = await linked(t);
    const all = Array.from({ length: 256 }, (_, esm_class) => esm_class).filter((esm_class) => !(esm_class & 0x40));
    await counts_as_stop(pair, ...all.filter((bits) => !(bits & 0x3c)).map((esm_class) => ({ esm_class, text: 'STOP' })));
    await counts_for_nothing(pair, ...all.filter((bits) => bits & 0x3c).map((esm_class) => ({ esm_class, text: 'STOP' })));
});

test('quirk 44: a receipt is one by its class, by its id alone, or by its text', async (t) => {
    const pair = await linked(t);
    await counts_for_nothing(
        pair,
        { text: text_of_receipt('42') },
        { text: 'STOP', tlvs: id_of('42') },
        { text: '', tlvs: Buffer.concat([id_of('42'), state(2)]) },
        { text: 'STOP', esm_class: 4, tlvs: state(2) },
        { text: 'ID:42 STAT:EXPIRED' },
        { text: '', tlvs: smpp.tlv(0x0424, Buffer.from('id:42 stat:UNDELIV')) },
    );
    // A state alone says nothing: some SMSCs put it into ordinary texts.
    await counts_as_stop(pair, { text: 'STOP', tlvs: state(2) });
});

test('quirk 45: receipts of every shape are passed on as they are', async (t) => {
    const pair = await linked(t);
    const shapes = [
        'id:1 stat:DELIVRD',
        'id:1 submit date:251122103059 done date:251122103100 stat:DELIVERED err:0A3 Text: ' + 'x'.repeat(90),
        'id:1 sub:1 dlvrd:0 submit date:2611221030 done date:2611221030 stat:BUFFRED err:',
        'stat:ACKED id:1',
        'id: stat:',
        'id:1',
        'delivered',
        '',
    ];
    await crosses(pair.session, pair.sender, ...shapes.map((text) => reply({ esm_class: 4, text })));
    const receipts = golden().filter(
        (one) => /^receipt\.|^data_sm\.receipt/.test(one.name) && one.name !== 'receipt.message_state_alone',
    );
    assert.ok(receipts.length > 15);
    await crosses(pair.session, pair.sender, ...receipts.map((one) => one.raw));
    // Our own are found by their id in any of them.
    const source = await confirmed(pair, '7001');
    const ours = { source, esm_class: 4 };
    await swallowed(pair, reply({ ...ours, text: 'stat:ACKED id:7001' }), reply({ ...ours, text: 'id:7001' }));
});

test('quirk 46: an id is the same in hexadecimal and decimal, in any case, with zeros in front', async (t) => {
    const pair = await linked(t);
    const source = await confirmed(pair, '725925e8'); // 1918445032
    const spelled = ['725925e8', '725925E8', '00725925e8', '1918445032', '0001918445032'];
    const ours = (id) => [
        reply({ source, esm_class: 4, text: text_of_receipt(id) }),
        reply({ source, esm_class: 4, text: '', tlvs: Buffer.concat([id_of(id), state(2)]) }),
    ];
    await swallowed(pair, ...spelled.flatMap(ours));
    const other = ['725925e9', '1918445033', '725925e80', '725925e'];
    await crosses(pair.session, pair.sender, ...other.flatMap(ours));
    // The same id for another person is another message.
    await crosses(pair.session, pair.sender, reply({ source: '447700900555', esm_class: 4, text: text_of_receipt('725925e8') }));
});

test('quirk 47: receipts for our texts that nobody asked for are swallowed, one or many; all others go on at once', async (t) => {
    const pair = await linked(t);
    const { session, sender } = pair;
    // Before the submit_sm_resp nobody can know whose it is: it is not kept back.
    session.answers = (one) => (is_submit(one) ? null : courteous(one));
    await session.ask(reply({ text: 'STOP', sequence: 800 }));
    const ours = await session.first(is_submit);
    assert.equal(message(ours).registered_delivery, 0);
    const receipt = reply({ esm_class: 4, text: text_of_receipt('abc1') });
    await crosses(session, sender, receipt);
    session.answers = courteous;
    // From its answer on it is ours, also when it stands behind it in the same read.
    session.send(smpp.answer(ours, { message_id: 'abc1' }), receipt);
    await swallowed(pair, receipt, receipt, reply({ esm_class: 0x20, text: 'id:abc1 stat:ENROUTE' }));
    // The sender's own: before its answer, twice, for parts.
    const own = reply({ source: '447700900777', esm_class: 4, text: text_of_receipt('own-1') });
    await crosses(session, sender, own, own);
});

test('quirk 48: receipts come by data_sm too, with the addresses either way round; they are never put right', async (t) => {
    const pair = await linked(t);
    const c_string = (text) => Buffer.from(`${text}\0`);
    const data_sm = (from, to, id) =>
        smpp.pdu(smpp.command.data_sm, {
            body: Buffer.concat([
                Buffer.of(0, 1, 1),
                c_string(from),
                Buffer.of(1, 1),
                c_string(to),
                Buffer.of(4, 0, 0),
                id_of(id),
                state(2),
            ]),
        });
    const both = (from, to, id) => [data_sm(from, to, id), data_sm(to, from, id)];
    await crosses(pair.session, pair.sender, ...both(person, service, 'theirs'));
    await crosses(pair.sender, pair.session, ...both(person, service, 'theirs'));
    const source = await confirmed(pair, 'ours');
    const swapped = reply({ source: service, destination: source, esm_class: 4, text: text_of_receipt('ours') });
    await swallowed(pair, ...both(source, service, 'ours'), swapped);
});

test('quirk 49: a STOP is answered when it is durable, and said again it changes nothing', async (t) => {
    const disk = new Disk(t);
    const pair = await linked(t, { env: disk.environment() });
    const { session } = pair;
    disk.hold();
    const stop = (sequence) => reply({ text: 'STOP', sequence });
    session.send(stop(900), stop(901), smpp.pdu(smpp.command.enquire_link, { sequence: 902 }));
    await session.first({ command: 'enquire_link_resp' });
    assert.deepEqual(session.received.all({ command: 'deliver_sm_resp' }), []);
    disk.release();
    for (const sequence of [900, 901]) assert.equal((await session.first({ command: 'deliver_sm_resp', sequence })).status, 0);
    assert.equal((await session.ask(stop(903))).status, 0); // it did not get our answer, and says it again
    await counts_as_stop(pair, { text: 'STOP' }); // whoever comes next has the last confirmation
    const confirmations = await session.received.several(2, (one) => is_submit(one) && opt_out_text.test(message(one).text));
    assert.deepEqual(
        confirmations.map((one) => message(one).destination.digits === person),
        [true, false],
    );
});

test('quirk 50: answers wait for no disk', async (t) => {
    const disk = new Disk(t);
    const { sender, session } = await linked(t, { env: disk.environment() });
    disk.hold();
    session.send(reply({ text: 'STOP', sequence: 900 }));
    for (let sequence = 1; sequence <= 50; sequence++) {
        assert.equal((await sender.ask(submit({ destination: '447700900001', sequence }))).status, 0);
        assert.equal((await session.ask(reply({ source: '447700900001', sequence }))).status, 0);
    }
    assert.deepEqual(session.received.all({ command: 'deliver_sm_resp', sequence: 900 }), []);
    disk.release();
    await session.first({ command: 'deliver_sm_resp', sequence: 900 });
});

test('quirk 51: our texts take a slot of the window; when the SMSC throttles them they come again, and the sender never hears of it', async (t) => {
    const { sender, session } = await linked(t, { link: { window: 2 } });
    session.answers = (one) => (is_submit(one) ? null : courteous(one));
    const texts = [1, 2].map((sequence) => submit({ destination: '447700900001', text: `number ${sequence}`, sequence }));
    sender.send(...texts);
    const open = await session.received.several(2, is_submit);
    const since = session.received.mark();
    await session.ask(reply({ text: 'STOP', sequence: 900 }));
    // The window is full: the confirmation leaves when there is room. A text of the sender goes through it all the same.
    const busy = [0x58, 0x14];
    session.answers = (one) => {
        if (!is_submit(one)) return courteous(one);
        const ours = opt_out_text.test(message(one).text);
        return smpp.answer(one, ours && busy.length ? { status: busy.shift() } : { message_id: 'm' });
    };
    assert.deepEqual(session.received.all(is_submit, since), []);
    session.send(smpp.answer(open[0], { message_id: 'm1' }));
    const tries = await session.received.several(3, (one) => is_submit(one) && opt_out_text.test(message(one).text), since);
    assert.equal(new Set(tries.map((one) => smpp.renumbered(one.raw, 0).toString('hex'))).size, 1, 'the same text');
    session.send(smpp.answer(open[1], { message_id: 'm2' }));
    await lives({ sender, session });
    assert.deepEqual(
        sender.received.all({ command: 'submit_sm_resp' }).map((one) => [one.sequence, one.status]),
        [
            [1, 0],
            [2, 0],
            [90_001, 0],
        ],
    );
});

test('quirk 52: answers are passed on in the order in which they come; refusals keep theirs', async (t) => {
    const pair = await linked(t);
    const { sender, session } = pair;
    await counts_as_stop(pair, { source: person, text: 'STOP' });
    session.answers = (one) => (is_submit(one) ? null : courteous(one));
    const since = session.received.mark();
    const before = sender.received.mark();
    const to = (destination) => (sequence) => submit({ destination, text: `number ${sequence}`, sequence });
    const others = [1, 3, 5, 7];
    const refused = [2, 4, 6, 8];
    sender.send(...[1, 2, 3, 4, 5, 6, 7, 8].map((sequence) => to(others.includes(sequence) ? '447700900001' : person)(sequence)));
    const open = await session.received.several(4, (one) => is_submit(one) && /^number/.test(message(one).text), since);
    assert.deepEqual(
        open.map((one) => message(one).text),
        others.map((sequence) => `number ${sequence}`),
    );
    const [first, second, third, fourth] = open.map((one) => smpp.answer(one, { message_id: 'm' }));
    session.send(third, first, fourth, second);
    const answers = await sender.received.several(8, { command: 'submit_sm_resp' }, before);
    const of = (status) => answers.filter((one) => one.status === status).map((one) => one.sequence);
    assert.deepEqual(of(ESME_RSUBMITFAIL), refused);
    assert.deepEqual(of(0), [5, 1, 7, 3]);
    assert.equal(await suppressed(pair), true);
});
