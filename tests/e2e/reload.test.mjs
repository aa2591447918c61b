// The configuration is read again while links stand.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import test from 'node:test';

import { Authority } from './certificates.mjs';
import { Gateway } from './gateway.mjs';
import { opted_out, person, service, stage } from './scene.mjs';
import { Sender } from './sims.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, bound_pair, dial, obliging } from './wire.mjs';

const reload = (gateway, query = '') => gateway.admin('POST', `/v1/config/reload${query}`);

// Two [[link]]s with an SMSC each, and a bound pair on each.
async function two_links(t, config = {}) {
    const smscs = [await FakeSmsc.start(t), await FakeSmsc.start(t)];
    const gateway = await Gateway.start(t, {
        link: [
            { name: 'north', upstream: [smscs[0].address] },
            { name: 'south', upstream: [smscs[1].address] },
        ],
        config,
    });
    const pairs = [];
    for (const [index, name] of ['north', 'south'].entries()) pairs.push(await bind(t, gateway.port(name), smscs[index]));
    return { smscs, gateway, north: pairs[0], south: pairs[1] };
}

async function bind(t, port, smsc) {
    const sender = await dial(t, port, obliging);
    const answer = sender.ask(smpp.bind('trx', { sequence: sender.next_sequence() }));
    const session = await smsc.session();
    assert.equal((await answer).status, 0);
    return { sender, session };
}

let texts = 5000;
// A text and its answer pass, on the connections that there are.
async function passes({ sender, session }) {
    const sequence = ++texts;
    const since = session.received.mark();
    sender.send(smpp.submit_sm({ source: service, destination: '447700900077', text: 'hi', sequence }));
    await session.first('submit_sm', since);
    assert.equal((await sender.first((one) => one.sequence === sequence && one.command === 'submit_sm_resp')).status, 0);
}

async function leaves({ sender, session }) {
    await sender.first('unbind');
    assert.equal((await sender.closed()).closed, 'end');
    sender.end();
    await session.first('unbind');
    await session.closed();
    session.end();
}

