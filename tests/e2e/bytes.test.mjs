// What one side gets is what the other side sent, octet by octet, sequence number aside: golden PDUs and random ones, both ways.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Gateway } from './gateway.mjs';
import { destination_ends, golden } from './golden.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, bound_pair, carried, courteous, dial, is_marker } from './wire.mjs';

const { command } = smpp;
const is_bind = (id) => [command.bind_receiver, command.bind_transmitter, command.bind_transceiver].includes(id);
const is_message = (id) => [command.submit_sm, command.submit_multi, command.data_sm, command.deliver_sm].includes(id);
// These belong to a session itself; session.test.mjs has them.
const of_the_session = (id) => is_bind(id) || id === command.unbind || id === command.enquire_link;
const requests = golden().filter((one) => !smpp.is_response(one.id) && !of_the_session(one.id));
const responses = golden().filter((one) => smpp.is_response(one.id) && !of_the_session((one.id & 0x7fffffff) >>> 0));

// A keyword waits for the store while others pass it, so its place in the order may change. What only looks like one, too.
const may_wait = (one) =>
    /stop|start|yes|quit|end|cancel|unsub|revoke|opt/i.test(one.raw.toString('latin1').replaceAll('\0', ''));

const unnumbered = (one) => smpp.renumbered(one.raw, 0).toString('hex');

const octets_of = (list) => Buffer.concat(list.map((one) => one.raw));
const at_once = (peer, octets) => peer.send(octets);
const octet_by_octet = (peer, octets) => peer.send_by_octets(octets);

// Nobody answers anything but binds: what is compared are requests.
async function stage(t, config = {}) {
    const smsc = await FakeSmsc.start(t, (one) => (is_bind(one.id) ? courteous(one) : null));
    const gateway = await Gateway.start(t, {
        upstream: smsc.address,
        config: { ...config, limits: { partial_pdu_seconds: 60 } },
    });
    return { smsc, gateway, ...(await bound_pair(t, gateway, smsc, { answers: () => null })) };
}

test('there are golden PDUs', () => {
    assert.ok(requests.length > 60 && responses.length > 5, `${requests.length} requests, ${responses.length} responses`);
    assert.ok(requests.filter(destination_ends).length > 60);
});

for (const [how, write] of [
    ['at once', at_once],
    ['octet by octet', octet_by_octet],
]) {
    test(`golden requests go up as they are, written ${how}`, async (t) => {
        const { sender, session } = await stage(t);
        const list = requests.filter(destination_ends);
        const seen = await carried(sender, session, octets_of(list), write);
        assert.deepEqual(seen.map(unnumbered), list.map(unnumbered));
        check_numbers(seen);
    });

    test(`golden requests come down as they are, written ${how}`, async (t) => {
        // Keywords too: forwarded once they are kept.
        const { sender, session } = await stage(t, { list: [{ name: 'default', forward_keywords: true, confirm: false }] });
        const since = sender.received.mark();
        const seen = await carried(session, sender, octets_of(requests), write);
        const in_order = (all) => all.filter((one) => !may_wait(one)).map(unnumbered);
        assert.deepEqual(in_order(seen), in_order(requests));
        const all = await sender.received.several(requests.length + 1, (one) => one.raw !== undefined, since);
        const kept = all.filter((one) => !is_marker(one));
        assert.deepEqual(kept.map(unnumbered).sort(), requests.map(unnumbered).sort());
        check_numbers(kept);
    });
}

// SMPP 3.4 §3.2: 1 to 0x7FFFFFFF, and no number twice while its request is open.
function check_numbers(seen) {
    const numbered = seen.filter((one) => one.id !== command.outbind && one.id !== command.alert_notification);
    assert.ok(numbered.every((one) => one.sequence >= 1 && one.sequence <= 0x7fffffff));
    assert.equal(new Set(numbered.map((one) => one.sequence)).size, numbered.length);
}

test('golden binds and their answers pass as they are', async (t) => {
    const smsc = await FakeSmsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    const binds = golden().filter((one) => is_bind(one.id));
    const answers = golden().filter((one) => smpp.is_response(one.id) && is_bind((one.id & 0x7fffffff) >>> 0));
    assert.ok(binds.length > 3 && answers.length > 3);
    for (let index = 0; index < Math.max(binds.length, answers.length); index++) {
        const bind = binds[index % binds.length];
        // The header says what was asked; the rest is the golden answer's.
        const model = answers[index % answers.length];
        smsc.answers = (one) =>
            is_bind(one.id) ? smpp.pdu(smpp.response_to(one.id), { ...model, sequence: one.sequence }) : courteous(one);
        const sender = await dial(t, gateway.port());
        const answer = await sender.ask(bind.raw);
        assert.deepEqual(
            [answer.status, answer.body, answer.sequence],
            [model.status, model.body, bind.sequence],
            `${bind.name}, ${model.name}`,
        );
        const session = await smsc.session();
        assert.equal(unnumbered(await session.next(() => true)), unnumbered(bind), bind.name);
        sender.end();
    }
});

// A request that answers of this kind belong to.
function request_for(response, sequence) {
    const id = response.id === command.generic_nack ? command.query_sm : (response.id & 0x7fffffff) >>> 0;
    const model = requests.find((one) => one.id === id && destination_ends(one) && !may_wait(one));
    return model ? smpp.renumbered(model.raw, sequence) : smpp.pdu(id, { sequence, body: Buffer.from('any') });
}

