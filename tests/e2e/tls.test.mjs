// TLS on either leg, with node's own TLS as the peers.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';

import { Authority } from './certificates.mjs';
import { Gateway } from './gateway.mjs';
import { built, run } from './harness.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, bound_pair, courteous, dial } from './wire.mjs';

const service = '5550000';
const person = '447700900001';
const text = (fields = {}) => smpp.submit_sm({ source: service, destination: person, text: 'hello', ...fields });

// `below`, `above`: keys of listen_tls and upstream_tls beside the usual ones, or null for a plain leg. `smsc`: options of node's
// TLS server.
async function stage(t, { below = null, above = null, smsc: options = {}, limits = {} } = {}) {
    const authority = await Authority.start(t);
    const own = await authority.issue('gateway');
    const carrier = await authority.issue('smsc', 'DNS:smsc.example');
    const secured = above && { cert: carrier.cert, key: carrier.key, ...options };
    const smsc = await FakeSmsc.start(t, courteous, secured);
    const link = {};
    if (below) link.listen_tls = { cert: own.cert_file, key: own.key_file, ...below };
    if (above) link.upstream_tls = { ca: authority.file, server_name: 'smsc.example', ...above };
    const gateway = await Gateway.start(t, { upstream: smsc.address, link, config: { limits } });
    return { authority, smsc, gateway, way: below ? { secured: { ca: authority.pem } } : {} };
}

const denied = (gateway, reason) =>
    gateway.until(
        'the count of denied connections',
        () => gateway.metric('stopgate_connections_denied_total', { reason }),
        (count) => count === 1,
    );

for (const below of [null, {}]) {
    for (const above of [null, {}]) {
        const name = `${below ? 'TLS' : 'plain'} from the sender, ${above ? 'TLS' : 'plain'} to the SMSC`;

        test(`${name}: texts, a STOP, its confirmation, a refusal`, async (t) => {
            const { smsc, gateway, way } = await stage(t, { below, above });
            const { sender, session } = await bound_pair(t, gateway, smsc, { way });
            assert.equal((await sender.ask(text({ sequence: 2 }))).status, 0);
            const stop = smpp.deliver_sm({ source: person, destination: service, text: 'STOP', sequence: 9 });
            assert.equal((await session.ask(stop)).status, 0);
            await session.first((one) => one.command === 'submit_sm' && /unsubscribed/.test(smpp.read_message(one).text));
            assert.equal((await sender.ask(text({ sequence: 3 }))).status, 0x45);
            assert.equal((await sender.ask(text({ sequence: 4, destination: '447700900002' }))).status, 0);
        });

        test(`${name}: many texts at once, each answered in order`, async (t) => {
            const { smsc, gateway, way } = await stage(t, { below, above });
            const { sender } = await bound_pair(t, gateway, smsc, { way });
            const count = 20_000;
            const all = Array.from({ length: count }, (_, at) => text({ sequence: at + 10, text: 'x'.repeat(at % 150) }));
            sender.send(...all);
            const answers = await sender.received.several(count, { command: 'submit_sm_resp' });
            assert.ok(answers.every((one, at) => one.sequence === at + 10 && one.status === 0));
        });

        test(`${name}: an end of file passes, and answers still come back behind it`, async (t) => {
            const { smsc, gateway, way } = await stage(t, { below, above });
            const { sender, session } = await bound_pair(t, gateway, smsc, { way });
            smsc.answers = () => null;
            sender.send(text({ sequence: 5 }));
            sender.end();
            const submit = await session.first('submit_sm');
            assert.equal((await session.closed()).closed, 'end');
            session.send(smpp.answer(submit, { message_id: 'late' }));
            session.end();
            assert.equal((await sender.first('submit_sm_resp')).sequence, 5);
            assert.equal((await sender.closed()).closed, 'end');
        });
    }
}

test('a PDU longer than a TLS record arrives whole', async (t) => {
    const { smsc, gateway, way } = await stage(t, { below: {}, above: {} });
    const { sender, session } = await bound_pair(t, gateway, smsc, { way });
    const long = smpp.pdu(0x00010203, { sequence: 7, body: Buffer.alloc(100_000, 'long ') });
    sender.send(long);
    const arrived = await session.first({ id: 0x00010203 });
    assert.deepEqual(arrived.raw.subarray(16), long.subarray(16));
});

test('the SMSC sees its name in the handshake, none where it is dialled by address', async (t) => {
    const { smsc, gateway } = await stage(t, { above: {} });
    const { session } = await bound_pair(t, gateway, smsc);
    assert.equal(session.socket.servername, 'smsc.example');

    const bare = await stage(t, { above: { server_name: '', verify: 'none' } });
    const other = await bound_pair(t, bare.gateway, bare.smsc);
    assert.equal(other.session.socket.servername, false);
});

