// Connections that come through a balancer: its PROXY header, and its looks whether we are there.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Authority } from './certificates.mjs';
import { Gateway } from './gateway.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, bound_pair, dial } from './wire.mjs';

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const binary = (command, family, rest) =>
    Buffer.concat([signature, Buffer.of(0x20 | command, family, rest.length >> 8, rest.length & 0xff), rest]);
// 192.0.2.7:40112 to 198.51.100.2:2775, and an extension.
const tcp4 = binary(1, 0x11, Buffer.from('c0000207c63364029cb00ad7' + '040004' + '00000000', 'hex'));
const tcp6 = binary(1, 0x21, Buffer.from('20010db8000000000000000000000007' + '0'.repeat(32) + '9cb00ad7', 'hex'));
const local = binary(0, 0, Buffer.alloc(0));

async function stage(t, { link = {}, limits = {} } = {}) {
    const smsc = await FakeSmsc.start(t);
    const gateway = await Gateway.start(t, {
        upstream: smsc.address,
        link: { proxy_protocol_from: ['10.0.0.0/8', '127.0.0.1'], ...link },
        config: { limits },
    });
    return { smsc, gateway };
}

async function sender_address(gateway) {
    const { links } = await gateway.get('/v1/links');
    return links.map((one) => one.sender_address);
}

const denied = (gateway, reason) =>
    gateway.until(
        'the count of denied connections',
        () => gateway.metric('stopgate_connections_denied_total', { reason }),
        (count) => count === 1,
    );

for (const [about, first, address] of [
    ['version 2, IPv4', tcp4, '192.0.2.7:40112'],
    ['version 2, IPv6', tcp6, '[2001:db8::7]:40112'],
    ['version 1', 'PROXY TCP4 192.0.2.8 198.51.100.2 40113 2775\r\n', '192.0.2.8:40113'],
]) {
    test(`the sender is who the balancer says: ${about}`, async (t) => {
        const { smsc, gateway } = await stage(t);
        const { sender } = await bound_pair(t, gateway, smsc, { way: { first } });
        assert.deepEqual(await sender_address(gateway), [address]);
        assert.ok((await gateway.log.first((line) => /event=bound /.test(line))).includes(address));
        const answer = await sender.ask(smpp.submit_sm({ source: '1', destination: '2', text: 'x', sequence: 5 }));
        assert.equal(answer.status, 0);
    });
}

test('the header comes octet by octet', async (t) => {
    const { smsc, gateway } = await stage(t);
    const sender = await dial(t, gateway.port());
    await sender.send_by_octets(Buffer.concat([tcp4, smpp.bind('trx', { sequence: 1 })]));
    assert.equal((await sender.first('bind_transceiver_resp')).status, 0);
    await smsc.session();
    assert.deepEqual(await sender_address(gateway), ['192.0.2.7:40112']);
});

test('the header stands before the TLS handshake', async (t) => {
    const authority = await Authority.start(t);
    const own = await authority.issue('gateway');
    const { smsc, gateway } = await stage(t, { link: { listen_tls: { cert: own.cert_file, key: own.key_file } } });
    await bound_pair(t, gateway, smsc, { way: { first: tcp4, secured: { ca: authority.pem } } });
    assert.deepEqual(await sender_address(gateway), ['192.0.2.7:40112']);
});

for (const [about, first] of [
    ['its own connection', local],
    ['a connection and nothing else', ''],
]) {
    test(`a balancer's look is no event: ${about}`, async (t) => {
        const { smsc, gateway } = await stage(t);
        for (const leave of ['end', 'reset']) {
            const glance = await dial(t, gateway.port(), () => null, { first });
            glance[leave]();
            await glance.closed();
        }
        await gateway.until(
            'the links',
            () => gateway.get('/v1/links'),
            ({ links }) => links.length === 0,
        );
        await bound_pair(t, gateway, smsc, { way: { first: tcp4 } });
        const told = gateway.log.items.filter((line) => /denied|ended/.test(line));
        assert.deepEqual(told, []);
        assert.equal(await gateway.metric('stopgate_connections_denied_total'), 0);
    });
}

for (const [about, first, why] of [
    ['no header', smpp.bind('trx'), 'no PROXY header'],
    ['a broken one', binary(2, 0x11, Buffer.alloc(12)), 'unknown command'],
]) {
    test(`${about} from a listed balancer is denied`, async (t) => {
        const { smsc, gateway } = await stage(t);
        const sender = await dial(t, gateway.port(), () => null, { first });
        assert.equal((await sender.closed()).closed, 'end');
        await denied(gateway, 'proxy_header');
        assert.ok((await gateway.log.first((line) => /connection denied/.test(line))).includes(why));
        assert.equal(smsc.sessions.items.length, 0);
    });
}

test('half a header is denied, at its end or after the time to the bind', async (t) => {
    const { gateway } = await stage(t, { limits: { session_init_seconds: 1 } });
    const first = tcp4.subarray(0, 20);
    const ended = await dial(t, gateway.port(), () => null, { first });
    ended.end();
    await ended.closed();
    await denied(gateway, 'proxy_header');
    const slow = await dial(t, gateway.port(), () => null, { first });
    await slow.closed();
    await denied(gateway, 'too_slow');
});

test('a header from anybody else is not looked at', async (t) => {
    const { gateway } = await stage(t, { link: { proxy_protocol_from: ['10.0.0.0/8'] } });
    const sender = await dial(t, gateway.port(), () => null, { first: tcp4 });
    assert.equal((await sender.first('generic_nack')).status, 0x02);
    await sender.closed();
    assert.match(await gateway.log.first((line) => /link ended/.test(line)), /sender=127\.0\.0\.1:.*looks_like="a PROXY header/);
});
