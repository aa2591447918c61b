// node-smpp over TLS, as the sender and as the SMSC: on both legs, and on one of them.
import assert from 'node:assert/strict';
import test from 'node:test';

import smpp from 'smpp';

import { Authority } from '../e2e/certificates.mjs';
import { Gateway } from '../e2e/gateway.mjs';
import { Trace } from '../e2e/harness.mjs';

const service = '5550000';
const person = '447700900001';
const ask = (session, command, fields) => new Promise((resolve) => session[command](fields, resolve));
const submits = (session, text) =>
    ask(session, 'submit_sm', { source_addr: service, destination_addr: person, short_message: text });

async function start_smsc(t, secured) {
    const sessions = new Trace('sessions of node-smpp');
    const texts = new Trace('texts at node-smpp');
    const server = smpp.createServer(secured ?? {}, (session) => {
        t.after(() => session.destroy());
        session.on('error', () => {});
        session.on('bind_transceiver', (pdu) => {
            session.send(pdu.response({ system_id: 'node-smpp' }));
            sessions.push(session);
        });
        session.on('submit_sm', (pdu) => {
            session.send(pdu.response({ message_id: `n${texts.mark()}` }));
            texts.push(pdu.short_message.message);
        });
        session.on('enquire_link', (pdu) => session.send(pdu.response()));
        session.on('unbind', (pdu) => session.send(pdu.response(), () => session.close()));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    return { sessions, texts, address: `127.0.0.1:${server.address().port}` };
}

for (const [below, above] of [
    [true, true],
    [true, false],
    [false, true],
]) {
    test(`node-smpp with ${below ? 'TLS' : 'nothing'} below and ${above ? 'TLS' : 'nothing'} above`, async (t) => {
        const authority = await Authority.start(t);
        const own = await authority.issue('gateway');
        const carrier = await authority.issue('smsc', 'DNS:smsc.example');
        const smsc = await start_smsc(t, above ? { key: carrier.key, cert: carrier.cert } : null);
        const link = {};
        if (below) link.listen_tls = { cert: own.cert_file, key: own.key_file };
        if (above) link.upstream_tls = { ca: authority.file, server_name: 'smsc.example' };
        const gateway = await Gateway.start(t, { upstream: smsc.address, link });

        const url = `${below ? 'ssmpp' : 'smpp'}://127.0.0.1:${gateway.port()}`;
        const sender = smpp.connect({ url, ca: authority.pem, rejectUnauthorized: below, checkServerIdentity: () => undefined });
        t.after(() => sender.destroy());
        sender.on('error', () => {});
        const replies = new Trace('replies at node-smpp');
        sender.on('deliver_sm', (pdu) => {
            sender.send(pdu.response());
            replies.push(pdu.short_message.message);
        });
        await new Promise((resolve) => sender.once(below ? 'secureConnect' : 'connect', resolve));
        assert.equal((await ask(sender, 'bind_transceiver', { system_id: 'shop', password: 'secret' })).system_id, 'node-smpp');
        const session = await smsc.sessions.first(() => true);
        const says = (text) =>
            ask(session, 'deliver_sm', { source_addr: person, destination_addr: service, short_message: text });

        const answers = await Promise.all(Array.from({ length: 500 }, (_, index) => submits(sender, `text ${index}`)));
        assert.deepEqual(
            answers.map((one) => one.message_id),
            Array.from({ length: 500 }, (_, index) => `n${index}`),
        );
        assert.equal((await says('good morning')).command_status, smpp.ESME_ROK);
        assert.equal((await says('STOP')).command_status, smpp.ESME_ROK);
        await smsc.texts.first((text) => /unsubscribed/.test(text));
        assert.equal((await submits(sender, 'and now?')).command_status, smpp.ESME_RSUBMITFAIL);
        assert.deepEqual(replies.items, ['good morning']);
        assert.equal((await ask(sender, 'unbind', {})).command, 'unbind_resp');
    });
}
