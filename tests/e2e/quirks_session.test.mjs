// Quirks 12 to 25: sessions and connections.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';

import { Disk } from './disk.mjs';
import {
    counts_as_stop,
    crosses,
    linked,
    lives,
    message,
    opt_out_text,
    person,
    reply,
    service,
    stage,
    submit,
    suppressed,
} from './quirks.mjs';
import * as smpp from './smpp.mjs';
import { bound_pair, courteous, dial, obliging } from './wire.mjs';

const { command } = smpp;
const versions = [0x00, 0x22, 0x33, 0x34, 0x50, 0x99];
const silent = () => null;
const enquiry = (sequence) => smpp.pdu(command.enquire_link, { sequence });
const is_enquiry = { command: 'enquire_link' };

async function answers_enquiry(peer, sequence) {
    const answer = await peer.ask(enquiry(sequence));
    assert.deepEqual([answer.command, answer.status, answer.length], ['enquire_link_resp', 0, 16]);
}

test('quirk 12: enquire_link is answered before the bind, while it is under way, and after', async (t) => {
    const { smsc, gateway } = await stage(t, { answers: silent });
    const sender = await dial(t, gateway.port());
    await answers_enquiry(sender, 0);
    assert.equal(smsc.sessions.mark(), 0, 'it opens nothing');
    sender.send(smpp.bind('trx', { sequence: 2 }));
    const session = await smsc.session();
    const bind = await session.next('bind_transceiver');
    await answers_enquiry(sender, 3);
    await answers_enquiry(session, 4);
    session.send(smpp.bind_response(bind));
    await sender.next('bind_transceiver_resp');
    await answers_enquiry(sender, 0xffffffff);
    await answers_enquiry(session, 0xffffffff);
    for (const peer of [sender, session]) assert.deepEqual(peer.received.all(is_enquiry), []);
});

test('quirk 13: a PDU before the bind is answered ESME_RINVBNDSTS, and the SMSC is not dialled for it', async (t) => {
    const { smsc, gateway } = await stage(t);
    const sender = await dial(t, gateway.port());
    for (const [index, id] of [command.submit_sm, command.query_sm, command.data_sm, command.unbind, 0x00010234].entries()) {
        const raw = id === command.submit_sm ? submit({ sequence: 0x90000000 }) : smpp.pdu(id, { sequence: 10 + index });
        const answer = await sender.ask(raw);
        assert.deepEqual([answer.id, answer.status, answer.length], [smpp.response_to(id), 0x04, 16]);
    }
    assert.equal(smsc.sessions.mark(), 0);
    assert.equal((await sender.ask(smpp.bind('trx', { sequence: 9 }))).status, 0);
    const session = await smsc.session();
    assert.equal((await session.next(() => true)).command, 'bind_transceiver', 'the first that the SMSC sees');
});

test('quirk 14: a second bind is answered ESME_RALYBND, and the first one stands', async (t) => {
    const pair = await linked(t);
    for (const kind of ['trx', 'tx', 'rx']) {
        const again = await pair.sender.ask(smpp.bind(kind, { sequence: 60, system_id: 'another' }));
        assert.deepEqual([again.status, again.sequence, again.length], [0x05, 60, 16]);
    }
    await lives(pair);
    assert.equal(pair.session.received.all((one) => /^bind_/.test(one.command)).length, 1);
});

test('quirk 15: any interface_version goes up; our own PDUs have no TLVs for any, and a body with an error from 5.0 on', async (t) => {
    const { smsc, gateway } = await stage(t);
    for (const kind of ['trx', 'tx', 'rx']) {
        for (const version of versions) {
            const pair = await bound_pair(t, gateway, smsc, { kind, version });
            const bind = await pair.session.first(() => true);
            assert.equal(bind.raw.toString('hex'), smpp.bind(kind, { version, sequence: bind.sequence }).toString('hex'));
            if (kind !== 'trx') continue;
            await counts_as_stop(pair, { source: person, text: 'STOP' });
            const refused = await pair.sender.ask(submit({ sequence: 5 }));
            assert.deepEqual([refused.status, refused.length], [0x45, version < 0x50 ? 16 : 17], `version ${version}`);
            assert.ok(refused.body.every((octet) => octet === 0));
        }
    }
});

test('quirk 16: a bind_resp without sc_interface_version is passed on, and that SMSC gets no TLV of ours', async (t) => {
    const answers = (one) => (/^bind_/.test(one.command) ? smpp.bind_response(one, { version: null }) : courteous(one));
    const pair = await linked(t, { answers });
    const { body } = await pair.sender.first({ command: 'bind_transceiver_resp' });
    assert.equal(body.toString('latin1'), 'SMSC\0');
    await counts_as_stop(pair, { source: person, text: 'STOP' });
    const confirmation = await pair.session.first((one) => one.command === 'submit_sm');
    assert.equal(message(confirmation).tlvs.length, 0);
});

