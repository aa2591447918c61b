// What an operator sees and does, through the HTTP API and through the command line, on a live bind.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';

import { Gateway, samples } from './gateway.mjs';
import { run, built } from './harness.mjs';
import { Sender, Smsc } from './sims.mjs';

const service = '5550000';
const person = '447700900001';
const suppressed = 0x45;

async function stage(t, config = {}) {
    const smsc = await Smsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address, config });
    const sender = await Sender.start(t, gateway.port());
    return { smsc, gateway, sender };
}

test('everything but health, readiness and metrics asks for the token', async (t) => {
    const { gateway } = await stage(t);
    assert.equal(fs.statSync(gateway.token_file).mode & 0o777, 0o600);
    for (const where of ['/healthz', '/readyz', '/metrics']) {
        assert.equal((await gateway.admin('GET', where, { token: null })).status, 200, where);
    }
    const entry = { recipient: person, list: 'default', sender: service };
    const locked = [
        ['GET', '/v1/suppressions'],
        ['PUT', '/v1/suppressions', entry],
        ['DELETE', `/v1/suppressions?recipient=${person}`],
        ['GET', `/v1/lookup?sender=1&recipient=2`],
        ['GET', '/v1/links'],
        ['POST', '/v1/drain'],
    ];
    for (const [method, where, body] of locked) {
        for (const token of [null, '', 'wrong', gateway.token + 'x', gateway.token.slice(0, -1)]) {
            const answer = await gateway.admin(method, where, { token, body });
            assert.equal(answer.status, 401, `${method} ${where} with "${token}"`);
            assert.match(answer.headers['content-type'], /^application\/problem\+json/);
        }
    }
    assert.equal((await gateway.get('/v1/suppressions')).suppressions.length, 0);
    assert.equal((await gateway.get('/v1/links')).links.length, 1, 'the drain was not begun');
});

test('an entry added by hand holds at once on a live bind, and its removal too', async (t) => {
    const { smsc, gateway, sender } = await stage(t);
    assert.equal((await sender.submit(service, person)).status, 0);
    const since = await smsc.now();

    const added = await gateway.cli('suppressions', 'add', `+${person}`, '--sender', service, '--reason', 'asked by phone');
    assert.equal(added.code, 0, added.stderr);
    assert.equal((await sender.submit(service, person)).status, suppressed);
    assert.equal((await sender.submit('5550001', person)).status, 0);

    const shown = await gateway.cli('suppressions', 'show', person, '--json');
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /asked by phone/);
    const listed = await gateway.cli('suppressions', 'list', '--json');
    assert.ok(listed.stdout.includes(person), listed.stdout + listed.stderr);

    const removed = await gateway.cli('suppressions', 'remove', person, '--sender', service);
    assert.equal(removed.code, 0, removed.stderr);
    assert.equal((await sender.submit(service, person)).status, 0);
    const again = await gateway.cli('suppressions', 'remove', person, '--sender', service);
    assert.equal(again.code, 1, 'nothing is left to remove');
    // Staff's changes send no texts.
    assert.deepEqual(
        (await smsc.submits({ to: person }, since)).map((one) => one.from),
        ['5550001', service],
    );
});

test('an entry for all senders of a list stops each of them', async (t) => {
    const { gateway, sender } = await stage(t);
    const put = await gateway.admin('PUT', '/v1/suppressions', {
        body: { recipient: person, list: 'default', reason: 'by API' },
    });
    assert.equal(put.status, 200, put.text);
    assert.equal(put.json.changed, true);
    for (const from of [service, '5550001', '5559999']) assert.equal((await sender.submit(from, person)).status, suppressed);
    assert.equal((await sender.submit(service, '447700900002')).status, 0);
    const gone = await gateway.admin('DELETE', `/v1/suppressions?recipient=${person}`);
    assert.equal(gone.status, 200, gone.text);
    assert.equal((await sender.submit(service, person)).status, 0);
});

