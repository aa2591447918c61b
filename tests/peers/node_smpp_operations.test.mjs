// Every operation that node-smpp can write and read, on every kind of bind and version: what one side decodes is what the other
// side would have decoded without the gateway.
import assert from 'node:assert/strict';
import test from 'node:test';

import smpp from 'smpp';

import { Gateway } from '../e2e/gateway.mjs';
import { Trace } from '../e2e/harness.mjs';

const party = { source_addr_ton: 1, source_addr_npi: 1, source_addr: '5550000' };
const to = { dest_addr_ton: 2, dest_addr_npi: 8, destination_addr: '447700900001' };
const from_person = { source_addr_ton: 1, source_addr_npi: 1, source_addr: '447700900001' };
const to_service = { dest_addr_ton: 3, dest_addr_npi: 9, destination_addr: '5550000' };
const area = { format: smpp.BROADCAST_AREA_FORMAT.NAME, data: 'Testshire' };

// [command, fields, fields of the answer; null where there is none].
const up = [
    ['submit_sm', { ...party, ...to, short_message: 'hello', registered_delivery: 1, protocol_id: 5 }, { message_id: 'm-1' }],
    ['submit_sm', { ...party, ...to, short_message: 'Привет, мир', validity_period: '261231235959000+' }, { message_id: 'm-2' }],
    ['submit_sm', { ...party, ...to, message_payload: 'long '.repeat(300), user_message_reference: 77 }, { message_id: 'm-3' }],
    [
        'submit_sm',
        {
            ...party,
            ...to,
            short_message: 'x',
            sar_msg_ref_num: 7,
            sar_total_segments: 2,
            sar_segment_seqnum: 1,
            0x1400: Buffer.of(1),
        },
        { message_id: 'm-4', additional_status_info_text: 'as you like' },
    ],
    ['submit_sm', { ...party, ...to, short_message: 'too fast' }, { command_status: smpp.ESME_RTHROTTLED }],
    ['submit_sm', { ...party, ...to, short_message: 'queue' }, { command_status: smpp.ESME_RMSGQFUL }],
    ['submit_sm', { ...party, ...to, short_message: 'a vendor says no' }, { command_status: 0x0450 }],
    [
        'data_sm',
        { ...party, ...to, message_payload: 'hello', registered_delivery: 1 },
        { message_id: 'd-1', delivery_failure_reason: 0 },
    ],
    ['query_sm', { message_id: 'm-1', ...party }, { message_id: 'm-1', final_date: '', message_state: 2, error_code: 3 }],
    ['query_sm', { message_id: 'm-0', ...party }, { command_status: smpp.ESME_RQUERYFAIL }],
    ['cancel_sm', { message_id: 'm-1', ...party, ...to }, {}],
    ['cancel_sm', { message_id: 'm-0', ...party, ...to }, { command_status: smpp.ESME_RCANCELFAIL }],
    ['replace_sm', { message_id: 'm-1', ...party, short_message: 'goodbye' }, {}],
    [
        'submit_multi',
        {
            ...party,
            dest_address: [{ dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: '447700900001' }, { dl_name: 'friends' }],
            short_message: 'to all',
        },
        {
            message_id: 'x-1',
            unsuccess_sme: [{ dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: '447700900001', error_status_code: 0x0b }],
        },
    ],
    [
        'broadcast_sm',
        {
            ...party,
            message_id: '',
            broadcast_area_identifier: [area],
            broadcast_content_type: { network: 0, content_type: 8 },
            broadcast_rep_num: 1,
            broadcast_frequency_interval: { unit: 8, interval: 10 },
            message_payload: 'flood',
        },
        { message_id: 'b-1' },
    ],
    [
        'query_broadcast_sm',
        { message_id: 'b-1', ...party },
        { message_id: 'b-1', message_state: 1, broadcast_area_success: [100] },
    ],
    ['cancel_broadcast_sm', { message_id: 'b-1', ...party }, {}],
    ['enquire_link', {}, {}],
];
const receipt = 'id:m-1 sub:001 dlvrd:001 submit date:2611221030 done date:2611221031 stat:DELIVRD err:000 text:hello';
const down = [
    ['deliver_sm', { ...from_person, ...to_service, short_message: 'good morning' }, { message_id: '' }],
    [
        'deliver_sm',
        { ...from_person, ...to_service, short_message: 'добрый день', 0x1401: Buffer.from('odd') },
        { message_id: '' },
    ],
    [
        'deliver_sm',
        { ...from_person, ...to_service, esm_class: 4, short_message: receipt, receipted_message_id: 'm-1', message_state: 2 },
        { message_id: '' },
    ],
    ['deliver_sm', { ...from_person, ...to_service, short_message: 'not now' }, { command_status: smpp.ESME_RX_T_APPN }],
    ['data_sm', { ...from_person, ...to_service, message_payload: 'good evening' }, { message_id: 'd-2' }],
    [
        'alert_notification',
        { ...party, esme_addr_ton: 1, esme_addr_npi: 1, esme_addr: '5550000', ms_availability_status: 0 },
        null,
    ],
    ['outbind', { system_id: 'node-smpp', password: 'secret' }, null],
    ['enquire_link', {}, {}],
];

