// Openings that differ from the usual one: an SMSC that connects itself (outbind), and a bind that it wants to have again.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Authority } from './certificates.mjs';
import { Gateway } from './gateway.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, bound_pair, courteous, dial } from './wire.mjs';

const brand = '15550100';
const person = '447700900001';
const outbind = smpp.pdu(smpp.command.outbind, { sequence: 70, body: Buffer.from('smsc\0secret\0') });
const same_but_number = (one, raw) => assert.equal(one.raw.toString('hex'), smpp.renumbered(raw, one.sequence).toString('hex'));

// `senders`: what listens for outbinds; `link`: more of its keys. The SMSC of the usual way is one that nobody asks anything.
async function stage(t, senders, link = {}) {
    const smsc = await FakeSmsc.start(t);
    const gateway = await Gateway.start(t, {
        upstream: smsc.address,
        link: { outbind_listen: '127.0.0.1:0', outbind_to: senders, ...link },
    });
    const line = await gateway.log.first((one) => /listening/.test(one) && /for=smsc/.test(one));
    return { gateway, port: Number(line.match(/address="?[^\s"]*:(\d+)/)[1]) };
}

// The outbind reaches the sender, whose bind goes back on the SMSC's own connection; gives the sender.
async function bound_by_outbind(smsc, sender_side, kind) {
    smsc.send(outbind);
    const sender = await sender_side.session();
    same_but_number(await sender.next('outbind'), outbind);
    const bind = smpp.bind(kind, { sequence: 9 });
    const bound = sender.ask(bind);
    same_but_number(await smsc.next({ rx: 'bind_receiver', trx: 'bind_transceiver' }[kind]), bind);
    assert.equal((await bound).status, 0);
    return sender;
}

test('an outbind dials the sender, who binds on the connection that the SMSC made', async (t) => {
    const sender_side = await FakeSmsc.start(t, () => null);
    const { gateway, port } = await stage(t, [sender_side.address]);
    const smsc = await dial(t, port, courteous);
    const sender = await bound_by_outbind(smsc, sender_side, 'rx');

    const ordinary = smpp.deliver_sm({ source: person, destination: brand, text: 'hello', sequence: 71 });
    const answer = smsc.ask(ordinary);
    const seen = await sender.next('deliver_sm');
    same_but_number(seen, ordinary);
    sender.send(smpp.answer(seen));
    assert.equal((await answer).status, 0);

    const stop = await smsc.ask(smpp.deliver_sm({ source: person, destination: brand, text: 'STOP', sequence: 72 }));
    assert.equal(stop.status, 0);
    assert.equal((await gateway.cli('lookup', '--sender', brand, '--recipient', person)).code, 1);
    const { links } = await gateway.get('/v1/links');
    assert.equal(links.length, 1);
    assert.deepEqual([links[0].state, links[0].sender_address], ['bound_rx', sender_side.address]);

    sender.end();
    await smsc.closed();
});

test('an outbind over TLS on both legs, each side verified', async (t) => {
    const authority = await Authority.start(t);
    const own = await authority.issue('gateway');
    const [carrier, application] = [await authority.issue('smsc'), await authority.issue('sender', 'DNS:sender.example')];
    const sender_side = await FakeSmsc.start(t, () => null, { cert: application.cert, key: application.key });
    const { port, gateway } = await stage(t, [sender_side.address], {
        outbind_listen_tls: { cert: own.cert_file, key: own.key_file, ca: authority.file },
        outbind_to_tls: { ca: authority.file, server_name: 'sender.example' },
    });
    await assert.rejects(dial(t, port, courteous, { secured: { ca: authority.pem } }).then((one) => one.ask(outbind)));
    const smsc = await dial(t, port, courteous, { secured: { ca: authority.pem, cert: carrier.cert, key: carrier.key } });
    await bound_by_outbind(smsc, sender_side, 'trx');
    const { links } = await gateway.get('/v1/links');
    assert.ok(links.some((one) => one.state === 'bound_trx' && one.sender_address === sender_side.address));
});

test('the next sender is dialled when one is not there; with none the SMSC is left', async (t) => {
    const gone = await FakeSmsc.start(t);
    const nowhere = gone.address;
    await new Promise((resolve) => gone.server.close(resolve));
    const there = await FakeSmsc.start(t, () => null);
    const { port } = await stage(t, [nowhere, there.address]);
    const smsc = await dial(t, port);
    smsc.send(outbind);
    same_but_number(await (await there.session()).next('outbind'), outbind);

    const none = await stage(t, [nowhere]);
    const left = await dial(t, none.port);
    left.send(outbind);
    await left.closed();
    assert.deepEqual(left.received.items.filter((one) => one.raw), []);
});

test('what the SMSC says before its outbind is answered by the gateway', async (t) => {
    const { port } = await stage(t, ['127.0.0.1:1']);
    const smsc = await dial(t, port);
    assert.equal((await smsc.ask(smpp.pdu(smpp.command.enquire_link, { sequence: 5 }))).command, 'enquire_link_resp');
    const early = await smsc.ask(smpp.deliver_sm({ source: person, destination: brand, text: 'hello', sequence: 6 }));
    assert.deepEqual([early.command, early.status], ['deliver_sm_resp', 0x04]);
});

for (const [what, closes] of [
    ['on the same connection', false],
    ['on a new connection when the SMSC closed', true],
]) {
    test(`a bind that is "already bound" is tried again ${what}`, async (t) => {
        let refusals = 1;
        const smsc = await FakeSmsc.start(t, (one) => {
            if (one.command !== 'bind_transceiver' || refusals === 0) return courteous(one);
            refusals--;
            return smpp.pdu(smpp.response_to(one.id), { status: 0x05, sequence: one.sequence });
        });
        const gateway = await Gateway.start(t, { upstream: smsc.address, link: { already_bound_seconds: 10 } });
        const sender = await dial(t, gateway.port());
        const bound = sender.ask(smpp.bind('trx', { sequence: 3 }));
        const first = await smsc.session();
        await first.next('bind_transceiver');
        if (closes) first.end();
        const session = closes ? await smsc.session() : first;
        await session.next('bind_transceiver');
        assert.equal((await bound).status, 0, 'the sender sees the last answer alone');
        const text = smpp.submit_sm({ source: brand, destination: person, sequence: 4 });
        const answer = sender.ask(text);
        same_but_number(await session.next('submit_sm'), text);
        assert.equal((await answer).status, 0);
    });
}

test('"already bound" is what the sender sees when no patience is configured', async (t) => {
    const smsc = await FakeSmsc.start(t, (one) => smpp.pdu(smpp.response_to(one.id), { status: 0x05, sequence: one.sequence }));
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    await assert.rejects(bound_pair(t, gateway, smsc), /refused with 5/);
});