for (const way of ['up', 'down']) {
    test(`golden responses to requests that went ${way} are as they were and bear the asker's number`, async (t) => {
        const { sender, session } = await stage(t);
        const [asker, answerer] = way === 'up' ? [sender, session] : [session, sender];
        const numbers = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 7, 7];
        for (const [index, response] of responses.entries()) {
            const number = numbers[index % numbers.length];
            const since = answerer.received.mark();
            asker.send(request_for(response, number));
            const asked = await answerer.first((one) => one.raw && !smpp.is_response(one.id), since);
            const before = asker.received.mark();
            answerer.send(smpp.renumbered(response.raw, asked.sequence));
            const got = await asker.first((one) => one.raw !== undefined, before);
            assert.equal(got.raw.toString('hex'), smpp.renumbered(response.raw, number).toString('hex'), response.name);
        }
    });
}

test('duplicate and odd sequence numbers that are open at once each get their own answer', async (t) => {
    const { sender, session } = await stage(t);
    const numbers = [0, 0, 0xffffffff, 5, 5, 5, 0x80000000, 0xffffffff];
    const submits = numbers.map((sequence, index) =>
        smpp.submit_sm({ source: '1', destination: '2', text: `text ${index}`, sequence }),
    );
    sender.send(...submits);
    const seen = await session.received.several(numbers.length, { command: 'submit_sm' });
    assert.deepEqual(
        seen.map(unnumbered),
        submits.map((raw) => unnumbered({ raw })),
    );
    // The last first: each finds its way back by our number alone.
    for (const one of [...seen].reverse()) session.send(smpp.answer(one, { message_id: smpp.read_message(one).text }));
    const answers = await sender.received.several(numbers.length, { command: 'submit_sm_resp' });
    const back = [...numbers.keys()].reverse();
    assert.deepEqual(
        answers.map((one) => [one.sequence, one.body.toString('latin1')]),
        back.map((index) => [numbers[index], `text ${index}\0`]),
    );
});

// Small and repeatable; the seed is printed.
function dice(seed) {
    let state = seed >>> 0;
    return (below) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
    };
}

function random_pdu(roll) {
    const octets = (most) => Buffer.from(Array.from({ length: roll(most) }, () => roll(256)));
    const sequence = [0, 1, 7, 0x7fffffff, 0x80000000, 0xffffffff, roll(2 ** 31)][roll(7)];
    const status = roll(4) ? 0 : roll(2 ** 31);
    if (roll(2)) {
        let id = 0;
        do id = [roll(0x200), 0x00010200 + roll(0x99), roll(2 ** 31)][roll(3)];
        while (of_the_session(id) || is_message(id));
        return smpp.pdu(id, { status, sequence, body: octets(600) });
    }
    const tlvs = Buffer.concat(
        Array.from({ length: roll(6) }, () => smpp.tlv([roll(0x10000), 0x1400 + roll(0x2c00)][roll(2)], octets(80))),
    );
    const fields = {
        service_type: ['', 'CMT', 'VeryLongServiceType'][roll(3)],
        source: { ton: roll(256), npi: roll(256), digits: `555${roll(1000)}` },
        destination: { ton: roll(256), npi: roll(256), digits: `4477${roll(2 ** 31)}` },
        esm_class: roll(256),
        protocol_id: roll(256),
        priority: roll(256),
        schedule: ['', 'not a time'][roll(2)],
        validity: ['', '000000000500000R'][roll(2)],
        registered_delivery: roll(256),
        replace: roll(256),
        data_coding: roll(256),
        default_message: roll(256),
        text: octets(255),
        status,
        sequence,
        tlvs: roll(4) ? tlvs : Buffer.concat([tlvs, octets(9)]),
    };
    return roll(2) ? smpp.submit_sm(fields) : smpp.deliver_sm(fields);
}

for (const way of ['up', 'down']) {
    test(`random commands, TLVs and trailing octets go ${way} as they are`, async (t) => {
        const seed = Number(process.env.STOPGATE_SEED ?? Math.floor(Math.random() * 2 ** 32));
        t.diagnostic(`STOPGATE_SEED=${seed}`);
        const { sender, session } = await stage(t);
        const roll = dice(seed);
        const list = Array.from({ length: 1_500 }, () => smpp.read(random_pdu(roll)));
        // Pieces of random size: neither whole PDUs nor single octets.
        const in_pieces = async (peer, octets) => {
            for (let at = 0; at < octets.length;) {
                const size = 1 + roll(roll(10) ? 700 : 60_000);
                peer.send(octets.subarray(at, at + size));
                at += size;
                if (roll(3)) await new Promise((resolve) => setImmediate(resolve));
            }
        };
        const [from, to] = way === 'up' ? [sender, session] : [session, sender];
        const seen = await carried(from, to, octets_of(list), in_pieces);
        assert.equal(seen.length, list.length);
        for (const [index, one] of list.entries())
            assert.equal(unnumbered(seen[index]), unnumbered(one), `PDU ${index}: ${one.command}`);
        check_numbers(seen);
    });
}