// Its fields as node-smpp decodes them from its own octets.
function decoded(pdu) {
    const { sequence_number, ...fields } = pdu;
    return fields;
}
const as_sent = (pdu) => decoded(new smpp.PDU(pdu.toBuffer()));

// What comes to `session`, and the answer that it gives to the next of each command.
function attend(session, name) {
    const came = new Trace(name);
    const answers = new Map();
    session.on('error', () => {});
    session.on('pdu', (pdu) => {
        if (pdu.isResponse()) return;
        came.push(pdu);
        const answer = answers.get(pdu.command);
        if (answer) session.send(answer(pdu));
    });
    return { session, came, answers };
}

async function start_smsc(t) {
    const sessions = new Trace('sessions of node-smpp');
    const server = smpp.createServer((session) => {
        const side = attend(session, 'node-smpp as SMSC');
        for (const kind of ['bind_transceiver', 'bind_receiver', 'bind_transmitter'])
            side.answers.set(kind, (pdu) =>
                pdu.response({ system_id: 'node-smpp', sc_interface_version: pdu.interface_version }),
            );
        side.answers.set('unbind', (pdu) => pdu.response());
        sessions.push(side);
        t.after(() => session.destroy());
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    return { sessions, address: `127.0.0.1:${server.address().port}` };
}

const ask = (session, pdu) => new Promise((resolve) => session.send(pdu, resolve));

// Sends the request from one side to the other, and its answer back; compares all fields of both.
async function exchange(asker, answerer, [command, fields, answer_fields]) {
    const request = new smpp.PDU(command, { ...fields });
    const expected = as_sent(new smpp.PDU(command, { ...fields }));
    const local = command === 'enquire_link'; // answered on each leg
    let sent = null;
    answerer.answers.set(command, (pdu) => {
        const answer = pdu.response({ ...answer_fields });
        sent = as_sent(pdu.response({ ...answer_fields }));
        return answer;
    });
    if (answer_fields === null) answerer.answers.delete(command);
    const since = answerer.came.mark();
    const answered = answer_fields === null ? (asker.session.send(request), null) : ask(asker.session, request);
    if (!local) assert.deepEqual(decoded(await answerer.came.first({ command }, since)), expected, command);
    if (answered) assert.deepEqual(decoded(await answered), local ? as_sent(new smpp.PDU('enquire_link_resp')) : sent, command);
}

for (const kind of ['bind_transceiver', 'bind_transmitter', 'bind_receiver']) {
    for (const version of [0x33, 0x34, 0x50]) {
        test(`all operations on a ${kind}, version 0x${version.toString(16)}`, async (t) => {
            const smsc = await start_smsc(t);
            const gateway = await Gateway.start(t, { upstream: smsc.address });
            const session = smpp.connect({ url: `smpp://127.0.0.1:${gateway.port()}` });
            t.after(() => session.destroy());
            const sender = attend(session, 'node-smpp as sender');
            await new Promise((resolve) => session.once('connect', resolve));

            const bind = { system_id: 'shop', password: 'secret', interface_version: version, address_range: '555' };
            const bound = await ask(session, new smpp.PDU(kind, bind));
            const carrier = await smsc.sessions.first(() => true);
            assert.deepEqual(decoded(carrier.came.items[0]), as_sent(new smpp.PDU(kind, bind)));
            const wanted = { system_id: 'node-smpp', sc_interface_version: version };
            assert.deepEqual(decoded(bound), as_sent(new smpp.PDU(`${kind}_resp`, wanted)));

            if (kind !== 'bind_receiver') for (const operation of up) await exchange(sender, carrier, operation);
            if (kind !== 'bind_transmitter') for (const operation of down) await exchange(carrier, sender, operation);
            assert.equal((await ask(session, new smpp.PDU('unbind'))).command, 'unbind_resp');
        });
    }
}

test('an SMSC that throttles is heard, and what comes again passes', async (t) => {
    const smsc = await start_smsc(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    const session = smpp.connect({ url: `smpp://127.0.0.1:${gateway.port()}` });
    t.after(() => session.destroy());
    attend(session, 'node-smpp as sender');
    await new Promise((resolve) => session.once('connect', resolve));
    await ask(session, new smpp.PDU('bind_transceiver', { system_id: 'shop', password: 'secret' }));
    const carrier = await smsc.sessions.first(() => true);
    let came = 0;
    const throttles = () => ++came % 3 === 0;
    carrier.answers.set('submit_sm', (pdu) =>
        pdu.response(throttles() ? { command_status: smpp.ESME_RTHROTTLED } : { message_id: pdu.short_message.message }),
    );
    let refusals = 0;
    const deliver = async (text) => {
        for (;;) {
            const answer = await ask(session, new smpp.PDU('submit_sm', { ...party, ...to, short_message: text }));
            if (answer.command_status === smpp.ESME_ROK) return answer.message_id;
            assert.equal(answer.command_status, smpp.ESME_RTHROTTLED);
            refusals++;
        }
    };
    const texts = Array.from({ length: 300 }, (_, index) => `text ${index}`);
    assert.deepEqual(await Promise.all(texts.map(deliver)), texts);
    assert.ok(refusals >= 100, String(refusals));
    assert.equal(carrier.came.all({ command: 'submit_sm' }).length, texts.length + refusals);
});