test('quirk 17: a refused bind is passed on with 16 octets, with 17, or with more, and may be tried again', async (t) => {
    const refusals = [
        [0x0e, Buffer.alloc(0)],
        [0x0d, Buffer.of(0)],
        [0x0450, Buffer.from('odd\0\xff\xff', 'latin1')],
        [0x0f, Buffer.concat([Buffer.from('SMSC\0'), smpp.tlv(0x0210, Buffer.of(0x34))])],
    ];
    const { smsc, gateway } = await stage(t);
    const sender = await dial(t, gateway.port(), obliging);
    for (const [index, [status, body]] of refusals.entries()) {
        smsc.answers = (one) => smpp.pdu(smpp.response_to(one.id), { status, sequence: one.sequence, body });
        const answer = await sender.ask(smpp.bind('trx', { sequence: index }));
        assert.deepEqual([answer.status, answer.body], [status, body]);
    }
    smsc.answers = courteous;
    assert.equal((await sender.ask(smpp.bind('trx', { sequence: 99 }))).status, 0);
    await lives({ sender, session: await smsc.session() });
    assert.equal(smsc.sessions.mark(), 1, 'all of it on one connection');
});

test('quirk 18: no field has a greatest length when it is passed on', async (t) => {
    const { smsc, gateway } = await stage(t);
    const long = (octets) => 'abcdefghij'.repeat(octets / 10);
    const words = { system_id: long(40), password: long(300), system_type: long(50) };
    const pair = await bound_pair(t, gateway, smsc, words);
    const bind = await pair.session.first(() => true);
    assert.equal(bind.raw.toString('hex'), smpp.bind('trx', { ...words, sequence: bind.sequence }).toString('hex'));
    const party = { ton: 5, npi: 0, digits: long(120) };
    const fields = { service_type: long(30), source: party, destination: party, schedule: long(40), validity: long(60) };
    await crosses(pair.sender, pair.session, submit(fields), smpp.pdu(command.query_sm, { body: Buffer.from(long(900)) }));
    await crosses(pair.session, pair.sender, reply(fields));
    pair.session.answers = (one) => smpp.answer(one, { message_id: long(200) });
    assert.equal((await pair.sender.ask(submit({ sequence: 3 }))).body.length, 201);
});

test('quirk 19: one connection to the SMSC for each of the sender, and it goes with it at once', async (t) => {
    const { smsc, gateway } = await stage(t);
    const first = await bound_pair(t, gateway, smsc);
    const second = await bound_pair(t, gateway, smsc);
    first.sender.reset(); // the network breaks
    await first.session.closed();
    await lives(second);
    // The SMSC still holds the old bind: the sender hears that, and tries again.
    let refusals = 2;
    smsc.answers = (one) =>
        /^bind_/.test(one.command) && refusals-- > 0 ? smpp.bind_response(one, { status: 0x05 }) : courteous(one);
    const sender = await dial(t, gateway.port(), obliging);
    const said = [];
    while (said.at(-1) !== 0) said.push((await sender.ask(smpp.bind('trx', { sequence: said.length + 1 }))).status);
    assert.deepEqual(said, [0x05, 0x05, 0]);
    await lives({ sender, session: await smsc.session() });
});

test('quirk 20: an unbind_resp before an immediate close arrives, and an end of file counts as one', async (t) => {
    const { smsc, gateway } = await stage(t);
    const hasty = await bound_pair(t, gateway, smsc);
    hasty.session.answers = (one) => {
        if (one.command !== 'unbind') return courteous(one);
        hasty.session.send(smpp.answer(one));
        hasty.session.end();
        return null;
    };
    hasty.sender.send(submit({ sequence: 6 }), smpp.pdu(command.unbind, { sequence: 7 }));
    assert.equal((await hasty.sender.next('submit_sm_resp')).sequence, 6);
    assert.equal((await hasty.sender.next('unbind_resp')).sequence, 7);
    assert.deepEqual(await hasty.sender.closed(), { closed: 'end', unfinished: 0 });
    hasty.sender.end();

    const mute = await bound_pair(t, gateway, smsc);
    mute.session.answers = (one) => (one.command === 'unbind' ? void mute.session.end() : courteous(one));
    mute.sender.send(smpp.pdu(command.unbind, { sequence: 8 }));
    assert.equal((await mute.sender.closed()).closed, 'end');
    assert.deepEqual(mute.sender.received.all({ command: 'unbind_resp' }), [], 'no answer is invented');
    mute.sender.end();

    // Our own unbind, when the gateway drains.
    const last = await bound_pair(t, gateway, smsc);
    last.sender.answers = (one) => (one.command === 'unbind' ? void last.sender.end() : null);
    const ended = gateway.stop();
    await last.session.next('unbind');
    last.session.end();
    assert.equal((await ended).code, 0);
});