for (const [about, above] of [
    ['another name', { server_name: 'other.example' }],
    ['no name but an address', { server_name: '' }],
    ['an unknown authority', { ca: '' }],
]) {
    test(`an SMSC with a certificate of ${about} is not bound to`, async (t) => {
        const { gateway } = await stage(t, { above });
        const sender = await dial(t, gateway.port());
        const answer = await sender.ask(smpp.bind('trx', { sequence: 2 }));
        assert.equal(answer.status, 0x0d);
        await sender.closed();
        const line = await gateway.log.first((one) => /upstream unreachable/.test(one));
        assert.match(line, /TLS: the peer's certificate is refused/);
    });
}

test('an SMSC that wants a certificate gets ours', async (t) => {
    const authority = await Authority.start(t, 'carriers-own');
    const shown = await authority.issue('shop');
    const { smsc, gateway } = await stage(t, {
        above: { cert: shown.cert_file, key: shown.key_file },
        smsc: { requestCert: true, ca: authority.pem },
    });
    const { session } = await bound_pair(t, gateway, smsc);
    assert.equal(session.socket.getPeerCertificate().subject.CN, 'shop');
});

test('a sender is asked for its certificate where an authority is configured', async (t) => {
    const senders = await Authority.start(t, 'senders');
    const [shop, stranger] = await Promise.all([senders.issue('shop'), (await Authority.start(t, 'strangers')).issue('stranger')]);
    const { smsc, gateway, way } = await stage(t, { below: { ca: senders.file } });
    const shows = (one) => ({ secured: { ...way.secured, cert: one.cert, key: one.key } });

    const { sender } = await bound_pair(t, gateway, smsc, { way: shows(shop) });
    assert.equal((await sender.ask(text({ sequence: 2 }))).status, 0);
    const { links } = await gateway.get('/v1/links');
    assert.equal(links[0].sender_certificate, 'CN=shop');
    await gateway.log.first((one) => /event=bound .*sender_certificate="CN=shop"/.test(one));

    for (const [refused, why] of [
        [way, 'did not return a certificate'],
        [shows(stranger), "the peer's certificate is refused"],
    ]) {
        const since = gateway.log.mark();
        // In TLS 1.3 the client learns of it after its own handshake.
        await dial(t, gateway.port(), () => null, refused).then((peer) => peer.closed(), () => {});
        const line = await gateway.log.first((one) => /connection denied/.test(one), since);
        assert.ok(line.includes('reason=tls') && line.includes(why), line);
    }
    assert.equal(await gateway.metric('stopgate_connections_denied_total', { reason: 'tls' }), 2);
});

test('a plain sender on a TLS port is closed, counted and logged', async (t) => {
    const { gateway } = await stage(t, { below: {} });
    const sender = await dial(t, gateway.port());
    sender.send(smpp.bind('trx'));
    await sender.closed();
    await denied(gateway, 'tls');
    assert.match(await gateway.log.first((one) => /connection denied/.test(one)), /what came is no TLS/);
});

test('a TLS sender on a plain port is closed and told so in the log', async (t) => {
    const { gateway } = await stage(t);
    await assert.rejects(dial(t, gateway.port(), () => null, { secured: { rejectUnauthorized: false } }));
    assert.match(await gateway.log.first((one) => /link ended/.test(one)), /bad_length.*looks_like="a TLS handshake/);
});

test('a handshake that does not come to its end counts in the time to the bind', async (t) => {
    const { gateway } = await stage(t, { below: {}, limits: { session_init_seconds: 1 } });
    const sender = await dial(t, gateway.port());
    await sender.closed();
    await denied(gateway, 'too_slow');
});

test('a connection that ends before the handshake begins is no event', async (t) => {
    const { smsc, gateway, way } = await stage(t, { below: {} });
    const glance = await dial(t, gateway.port());
    glance.end();
    await glance.closed();
    await bound_pair(t, gateway, smsc, { way });
    assert.deepEqual(
        gateway.log.items.filter((line) => /denied|link ended/.test(line)),
        [],
    );
});

test('check-config and run name a file that can not be used', async (t) => {
    const { authority, gateway } = await stage(t, { below: {} });
    const other = await authority.issue('other');
    const own = await authority.issue('gateway'); // the key changes with it
    await gateway.stop();
    fs.writeFileSync(own.key_file, other.key);
    for (const command of [
        ['check-config', gateway.file],
        ['run', '--config', gateway.file],
    ]) {
        const said = await run(built('stopgate'), command);
        assert.equal(said.code, 1);
        assert.match(said.stdout + said.stderr, /stopgate\.toml:\d+: link\[0\]\.listen_tls\.key: .*does not belong to the certificate/);
    }
});
