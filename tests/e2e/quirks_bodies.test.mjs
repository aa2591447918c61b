// Quirks 26 to 36: bodies, relayed as they are whatever is wrong with them.
import assert from 'node:assert/strict';
import test from 'node:test';

import { golden } from './golden.mjs';
import {
    ESME_RSUBMITFAIL,
    answered,
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
    stage,
    submit,
    suppressed,
} from './quirks.mjs';
import * as smpp from './smpp.mjs';
import { bound_pair, courteous } from './wire.mjs';

const { command } = smpp;
const binds_only = { answers: (one) => (/^bind_/.test(one.command) ? courteous(one) : null), bind: { answers: () => null } };
const payload = (text) => smpp.tlv(0x0424, Buffer.from(text, 'latin1'));

// The PDU with its sm_length set to `octets`, whatever follows.
function with_length(raw, octets, text = 'hello') {
    const copy = Buffer.from(raw);
    copy[copy.lastIndexOf(Buffer.from(text)) - 1] = octets;
    return copy;
}
// The PDU with `more` behind it.
function followed(raw, more) {
    const longer = Buffer.concat([raw, Buffer.from(more)]);
    longer.writeUInt32BE(longer.length, 0);
    return longer;
}

test('quirk 26: error answers with an empty body, a message_id or TLVs are passed on and end no session', async (t) => {
    const { sender, session } = await linked(t, binds_only);
    const bodies = [
        Buffer.alloc(0),
        Buffer.of(0),
        Buffer.from('m-1\0'),
        Buffer.from('no end'),
        Buffer.concat([Buffer.of(0), smpp.tlv(0x0425, Buffer.of(0)), smpp.tlv(0x0420, Buffer.of(1))]),
        smpp.tlv(0x0428, Buffer.of(99)),
        Buffer.of(0xff, 0xff, 0xff),
    ];
    for (const status of [0, 0x0b, 0x58, 0x0450]) {
        for (const body of bodies) {
            await answered(sender, session, submit({ sequence: 5 }), { status, body });
            await answered(sender, session, smpp.pdu(command.query_sm, { sequence: 6 }), { status, body });
            await answered(session, sender, reply({ sequence: 7 }), { status, body });
            await answered(session, sender, smpp.pdu(command.data_sm, { sequence: 8 }), { status, body });
        }
    }
});

test('quirk 27: a NUL behind the text, counted or not, is passed on, and a STOP counts in spite of it', async (t) => {
    const pair = await linked(t);
    const counted = { text: 'hello\0' };
    const uncounted = [followed(submit(), '\0'), followed(submit(), '\0\0\0')];
    await crosses(pair.sender, pair.session, submit(counted), ...uncounted, with_length(submit(counted), 5));
    await crosses(pair.session, pair.sender, reply(counted), followed(reply(), '\0'), with_length(reply(counted), 5));
    await counts_as_stop(
        pair,
        { text: 'STOP\0' },
        { text: 'STOP', tlvs: Buffer.of(0) },
        { text: 'STOP', tlvs: Buffer.of(0, 0, 0) },
    );
});

test('quirk 28: a sm_length over what is there is for the SMSC to judge, and the recipient is checked all the same', async (t) => {
    const pair = await linked(t);
    const short = [with_length(submit(), 6), with_length(submit(), 255)];
    const long = with_length(submit({ text: `hello${'.'.repeat(200)}`, tlvs: Buffer.alloc(700, 0x2e) }), 3); // reads on as TLVs
    await crosses(pair.sender, pair.session, ...short, long);
    await crosses(pair.session, pair.sender, with_length(reply(), 200), with_length(reply({ text: 'STOP' }), 5, 'STOP'));
    await lives(pair);
    await counts_as_stop(pair, { source: person, text: 'STOP' });
    const since = pair.session.received.mark();
    for (const raw of [...short, long]) assert.equal((await pair.sender.ask(smpp.renumbered(raw, 44))).status, ESME_RSUBMITFAIL);
    await lives(pair);
    const to_person = (one) => one.command === 'submit_sm' && message(one).destination.digits === person;
    for (const one of pair.session.received.all(to_person, since)) assert.match(message(one).text, opt_out_text);
});

