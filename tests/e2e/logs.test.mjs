// What the log says: in either format, of sessions and of consent, and no more than is wanted.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Gateway, fields_of } from './gateway.mjs';
import { opted_out, person, service, stage } from './scene.mjs';
import { Sender, Smsc } from './sims.mjs';
import * as smpp from './smpp.mjs';
import { dial } from './wire.mjs';

const masked = '447*******01';
const of = (event) => (line) => fields_of(line).event === event;

for (const format of ['logfmt', 'json'])
    test(`${format}: one line for each session and each decision, numbers masked`, async (t) => {
        const scene = await stage(t, { gateway: { config: { log: { format } } } });
        const { smsc, gateway, sender } = scene;
        await opted_out(scene);
        assert.equal((await sender.submit(service, person)).status, 0x45);
        assert.equal((await smsc.mo(person, service, 'stop')).status, 0); // again: nothing changes
        await gateway.log.several(2, of('consent'));
        const decisions = gateway.log.all(of('consent')).map(fields_of);
        assert.deepEqual(
            decisions.map((one) => [one.link, one.list, one.class, one.recipient, one.source, String(one.changed)]),
            [
                ['carrier', 'default', 'opt-out', masked, 'keyword', 'true'],
                ['carrier', 'default', 'opt-out', masked, 'keyword', 'false'],
            ],
        );
        for (const one of decisions) {
            assert.equal(String(one.durable), 'true');
            assert.match(String(one.durable_ms), /^\d+$/);
            assert.match(one.event_id, /^[0-9a-f]+-\d+-\d+$/);
        }
        const by_hand = { recipient: person, sender: service };
        await gateway.admin('PUT', '/v1/suppressions', { body: by_hand });
        const last = fields_of(await gateway.log.first((line) => fields_of(line).by === 'admin-token' && of('consent')(line)));
        assert.deepEqual([last.source, last.recipient, last.link], ['staff', masked, undefined]);

        sender.tell('unbind');
        const ended = fields_of(await gateway.log.first(of('link ended')));
        assert.equal(ended.reason, 'unbound');
        assert.equal(ended.link, 'carrier');
        for (const key of ['admission_ms', 'wait_for_bind_ms', 'dial_ms', 'bind_ms', 'bound_ms']) assert.match(String(ended[key]), /^\d+$/, key);
        for (const key of ['octets_from_sender', 'octets_to_sender', 'octets_from_smsc', 'octets_to_smsc'])
            assert.ok(Number(ended[key]) > 0, key);
        assert.deepEqual(gateway.log.all((line) => line.includes(person)), []);
        if (format === 'json')
            for (const line of gateway.log.items) {
                const { time, level, event } = JSON.parse(line);
                assert.ok(Date.parse(time) > 0 && level && event, line);
            }
    });

test('a system_id can neither end a line nor a value', async (t) => {
    const smsc = await Smsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    const hostile = 'a" x=1\nlevel=er';
    const sender = await dial(t, gateway.port());
    const answer = sender.ask(smpp.bind('trx', { sequence: 1, system_id: hostile }));
    assert.equal((await answer).status, 0);
    const bound = await gateway.log.first(of('bound'));
    assert.equal(fields_of(bound).system_id, hostile);
    assert.equal(fields_of(bound).x, undefined);
    assert.deepEqual(
        gateway.log.all((line) => !line.startsWith('time=')),
        [],
    );
});

test('a flood of the same is cut short', async (t) => {
    const smsc = await Smsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    for (let turn = 0; turn < 30; turn++) {
        const knock = await dial(t, gateway.port());
        knock.send(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
        await knock.closed();
    }
    await Sender.start(t, gateway.port());
    await gateway.log.first(of('bound')); // lines keep their order
    assert.equal(gateway.log.all(of('link ended')).length, 20);
});

test('the level: by hand for a while, by hand until a reload, by a reload', async (t) => {
    const smsc = await Smsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    const requests = () => gateway.log.all((line) => of('admin request')(line) && /path="?\/v1\/links/.test(line)).length;
    const level = async () => (await gateway.get('/v1/log-level')).level;
    await gateway.get('/v1/links');
    assert.equal(requests(), 0); // a question is worth a line at "debug" alone

    const set = await gateway.admin('PUT', '/v1/log-level', { body: { level: 'debug', seconds: 1 } });
    assert.equal(set.json.level, 'debug');
    assert.equal(set.json.configured, 'info');
    assert.ok(Date.parse(set.json.until) > 0);
    await gateway.get('/v1/links');
    await gateway.log.first((line) => of('admin request')(line) && line.includes('/v1/links'));
    await gateway.log.first((line) => of('log level')(line) && fields_of(line).why);
    assert.equal(await level(), 'info');

    assert.equal((await gateway.cli('log-level', 'error')).code, 0);
    assert.equal(await level(), 'error');
    gateway.settings.log = { level: 'debug' };
    gateway.write();
    await gateway.hang_up();
    assert.equal(await level(), 'debug');
    for (const body of [{ level: 'loud' }, {}, { level: 'info', seconds: 0 }, { level: 'info', seconds: '5' }])
        assert.equal((await gateway.admin('PUT', '/v1/log-level', { body })).status, 400, JSON.stringify(body));
});