test('SIGHUP: another refusal holds for a bound sender at once', async (t) => {
    const scene = await stage(t);
    const { gateway, sender } = scene;
    await opted_out(scene);
    assert.equal((await sender.submit(service, person)).status, 0x45);
    gateway.settings.refusal = { command_status: 0x400 };
    gateway.write();
    const since = gateway.log.mark();
    assert.match(await gateway.hang_up(), /configuration reloaded" generation=2 changes=1/);
    const [told] = gateway.log.all((line) => /setting changed/.test(line), since);
    assert.match(told, /key=refusal\.command_status from=69 to=1024 effect="at once"/);
    assert.equal((await sender.submit(service, person)).status, 0x400);
    assert.equal((await gateway.get('/v1/links')).links.length, 1);
    assert.equal(await gateway.metric('stopgate_config_generation'), 2);
});

test('the API tells each change; a new text and a new window hold for a bound link', async (t) => {
    const { gateway, smsc } = await stage(t);
    gateway.settings.link[0].window = 3;
    gateway.settings.list = [{ name: 'default', opt_out_text: 'Gone for good.' }];
    gateway.write();
    const dry = await reload(gateway, '?dry_run=true');
    assert.equal(dry.status, 200, dry.text);
    assert.equal(dry.json.generation, 1);
    const { status, json } = await reload(gateway);
    assert.equal(status, 200);
    assert.equal(json.generation, 2);
    assert.deepEqual(json.changes, dry.json.changes);
    assert.deepEqual(json.changes[0], { key: 'link[carrier].window', from: 10, to: 3, effect: 'at once' });
    assert.equal(json.changes[1].key, 'list[default].opt_out_text');
    assert.equal(json.changes[1].to, 'Gone for good.');
    assert.equal((await smsc.mo(person, service, 'STOP')).status, 0);
    await smsc.submit({ from: service, to: person, text: 'Gone for good.' });
    assert.deepEqual((await reload(gateway)).json, { generation: 3, changes: [] });
});

test('a file with faults changes nothing, and API, command and log tell each fault', async (t) => {
    const scene = await stage(t);
    const { gateway, sender } = scene;
    await opted_out(scene);
    const good = fs.readFileSync(gateway.file, 'utf8');
    fs.writeFileSync(gateway.file, `${good}widow = 1\n[refusal]\ncommand_status = 0\n`);
    const { status, headers, json } = await reload(gateway);
    assert.equal(status, 422);
    assert.match(headers['content-type'], /^application\/problem\+json/);
    assert.deepEqual(
        json.faults.map((one) => one.key),
        ['limits.widow', 'refusal.command_status'],
    );
    assert.equal(json.faults[0].file, gateway.file);
    assert.equal(json.faults[0].line, good.split('\n').length);
    const command = await gateway.cli('reload');
    assert.equal(command.code, 1);
    for (const each of json.faults) assert.ok(command.stderr.includes(`${each.file}:${each.line}: ${each.key}: `), command.stderr);
    const since = gateway.log.mark();
    assert.match(await gateway.hang_up(), /configuration not reloaded, nothing was changed" faults=2/);
    assert.equal(gateway.log.all((line) => /configuration fault/.test(line), since).length, 2);
    assert.equal((await sender.submit(service, person)).status, 0x45);
    assert.equal(await gateway.metric('stopgate_config_generation'), 1);

    fs.rmSync(gateway.file);
    assert.match((await reload(gateway)).json.faults[0].what, /can't be read/);
    fs.writeFileSync(gateway.file, good);
    assert.deepEqual((await reload(gateway)).json.changes, []);
});

test('what needs a restart is refused with its line, and the rest of the file with it', async (t) => {
    const { gateway } = await stage(t);
    gateway.settings.limits.workers = 2;
    gateway.settings.link[0].window = 3;
    gateway.write();
    const command = await gateway.cli('reload', '--dry-run');
    assert.equal(command.code, 1);
    assert.match(command.stderr, /stopgate\.toml:\d+: limits\.workers: .*needs a restart/);
    gateway.settings.limits.workers = 1;
    gateway.write();
    assert.equal((await reload(gateway)).json.changes.length, 1, 'the window had not changed yet');
});

test('the command prints what changes', async (t) => {
    const { gateway } = await stage(t);
    gateway.settings.link[0].window = 3;
    gateway.write();
    const dry = await gateway.cli('reload', '--dry-run');
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(dry.stdout, /link\[carrier\]\.window +10 +3 +at once/);
    const done = await gateway.cli('reload');
    assert.equal(done.code, 0, done.stderr);
    assert.equal(done.stdout, dry.stdout);
    assert.match((await gateway.cli('reload')).stdout, /nothing has changed/);
});

test('another upstream moves the links of that link alone', async (t) => {
    const { gateway, north, south } = await two_links(t);
    const fresh = await FakeSmsc.start(t);
    gateway.settings.link[0].upstream = [fresh.address];
    gateway.write();
    const { json } = await reload(gateway);
    assert.deepEqual(
        json.changes.map(({ key, effect }) => [key, effect]),
        [['link[north].upstream', 'links of north are unbound']],
    );
    await leaves(north);
    await passes(south);
    await passes(await bind(t, gateway.port('north'), fresh));
    assert.equal(south.session.received.all({ command: 'unbind' }).length, 0);
});

test('links come and go; counters stay', async (t) => {
    const { gateway, smscs, north, south } = await two_links(t);
    await passes(north);
    await passes(south);
    const relayed = () =>
        gateway.metric('stopgate_pdus_total', { link: 'south', command: 'submit_sm', outcome: 'relayed', direction: 'upstream' });
    assert.equal(await relayed(), 1);
    gateway.settings.link[1] = { name: 'west', listen: '127.0.0.1:0', upstream: [smscs[1].address] };
    gateway.write();
    const since = gateway.log.mark();
    assert.equal((await reload(gateway)).status, 200);
    const line = await gateway.log.first((one) => /event=listening link=west/.test(one), since);
    await leaves(south);
    await passes(north);
    await passes(await bind(t, Number(line.match(/:(\d+)"?$/)[1]), smscs[1]));
    assert.equal(await relayed(), 1);
    await new Promise((resolve, reject) => {
        const late = net.connect({ host: '127.0.0.1', port: gateway.port('south') });
        late.once('error', resolve);
        late.once('connect', () => reject(new Error('the old address still listens')));
    });
});

test('a list with entries that leaves the configuration is told of and goes on binding', async (t) => {
    const promo = { name: 'promo', match: { sender: service } };
    const scene = await stage(t, { gateway: { config: { list: [promo, { name: 'default' }] } } });
    const { gateway, sender, smsc } = scene;
    await opted_out(scene);
    gateway.settings.list = [{ name: 'default' }];
    gateway.write();
    const gone = /list is not configured but has entries.* list=promo entries=1/;
    const since = gateway.log.mark();
    assert.equal((await reload(gateway)).status, 200);
    assert.match(await gateway.log.first((line) => /not configured/.test(line), since), gone);
    assert.equal((await sender.submit(service, person)).status, 0x45);
    assert.equal((await sender.submit('5550001', person)).status, 0, 'it was one number that was told to stop');
    const why = await gateway.cli('lookup', '--sender', service, '--recipient', person);
    assert.equal(why.code, 1);
    assert.match(why.stdout, /list promo, which is no longer configured/);
    // A START for another list does not lift it.
    assert.equal((await smsc.mo(person, service, 'START')).status, 0);
    assert.equal((await sender.submit(service, person)).status, 0x45);

    await sender.quit();
    await gateway.stop();
    await gateway.up();
    assert.match(await gateway.log.first((line) => /not configured/.test(line)), gone);
    const again = await Sender.start(t, gateway.port());
    assert.equal((await again.submit(service, person)).status, 0x45);
    const removed = await gateway.cli('suppressions', 'remove', person);
    assert.equal(removed.code, 0, removed.stderr);
    assert.equal((await again.submit(service, person)).status, 0);
});

test('SIGHUP reads certificates again, also when the configuration is the same', async (t) => {
    const authority = await Authority.start(t);
    const [first, second] = [await authority.issue('first'), await authority.issue('second')];
    const smsc = await FakeSmsc.start(t);
    const gateway = await Gateway.start(t, {
        upstream: smsc.address,
        link: { listen_tls: { cert: first.cert_file, key: first.key_file } },
    });
    const way = { secured: { ca: authority.pem } };
    const stands = await bound_pair(t, gateway, smsc, { way });
    assert.equal(stands.sender.socket.getPeerCertificate().subject.CN, 'first');

    // A certificate without its key is refused by name, and the one of before stays.
    fs.writeFileSync(first.cert_file, second.cert);
    const refused = await reload(gateway);
    assert.equal(refused.status, 422);
    assert.match(refused.json.faults[0].key, /^link\[0\]\.listen_tls/);
    const before = await bound_pair(t, gateway, smsc, { way });
    assert.equal(before.sender.socket.getPeerCertificate().subject.CN, 'first');

    fs.writeFileSync(first.key_file, second.key);
    assert.match(await gateway.hang_up(), /configuration reloaded" generation=2 changes=0/);
    const after = await bound_pair(t, gateway, smsc, { way });
    assert.equal(after.sender.socket.getPeerCertificate().subject.CN, 'second');
    for (const one of [stands, before, after]) await passes(one);
});

test('tokens come and go', async (t) => {
    const { gateway } = await stage(t);
    const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'; // of "test"
    const text = fs.readFileSync(gateway.file, 'utf8');
    fs.writeFileSync(gateway.file, `${text}[[admin.token]]\nname = "t"\nrole = "viewer"\nsha256 = "${sha256}"\n`);
    assert.equal((await gateway.admin('GET', '/v1/links', { token: 'test' })).status, 401);
    assert.equal((await reload(gateway)).status, 200);
    assert.equal((await gateway.admin('GET', '/v1/links', { token: 'test' })).status, 200);
    fs.writeFileSync(gateway.file, text);
    assert.equal((await reload(gateway)).status, 200);
    assert.equal((await gateway.admin('GET', '/v1/links', { token: 'test' })).status, 401);
    assert.equal((await gateway.admin('GET', '/v1/links')).status, 200, 'its own token stays');
});

test('fifty reloads under traffic lose no text', async (t) => {
    const smsc = await FakeSmsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address, config: { limits: { workers: 2 } } });
    const pairs = [];
    for (let index = 0; index < 4; index++) pairs.push(await bound_pair(t, gateway, smsc));
    // Each answer brings the next text: a window of 20 on each link until the reloads are done.
    let going = true;
    for (const one of pairs) {
        one.sequence = 100;
        const next = () => smpp.submit_sm({ source: service, destination: '447700900077', text: 'x', sequence: ++one.sequence });
        one.sender.answers = (pdu) => (pdu.command === 'submit_sm_resp' ? (going ? next() : null) : obliging(pdu));
        one.sender.send(...Array.from({ length: 20 }, next));
    }
    for (let round = 1; round <= 50; round++) {
        gateway.settings.link[0].window = 10 + round;
        gateway.settings.list = round % 2 ? [{ name: 'vip', match: { sender: '777' } }, { name: 'default' }] : [{ name: 'default' }];
        gateway.write();
        const { status, json } = await reload(gateway);
        assert.equal(status, 200);
        assert.equal(json.generation, round + 1);
        // Some traffic went under these settings.
        for (const { sender } of pairs) await sender.first('submit_sm_resp', sender.received.mark());
    }
    going = false;
    for (const { sender, session, sequence } of pairs) {
        const sent = sequence - 100;
        await sender.received.several(sent, { command: 'submit_sm_resp', status: 0 });
        assert.equal(session.received.all({ command: 'submit_sm' }).length, sent);
        assert.equal(sender.received.ended, false);
    }
    const all = pairs.reduce((sum, one) => sum + one.sequence - 100, 0);
    assert.equal(
        await gateway.metric('stopgate_pdus_total', { command: 'submit_sm', outcome: 'relayed', direction: 'upstream' }),
        all,
    );
    assert.equal((await gateway.get('/v1/links')).links.length, 4);
});