test('quirk 29: a short_message of 255 octets is passed on', async (t) => {
    const pair = await linked(t);
    const text = 'x'.repeat(255);
    await crosses(pair.sender, pair.session, submit({ text }));
    await crosses(pair.session, pair.sender, reply({ text }));
    await lives(pair);
});

test('quirk 30: a truncated TLV is passed on, and a STOP before it counts', async (t) => {
    const pair = await linked(t);
    const tails = ['14', '1401', '140100', '14010001', '1401ffff61', '04240010', '0204000200011401ffff'].map((hex) =>
        Buffer.from(hex, 'hex'),
    );
    await crosses(pair.sender, pair.session, ...tails.map((tlvs) => submit({ tlvs })));
    await crosses(pair.session, pair.sender, ...tails.map((tlvs) => reply({ tlvs })));
    await counts_as_stop(pair, ...tails.map((tlvs) => ({ text: 'STOP', tlvs })));
});

test('quirk 31: unknown TLVs, known ones of a wrong size, and any order are passed on as they are', async (t) => {
    const { sender, session } = await linked(t, binds_only);
    const odd = [
        smpp.tlv(0x1400, Buffer.from('vendor')),
        smpp.tlv(0x3fff, Buffer.alloc(0)),
        smpp.tlv(0xffff, Buffer.alloc(300, 0xaa)),
        smpp.tlv(0x0428, Buffer.from('congestion_state as text')),
        smpp.tlv(0x020c, Buffer.of(1)), // sar_msg_ref_num has two octets
        smpp.tlv(0x020c, Buffer.of(0, 1)), // and again
        smpp.tlv(0x0204, Buffer.alloc(0)),
    ];
    for (const tlvs of [...odd, Buffer.concat(odd), Buffer.concat([...odd].reverse())]) {
        await crosses(sender, session, submit({ tlvs }), smpp.pdu(command.query_sm, { body: tlvs }));
        await crosses(session, sender, reply({ tlvs }));
        const body = Buffer.concat([Buffer.from('m\0'), tlvs]);
        await answered(sender, session, submit({ sequence: 3 }), { body });
        await answered(session, sender, reply({ sequence: 4 }), { body });
    }
});

test('quirk 32: the text is the short_message, or message_payload where that is empty', async (t) => {
    const pair = await linked(t);
    await counts_as_stop(pair, { text: '', tlvs: payload('STOP') }, { text: 'STOP', tlvs: payload('both are there') });
    const talk = [
        { text: 'both are there', tlvs: payload('STOP') },
        { text: '', tlvs: payload('a long story. '.repeat(3_000)) },
    ];
    await counts_for_nothing(pair, ...talk);
    await crosses(pair.sender, pair.session, ...talk.map((fields) => submit(fields)));
});

test('quirk 33: a body that ends early is passed on; only a submit that names no recipient is refused', async (t) => {
    const pair = await linked(t, binds_only);
    const { sender, session } = pair;
    const cut = (raw, octets) => {
        const shorter = Buffer.from(raw.subarray(0, octets));
        shorter.writeUInt32BE(octets, 0);
        return shorter;
    };
    const whole = submit({ sequence: 12, source: service, destination: person });
    const destination_ends = whole.indexOf(person) + person.length + 1;
    const refused = Array.from({ length: destination_ends - 16 }, (_, index) => cut(whole, 16 + index));
    const passed = Array.from({ length: whole.length - destination_ends }, (_, index) => cut(whole, destination_ends + index));
    await crosses(sender, session, ...passed);
    await crosses(session, sender, ...Array.from({ length: whole.length - 16 }, (_, index) => cut(reply(), 16 + index)));
    const since = session.received.mark();
    for (const raw of refused) {
        const answer = await sender.ask(raw); // what can't be checked isn't sent
        assert.deepEqual([answer.command, answer.status, answer.length], ['submit_sm_resp', 0x0b, 16], `${raw.length} octets`);
    }
    await crosses(
        sender,
        session,
        ...golden()
            .filter((one) => /^(query|cancel|replace)_sm\./.test(one.name))
            .map((one) => cut(one.raw, 20)),
    );
    assert.deepEqual(session.received.all({ command: 'submit_sm' }, since), []);
});