test('quirk 21: each leg has enquire_links of its own; their answers wait for no disk', async (t) => {
    const disk = new Disk(t);
    const { sender, session } = await linked(t, { env: disk.environment(), config: { limits: { enquire_link_seconds: 1 } } });
    disk.hold();
    session.send(reply({ text: 'STOP', sequence: 900 }), enquiry(901));
    sender.send(submit({ sequence: 902 }), enquiry(903));
    await session.first({ command: 'enquire_link_resp', sequence: 901 });
    await sender.first({ command: 'enquire_link_resp', sequence: 903 });
    assert.deepEqual(session.received.all({ command: 'deliver_sm_resp' }), []);
    for (const peer of [sender, session]) {
        await peer.next('enquire_link'); // when the leg is idle
        await peer.next('enquire_link');
    }
    disk.release();
    assert.equal((await session.first({ command: 'deliver_sm_resp' })).sequence, 900);
});

test('quirk 22: a peer that is connected and says nothing ends both legs', async (t) => {
    const { smsc, gateway } = await stage(t, { config: { limits: { enquire_link_seconds: 1 } } });
    const pairs = { session: await bound_pair(t, gateway, smsc), sender: await bound_pair(t, gateway, smsc) };
    const dies = async ([dead, pair]) => {
        await pair[dead].next('enquire_link'); // answered ones do no harm
        pair[dead].answers = silent;
        await pair.sender.closed();
        pair.sender.end();
        await pair.session.closed();
    };
    await Promise.all(Object.entries(pairs).map(dies));
});

test('quirk 23: a slow reader stops the other leg from being read: nothing is lost, and little waits inside', async (t) => {
    const { smsc, gateway } = await stage(t);
    for (const way of ['up', 'down']) {
        const { sender, session } = await bound_pair(t, gateway, smsc);
        const [from, to, write] = way === 'up' ? [sender, session, submit] : [session, sender, reply];
        const count = 600;
        const load = smpp.tlv(0x0424, Buffer.alloc(65_000, 0x55));
        to.socket.pause();
        const before = peak_octets(gateway);
        const since = to.received.mark();
        const direction = way === 'up' ? 'upstream' : 'downstream';
        const carried = () => gateway.metric('stopgate_bytes_total', { link: 'carrier', direction });
        for (let index = 0; index < count; index++) from.send(write({ text: String(index), sequence: index + 100, tlvs: load }));
        // Until it takes no more: a hundred looks in a row find the same.
        let looks = 0;
        let last = 0;
        const at_rest = await gateway.until('bytes_total', carried, (octets) => {
            looks = octets === last ? looks + 1 : 0;
            last = octets;
            return octets > load.length && looks > 100;
        });
        assert.ok(at_rest < count * load.length, 'it read on without end');
        to.socket.resume();
        const seen = await to.received.several(count, (one) => one.length > load.length, since);
        assert.deepEqual(
            seen.map((one) => message(one).text),
            Array.from({ length: count }, (_, index) => String(index)),
        );
        await from.received.several(count, (one) => /_sm_resp$/.test(one.command ?? ''));
        assert.ok(peak_octets(gateway) - before < 24 * 2 ** 20, '39 MB were offered; what waits inside must be bounded');
    }
});

// The most memory that the gateway ever had.
function peak_octets(gateway) {
    const status = fs.readFileSync(`/proc/${gateway.process.child.pid}/status`, 'utf8');
    return Number(status.match(/VmHWM:\s+(\d+) kB/)[1]) * 1024;
}

test('quirk 24: bare connects of a balancer that looks whether we live pass quietly', async (t) => {
    const { smsc, gateway } = await stage(t);
    for (let turn = 0; turn < 30; turn++) {
        const probe = await dial(t, gateway.port());
        if (turn % 2) probe.reset();
        else probe.end();
        await probe.closed();
    }
    await lives(await bound_pair(t, gateway, smsc));
    assert.equal(smsc.sessions.mark(), 1, 'the SMSC hears nothing of them');
    assert.deepEqual(
        gateway.log.all((line) => /level="?(warn|error)/.test(line)),
        [],
    );
    assert.equal(await gateway.metric('stopgate_malformed_pdus_total'), 0);
});

test('quirk 25: parts of one message over several binds are passed on, each as it is', async (t) => {
    // A part is not the whole text: today none is acted on, whatever it says.
    const { smsc, gateway } = await stage(t);
    const pairs = [await bound_pair(t, gateway, smsc), await bound_pair(t, gateway, smsc)];
    const part = (number, text) => ({
        esm_class: 0x40,
        text: Buffer.concat([Buffer.of(5, 0, 3, 0x2a, 2, number), Buffer.from(text)]),
    });
    for (const [index, { sender, session }] of pairs.entries()) {
        await crosses(sender, session, submit(part(index + 1, 'half of a text')));
        await crosses(session, sender, reply(part(index + 1, index === 0 ? 'STOP' : ' it please')));
    }
    assert.equal(await suppressed(pairs[0]), false);
    assert.deepEqual(
        pairs[0].session.received.all((one) => one.command === 'submit_sm' && opt_out_text.test(message(one).text)),
        [],
    );
});