test('a START does not lift what staff entered for a whole list', async (t) => {
    const { smsc, gateway, sender } = await stage(t);
    await gateway.admin('PUT', '/v1/suppressions', { body: { recipient: person, list: 'default' } });
    assert.equal((await smsc.mo(person, service, 'STOP')).status, 0);
    await smsc.submit({ to: person });
    const since = await smsc.now();
    assert.equal((await smsc.mo(person, service, 'START')).status, 0);
    assert.equal((await sender.submit(service, person)).status, suppressed);
    // No opt-in text, for it would not be true; the next confirmation comes without one before it.
    assert.equal((await smsc.mo('447700900002', service, 'STOP')).status, 0);
    await smsc.submit({ to: '447700900002' }, since);
    assert.deepEqual(await smsc.submits({ to: person }, since), []);
});

test('a STOP is listed with its evidence', async (t) => {
    const { smsc, gateway } = await stage(t);
    assert.equal((await smsc.mo(person, service, 'Stop')).status, 0);
    const { suppressions } = await gateway.get(`/v1/suppressions?recipient=%2B${person}`);
    assert.equal(suppressions.length, 1);
    const [entry] = suppressions;
    assert.deepEqual(
        [entry.recipient, entry.sender, entry.list, entry.scope, entry.source, entry.reason],
        [person, service, 'default', 'sender', 'keyword', 'Stop'],
    );
    assert.ok(Math.abs(Date.parse(entry.since) - Date.now()) < 3_600_000, entry.since);
    const shown = await gateway.cli('suppressions', 'show', person);
    assert.match(shown.stdout, /Stop/);
});

test('lookup says why', async (t) => {
    const { smsc, gateway } = await stage(t);
    const before = await gateway.cli('lookup', '--sender', service, '--recipient', person);
    assert.equal((await smsc.mo(person, service, 'STOP')).status, 0);
    const after = await gateway.cli('lookup', '--sender', service, '--recipient', `00${person}`, '--json');
    assert.notEqual(before.stdout, after.stdout);
    assert.deepEqual([before.code, after.code], [0, 1], before.stderr + after.stderr);
    const explained = JSON.parse(after.stdout);
    assert.deepEqual(
        [explained.suppressed, explained.recipient, explained.list, explained.entry.source],
        [true, person, 'default', 'keyword'],
    );
    assert.ok(explained.why.length > 10);
    assert.equal((await gateway.get(`/v1/lookup?sender=5550001&recipient=${person}`)).suppressed, false);
    assert.equal((await gateway.admin('GET', '/v1/lookup?sender=1')).status, 400);
});

test('links are listed while they live', async (t) => {
    const { smsc, gateway, sender } = await stage(t);
    const { links } = await gateway.get('/v1/links');
    assert.deepEqual(
        links.map((one) => [one.link, one.state, one.system_id, one.upstream_address]),
        [['carrier', 'bound_trx', 'esme', smsc.address]],
    );
    const shown = await gateway.cli('links');
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /carrier/);
    assert.match(shown.stdout, /esme/);
    sender.tell('unbind');
    await smsc.said.first({ event: 'closed' });
    await gateway.until(
        '/v1/links',
        () => gateway.get('/v1/links'),
        (answer) => answer.links.length === 0,
    );
});

// DESIGN.md's families that this version can fill.
const families = [
    'pdus_total',
    'submits_refused_total',
    'keywords_total',
    'confirmations_total',
    'receipts_total',
    'suppressions',
    'lookup_seconds',
    'opt_out_durable_seconds',
    'upstream_response_seconds',
    'links_bound',
    'in_flight',
    'held_pdus',
    'bytes_total',
    'paused_seconds_total',
    'store_errors_total',
    'malformed_pdus_total',
    'build_info',
];