test('quirk 34: any deliver_sm_resp is passed on; ours has 17 octets', async (t) => {
    const pair = await linked(t, binds_only);
    for (const body of [
        Buffer.alloc(0),
        Buffer.of(0),
        Buffer.from('a real id\0'),
        Buffer.from('NULL'),
        smpp.tlv(0x0425, Buffer.of(0)),
    ])
        for (const status of [0, 0x64, 0x0450])
            await answered(pair.session, pair.sender, reply({ sequence: 77 }), { status, body });
    const ours = await pair.session.ask(reply({ text: 'STOP', sequence: 78 }));
    assert.equal(ours.raw.toString('hex'), smpp.pdu(0x80000005, { sequence: 78, body: Buffer.of(0) }).toString('hex'));
});

test('quirk 35: our own texts are plain: addresses mirrored, no TLV, no receipt asked for', async (t) => {
    const pair = await linked(t);
    const parties = [
        { source: { ton: 1, npi: 1, digits: '447700900801' }, destination: { ton: 1, npi: 1, digits: service } },
        { source: { ton: 2, npi: 8, digits: '447700900802' }, destination: { ton: 3, npi: 9, digits: '85555' } },
        { source: { ton: 0, npi: 0, digits: '+447700900803' }, destination: { ton: 5, npi: 0, digits: 'Shop' } },
    ];
    for (const { source, destination } of parties) {
        const since = pair.session.received.mark();
        const odd = {
            service_type: 'CMT',
            protocol_id: 5,
            priority: 3,
            registered_delivery: 1,
            tlvs: smpp.tlv(0x1400, Buffer.of(1)),
        };
        assert.equal((await pair.session.ask(reply({ ...odd, source, destination, text: 'STOP', sequence: 5 }))).status, 0);
        const { short_message, text, ...fields } = message(await pair.session.first({ command: 'submit_sm' }, since));
        assert.match(text, /unsubscribed/);
        assert.equal(short_message.length, text.length);
        assert.deepEqual(fields, {
            service_type: 'CMT',
            source: destination,
            destination: source,
            esm_class: 0,
            protocol_id: 0,
            priority: 0,
            schedule: '',
            validity: '',
            registered_delivery: 0,
            replace: 0,
            data_coding: 0,
            default_message: 0,
            tlvs: Buffer.alloc(0),
        });
    }
});

test('quirk 36: addresses on the wire are never touched; only the key of a suppression is made of them', async (t) => {
    const { smsc, gateway } = await stage(t);
    const pair = await bound_pair(t, gateway, smsc);
    const spellings = [
        { ton: 1, npi: 1, digits: person },
        { ton: 0, npi: 0, digits: person },
        { ton: 7, npi: 15, digits: person },
        { ton: 255, npi: 255, digits: `+${person}` },
        { ton: 1, npi: 1, digits: `00${person}` },
    ];
    for (const party of spellings) {
        await crosses(pair.sender, pair.session, submit({ source: party, destination: party }));
        await crosses(pair.session, pair.sender, reply({ source: party, destination: party }));
    }
    await counts_as_stop(pair, { source: { ton: 0, npi: 8, digits: `+${person}` }, text: 'STOP' });
    for (const destination of spellings) assert.equal(await suppressed(pair, destination), true, JSON.stringify(destination));
});
