// node-smpp, another make of SMPP, as the SMSC and as the sender.
import assert from 'node:assert/strict';
import test from 'node:test';

import smpp from 'smpp';

import { Authority } from '../e2e/certificates.mjs';
import { Gateway } from '../e2e/gateway.mjs';
import { Trace } from '../e2e/harness.mjs';

const service = '5550000';
const person = '447700900001';
const opt_out_text = /^You have successfully been unsubscribed/;
const opt_in_text = /^You have successfully been re-subscribed/;

// An SMSC that says yes to everything. `texts`: the submit_sm that came; `sessions`: each with a verb for people's texts.
async function start_smsc(t, secured = {}) {
    const texts = new Trace('node-smpp as SMSC');
    const sessions = new Trace('sessions of node-smpp as SMSC');
    const open = new Set();
    const server = smpp.createServer(secured, (session) => {
        open.add(session);
        session.on('error', () => {});
        for (const kind of ['bind_transceiver', 'bind_receiver', 'bind_transmitter']) {
            session.on(kind, (pdu) => {
                session.send(pdu.response({ system_id: 'node-smpp' }));
                sessions.push({ session, kind, password: pdu.password });
            });
        }
        session.on('submit_sm', (pdu) => {
            session.send(pdu.response({ message_id: `n${texts.mark()}` }));
            texts.push({ session, from: pdu.source_addr, to: pdu.destination_addr, text: text_of(pdu) });
        });
        session.on('enquire_link', (pdu) => session.send(pdu.response()));
        session.on('unbind', (pdu) => session.send(pdu.response(), () => session.close()));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => {
        for (const session of open) session.destroy();
        server.close();
    });
    return { texts, sessions, address: `127.0.0.1:${server.address().port}` };
}

const text_of = (pdu) => pdu.short_message.message || pdu.message_payload?.message;
const ask = (session, command, fields) => new Promise((resolve) => session[command](fields, resolve));
const says = (session, from, to, text) =>
    ask(session, 'deliver_sm', { source_addr: from, destination_addr: to, short_message: text });
const submits = (session, from, to, text) =>
    ask(session, 'submit_sm', { source_addr: from, destination_addr: to, short_message: text });

// A sender, bound. `replies`: the deliver_sm that came.
async function bound(t, gateway, kind, version, way = { url: `smpp://127.0.0.1:${gateway.port()}` }) {
    const replies = new Trace('node-smpp as sender');
    const session = smpp.connect(way);
    t.after(() => session.destroy());
    session.on('error', () => {});
    session.on('deliver_sm', (pdu) => {
        session.send(pdu.response());
        replies.push({ from: pdu.source_addr, to: pdu.destination_addr, text: text_of(pdu) });
    });
    session.on('enquire_link', (pdu) => session.send(pdu.response()));
    session.on('unbind', (pdu) => session.send(pdu.response()));
    await new Promise((resolve) => session.once(way.ca ? 'secureConnect' : 'connect', resolve));
    const answer = await ask(session, kind, { system_id: 'shop', password: 'secret', interface_version: version });
    assert.equal(answer.command_status, smpp.ESME_ROK);
    assert.equal(answer.system_id, 'node-smpp');
    return { session, replies };
}

async function stage(t) {
    const smsc = await start_smsc(t);
    return { smsc, gateway: await Gateway.start(t, { upstream: smsc.address }) };
}

for (const version of [0x34, 0x50]) {
    test(`text, STOP, refusal, START on a transceiver bind, version 0x${version.toString(16)}`, async (t) => {
        const { smsc, gateway } = await stage(t);
        const { session, replies } = await bound(t, gateway, 'bind_transceiver', version);
        const { session: carrier, password } = await smsc.sessions.first(() => true);
        assert.equal(password, 'secret');

        const first = await submits(session, service, person, 'hello');
        assert.deepEqual([first.command_status, first.message_id], [smpp.ESME_ROK, 'n0']);
        assert.equal((await says(carrier, person, service, 'STOP')).command_status, smpp.ESME_ROK);
        const confirmation = await smsc.texts.first(({ text }) => opt_out_text.test(text));
        assert.deepEqual([confirmation.from, confirmation.to], [service, person]);

        assert.equal((await submits(session, service, person, 'hello?')).command_status, smpp.ESME_RSUBMITFAIL);
        assert.equal((await submits(session, service, '447700900002', 'hello, you')).command_status, smpp.ESME_ROK);
        assert.equal((await says(carrier, person, service, 'Start')).command_status, smpp.ESME_ROK);
        await smsc.texts.first(({ text }) => opt_in_text.test(text));
        assert.equal((await submits(session, service, person, 'hello again')).command_status, smpp.ESME_ROK);
        assert.equal((await says(carrier, person, service, 'hello yourself')).command_status, smpp.ESME_ROK);

        assert.deepEqual(
            replies.items.map(({ text }) => text),
            ['hello yourself'],
        );
        const own = smsc.texts.items
            .map(({ text }) => text)
            .filter((text) => !opt_out_text.test(text) && !opt_in_text.test(text));
        assert.deepEqual(own, ['hello', 'hello, you', 'hello again']);
        assert.equal((await ask(session, 'enquire_link', {})).command_status, smpp.ESME_ROK);
        assert.equal((await ask(session, 'unbind', {})).command_status, smpp.ESME_ROK);
    });
}

test('a STOP on a receiver bind is confirmed by the transmitter bind', async (t) => {
    const { smsc, gateway } = await stage(t);
    const receiver = await bound(t, gateway, 'bind_receiver', 0x34);
    const transmitter = await bound(t, gateway, 'bind_transmitter', 0x34);
    const { session: down } = await smsc.sessions.first({ kind: 'bind_receiver' });
    const { session: up } = await smsc.sessions.first({ kind: 'bind_transmitter' });

    assert.equal((await says(down, person, service, 'stop')).command_status, smpp.ESME_ROK);
    const confirmation = await smsc.texts.first(() => true);
    assert.equal(confirmation.session, up);
    assert.ok(opt_out_text.test(confirmation.text));
    assert.equal((await submits(transmitter.session, service, person, 'hello?')).command_status, smpp.ESME_RSUBMITFAIL);
    assert.equal((await says(down, person, service, 'ordinary')).command_status, smpp.ESME_ROK);
    assert.deepEqual(receiver.replies.items, [{ from: person, to: service, text: 'ordinary' }]);
});

test('long and non-Latin texts arrive as node-smpp wrote them', async (t) => {
    const { smsc, gateway } = await stage(t);
    const { session, replies } = await bound(t, gateway, 'bind_transceiver', 0x34);
    const { session: carrier } = await smsc.sessions.first(() => true);
    const long = 'ordinary words '.repeat(60);
    const payload = await ask(session, 'submit_sm', { source_addr: service, destination_addr: person, message_payload: long });
    assert.equal(payload.command_status, smpp.ESME_ROK);
    for (const text of ['Привет', 'stop 🛑', 'àéî €{}']) {
        assert.equal((await submits(session, service, person, text)).command_status, smpp.ESME_ROK);
        assert.equal((await says(carrier, person, service, text)).command_status, smpp.ESME_ROK);
    }
    assert.deepEqual(
        smsc.texts.items.map(({ text }) => text),
        [long, 'Привет', 'stop 🛑', 'àéî €{}'],
    );
    assert.deepEqual(
        replies.items.map(({ text }) => text),
        ['Привет', 'stop 🛑', 'àéî €{}'],
    );
});

test('many texts at once are all answered, each with its own message id', async (t) => {
    const { smsc, gateway } = await stage(t);
    const { session } = await bound(t, gateway, 'bind_transceiver', 0x34);
    const answers = await Promise.all(
        Array.from({ length: 2_000 }, (_, index) => submits(session, service, String(447700100000 + index), `text ${index}`)),
    );
    assert.deepEqual(
        answers.map((one) => one.message_id),
        Array.from({ length: 2_000 }, (_, index) => `n${index}`),
    );
    assert.equal(smsc.texts.items.length, 2_000);
});

test('TLS on both legs', async (t) => {
    const authority = await Authority.start(t);
    const own = await authority.issue('gateway');
    const carrier = await authority.issue('smsc');
    const smsc = await start_smsc(t, { cert: carrier.cert, key: carrier.key });
    const link = { listen_tls: { cert: own.cert_file, key: own.key_file }, upstream_tls: { ca: authority.file } };
    const gateway = await Gateway.start(t, { upstream: smsc.address, link });
    const way = { url: `ssmpp://127.0.0.1:${gateway.port()}`, ca: authority.pem };
    const { session } = await bound(t, gateway, 'bind_transceiver', 0x34, way);
    const { session: carrier_session } = await smsc.sessions.first(() => true);
    assert.equal((await submits(session, service, person, 'hello')).command_status, smpp.ESME_ROK);
    assert.equal((await says(carrier_session, person, service, 'STOP')).command_status, smpp.ESME_ROK);
    await smsc.texts.first(({ text }) => opt_out_text.test(text));
    assert.equal((await submits(session, service, person, 'hello?')).command_status, smpp.ESME_RSUBMITFAIL);
    assert.equal((await ask(session, 'unbind', {})).command_status, smpp.ESME_ROK);
});
