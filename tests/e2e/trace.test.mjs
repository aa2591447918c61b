// Who may look into a link's traffic sees it, and it costs the traffic nothing; what did not parse is kept.
import assert from 'node:assert/strict';
import http from 'node:http';
import test from 'node:test';

import { Gateway, fields_of } from './gateway.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, bound_pair, courteous, dial } from './wire.mjs';

const lines_of = (text) =>
    text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));

async function stage(t) {
    const smsc = await FakeSmsc.start(t, courteous);
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    const { sender, session } = await bound_pair(t, gateway, smsc);
    const { links } = await gateway.get('/v1/links');
    return { smsc, gateway, sender, session, id: links[0].id };
}

// Resolves when the link is watched; `lines` when the trace is over.
async function watch(gateway, id, query = '') {
    const since = gateway.log.mark();
    const lines = gateway.get(`/v1/links/${id}/trace${query}`).then(lines_of);
    await gateway.log.first((line) => fields_of(line).event === 'link traced', since);
    return { lines };
}

// Without a word; the SMSC closes, too, so that the link need not wait for it.
async function leave(sender, session) {
    sender.end();
    await session.closed();
    session.end();
}

const submit = (sequence, text = 'hello') => smpp.submit_sm({ source: '555', destination: '447700900001', text, sequence });

test('a text and its answer, as they came and as they went on', async (t) => {
    const { gateway, sender, id } = await stage(t);
    const { lines } = await watch(gateway, id, '?pdus=4');
    await sender.ask(submit(0x70000001));
    const seen = await lines;
    const pdus = seen.filter((one) => one.event === 'pdu');
    assert.deepEqual(
        pdus.map((one) => `${one.leg} ${one.direction} ${one.command}`),
        ['sender received submit_sm', 'smsc sent submit_sm', 'smsc received submit_sm_resp', 'sender sent submit_sm_resp'],
    );
    assert.equal(pdus[0].fields.short_message, 'hello');
    assert.equal(pdus[0].sequence, 0x70000001); // as it came
    assert.equal(pdus[0].hex, submit(0x70000001).toString('hex'));
    assert.notEqual(pdus[1].sequence, 0x70000001); // as it went on
    assert.equal(pdus[3].sequence, 0x70000001);
    assert.deepEqual(seen.filter((one) => one.event === 'connected').map((one) => one.leg), ['sender', 'smsc']);
    assert.deepEqual(seen.at(-1), { event: 'end', why: 'pdus', pdus: 4, lost: 0 });

    const { events } = await gateway.get('/v1/events?kind=trace');
    assert.equal(events.length, 1);
    assert.equal(events[0].link, 'carrier');

    // For people, and bounded by time.
    const { code, stdout } = await gateway.cli('trace', String(id), '--seconds', '1', '--hex');
    assert.equal(code, 0);
    assert.match(stdout, /0 PDUs, 0 lost; ended because of: seconds/);
});

// Longer than the command line waits for any other answer.
test('a link that says nothing is watched for as long as was asked', async (t) => {
    const { gateway, id } = await stage(t);
    const { code, stdout, stderr } = await gateway.cli('trace', String(id), '--seconds', '11');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /0 PDUs, 0 lost; ended because of: seconds/);
});

test('a link that ends meanwhile ends its trace', async (t) => {
    const { gateway, sender, session, id } = await stage(t);
    const { lines } = await watch(gateway, id, '?seconds=600');
    await gateway.admin('GET', `/v1/links/${id}/trace`).then((answer) => assert.equal(answer.status, 409));
    await leave(sender, session);
    const seen = await lines;
    assert.equal(seen.at(-2).event, 'over');
    assert.equal(seen.at(-2).reason, 'sender_closed');
    assert.equal(seen.at(-1).why, 'the link is over');
});

test('a reader that reads nothing misses some and is told; the traffic does not notice', async (t) => {
    const { gateway, sender, session, id } = await stage(t);
    const asked = http.request({
        host: '127.0.0.1',
        port: gateway.admin_port,
        path: `/v1/links/${id}/trace?seconds=600&pdus=100000`,
        headers: { authorization: `Bearer ${gateway.token}` },
        agent: false,
    });
    asked.end();
    const answer = await new Promise((resolve) => asked.on('response', resolve));
    answer.pause();
    const count = 16_000;
    const text = 'x'.repeat(150);
    const since = sender.received.mark();
    const last = sender.received.first((one) => one.sequence === count, since);
    sender.send(...Array.from({ length: count }, (_, at) => submit(at + 1, text)));
    await last;
    await leave(sender, session);
    const pieces = await answer.toArray();
    const seen = lines_of(Buffer.concat(pieces).toString());
    const end = seen.at(-1);
    assert.ok(end.lost > 0, JSON.stringify(end));
    assert.equal(end.pdus + end.lost, 4 * count + end_of_link(seen));
    const missed = seen.reduce((sum, one) => sum + (one.lost_before ?? 0), 0);
    assert.ok(missed > 0 && missed <= end.lost);
});

// PDUs that are no text and no answer to one.
const end_of_link = (seen) => seen.filter((one) => one.event === 'pdu' && !/^submit_sm/.test(one.command)).length;

test('what did not parse is kept, with its place, also when its link is gone', async (t) => {
    const { gateway, sender, session, id } = await stage(t);
    // No NUL behind the destination: refused, and the link goes on.
    const endless = smpp.pdu(smpp.command.submit_sm, {
        sequence: 9,
        body: Buffer.concat([Buffer.from([0, 1, 1]), Buffer.from('555\0'), Buffer.from([1, 1]), Buffer.from('4477')]),
    });
    const { status } = await sender.ask(endless);
    assert.equal(status, 0x0b);
    session.send(Buffer.from('00000003ffff', 'hex'));
    await sender.closed();

    const { malformed } = await gateway.get(`/v1/links/${id}/malformed`);
    assert.deepEqual(malformed.map((one) => [one.from, one.flaw, one.field, one.offset]), [
        ['smsc', 'bad_length', 'command_length', 0],
        ['sender', 'unterminated', 'destination_addr', 25],
    ]);
    assert.equal(malformed[1].hex, endless.toString('hex'));
    assert.equal(malformed[0].hex, '00000003ffff');
    assert.ok(malformed[1].stream_offset > 0); // the bind was before it

    // A bind that is broken shows no password.
    const bare = await dial(t, gateway.port());
    bare.send(smpp.pdu(smpp.command.bind_transmitter, { body: Buffer.from('app\0hunter2') }));
    const kept = await gateway.until(
        'the bind',
        () => gateway.get('/v1/malformed?link=carrier'),
        (all) => all.malformed.length === 3,
    );
    assert.equal(kept.malformed[0].field, 'password');
    assert.ok(kept.malformed[0].hex.endsWith(Buffer.from('app\0*******').toString('hex')));
    const { code, stdout } = await gateway.cli('links', 'malformed');
    assert.equal(code, 0);
    assert.match(stdout, /unterminated in destination_addr at octet 25/);
});