test('metrics have all families from the start, and their numbers move', async (t) => {
    const smsc = await Smsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    const text = await gateway.get('/metrics', { token: null });
    const present = new Set(samples(text).map((one) => one.name.replace(/^stopgate_/, '').replace(/_(bucket|sum|count)$/, '')));
    assert.deepEqual(
        families.filter((name) => !present.has(name)),
        [],
    );
    for (const name of families) assert.match(text, new RegExp(`^# TYPE stopgate_${name} (counter|gauge|histogram)$`, 'm'));
    const zero = ['submits_refused_total', 'keywords_total', 'confirmations_total', 'suppressions', 'links_bound', 'held_pdus'];
    for (const name of zero) assert.equal(await gateway.metric(`stopgate_${name}`), 0, name);

    const sender = await Sender.start(t, gateway.port());
    assert.equal(await gateway.metric('stopgate_links_bound', { link: 'carrier' }), 1);
    await sender.submit(service, person);
    assert.equal((await smsc.mo(person, service, 'STOP')).status, 0);
    await sender.submit(service, person);
    assert.equal(await gateway.metric('stopgate_submits_refused_total', { link: 'carrier', list: 'default' }), 1);
    assert.equal(
        await gateway.metric('stopgate_keywords_total', { link: 'carrier', list: 'default', keyword_class: 'opt_out' }),
        1,
    );
    assert.equal(await gateway.metric('stopgate_suppressions', { list: 'default' }), 1);
    assert.equal(await gateway.metric('stopgate_opt_out_durable_seconds_count'), 1);
    await gateway.until(
        'confirmations_total',
        () => gateway.metric('stopgate_confirmations_total', { link: 'carrier', outcome: 'accepted' }),
        (count) => count === 1,
    );
    const submits = { link: 'carrier', direction: 'upstream', command: 'submit_sm' };
    assert.equal(await gateway.metric('stopgate_pdus_total', { ...submits, outcome: 'relayed' }), 1);
    assert.equal(await gateway.metric('stopgate_pdus_total', { ...submits, outcome: 'refused' }), 1);
    assert.ok((await gateway.metric('stopgate_bytes_total', { link: 'carrier' })) > 100);
    assert.ok((await gateway.metric('stopgate_upstream_response_seconds_count', { link: 'carrier' })) >= 1);
    assert.equal(await gateway.metric('stopgate_in_flight'), 0);

    await sender.quit();
    await gateway.until(
        'links_bound',
        () => gateway.metric('stopgate_links_bound'),
        (count) => count === 0,
    );
});

test('a drain can be begun by an operator', async (t) => {
    const { smsc, gateway, sender } = await stage(t);
    const asked = await gateway.admin('POST', '/v1/drain');
    assert.ok(asked.status === 200 || asked.status === 202, asked.text);
    await sender.said.first({ event: 'pdu', direction: 'in', command: 'unbind' });
    await smsc.said.first({ event: 'closed' });
    assert.deepEqual(await gateway.process.exited, { code: 0, signal: null });
});

test('the command line tells apart a wrong word, a missing gateway and a fault in the file', async (t) => {
    const { gateway } = await stage(t);
    assert.equal((await run(built('stopgate'), ['no-such-command'])).code, 2);
    assert.equal((await run(built('stopgate'), ['suppressions', 'add'])).code, 2);
    const good = await run(built('stopgate'), ['check-config', gateway.file]);
    assert.equal(good.code, 0, good.stdout + good.stderr);
    const bad = `${gateway.directory}/bad.toml`;
    fs.writeFileSync(bad, '[limits]\nworkers = "many"\nno_such_key = 1\n[[link]]\nname = "x"\n');
    const faults = await run(built('stopgate'), ['check-config', bad]);
    assert.equal(faults.code, 1);
    const said = faults.stdout + faults.stderr;
    for (const key of ['workers', 'no_such_key', 'listen']) assert.ok(said.includes(key), `${key} in ${said}`);
    assert.match(said, /bad\.toml:2/);
    await gateway.kill();
    const alone = await gateway.cli('links');
    assert.equal(alone.code, 3, alone.stderr);
});
