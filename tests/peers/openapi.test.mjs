// The description of the API, by a validator of another make, and every real answer by what it says.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import test from 'node:test';

import { Validator } from '@seriousme/openapi-schema-validator';

import { Gateway, fields_of } from '../e2e/gateway.mjs';
import { Sender, Smsc } from '../e2e/sims.mjs';
import { Client, Description } from './api_description.mjs';

const shop = '12025550123';
const [ann, ben, eve, zoe] = ['14155550111', '14155550122', '14155550133', '14155550144'];
const [mia, joe] = ['14155550155', '14155550166'];
const roles = { viewer: 'look-only', operator: 'desk-only' };
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

async function stage(t, admin = {}) {
    const smsc = await Smsc.start(t);
    const token = Object.entries(roles).map(([role, word]) => ({ name: `t-${role}`, role, sha256: sha256(word) }));
    const config = { admin: { listen: '127.0.0.1:0', ...admin }, 'admin.token': token };
    const gateway = await Gateway.start(t, { upstream: smsc.address, config });
    return { smsc, gateway };
}

const csv = { 'content-type': 'text/csv' };
const ndjson = { 'content-type': 'application/x-ndjson' };
const lines_of = ({ text }) =>
    text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));

// In and out again: imports of both kinds, wrong lines, one that breaks off; an export, a scrub.
async function files(client) {
    const ask = client.ask.bind(client);
    const { gateway } = client;
    const took = lines_of(
        await ask('POST /v1/import', {
            query: `?name=old.csv&reason=moved&sender=${shop}&as_of=2026-01-31`,
            body: `recipient,list,reason\r\n+${mia},,\r\nnobody,,\r\n${joe},,=1+1\r\n${mia},,\r\n`,
            headers: csv,
        }),
    );
    const { import: done } = took.at(-1);
    assert.deepEqual([done.state, done.added, done.merged, done.rejected], ['done', 2, 1, 1]);
    assert.ok(took.some((one) => one.rejected?.line === 3));
    const as_json = { query: '?format=ndjson&all_or_nothing=true', headers: ndjson };
    const refused = lines_of(await ask('POST /v1/import', { ...as_json, body: '{"recipient":1}\n{}\n' })).at(-1);
    assert.equal(refused.import.state, 'refused');
    const taken = lines_of(await ask('POST /v1/import', { ...as_json, body: `{"recipient":"${mia}"}\n` })).at(-1);
    assert.equal(taken.import.added, 1);
    await ask('POST /v1/import', { query: `?import=${done.id}`, body: 'recipient\n', headers: csv, status: 409 });

    await broken_off(client);
    const first = (await ask('GET /v1/imports', { query: '?limit=1' })).json;
    assert.equal(first.imports[0].state, 'interrupted');
    await ask('GET /v1/imports', { query: `?cursor=${first.cursor}` });
    const one = await ask('GET /v1/imports/{id}', { where: `/v1/imports/${done.id}` });
    const held = { 'if-none-match': one.headers.etag };
    await ask('GET /v1/imports/{id}', { where: `/v1/imports/${done.id}`, headers: held, status: 304 });

    const came = (await ask('GET /v1/suppressions', { query: `?import=${done.id}&prefix=1415` })).json.suppressions;
    assert.deepEqual(came.map((each) => each.recipient).sort(), [mia, joe]);
    await ask('GET /v1/suppressions', { query: `?recipient=${joe}&evidence=true` });
    const out = await ask('GET /v1/export', { query: `?import=${done.id}` });
    assert.match(out.text, new RegExp(`^recipient,sender,list,.*\r\n${mia},${shop},`));
    const lines = lines_of(await ask('GET /v1/export', { query: `?format=ndjson&import=${done.id}`, token: roles.viewer }));
    assert.deepEqual(lines.map((each) => each.reason).sort(), ['=1+1', 'moved']);
    const checked = await ask('POST /v1/scrub', { query: `?sender=${shop}`, body: `recipient\r\n${mia}\r\n1\r\n`, headers: csv });
    assert.match(checked.text, new RegExp(`\r\n${mia},suppressed,"import .*\r\n1,pass,\r\n$`));
    assert.equal((await gateway.get('/v1/imports')).imports.length, 3);
}

// An import whose sender goes away in the middle: it can be seen as it runs and as it was left, and goes on with no other file.
async function broken_off(client) {
    const { gateway } = client;
    const asked = http.request({
        host: '127.0.0.1',
        port: gateway.admin_port,
        path: '/v1/import?name=half.csv',
        method: 'POST',
        headers: { authorization: `Bearer ${gateway.token}`, ...csv },
        agent: false,
    });
    asked.on('error', () => {}); // it is cut here
    asked.write(`recipient\n${`${mia}0\n`.repeat(2)}`);
    const newest = async (what, settled) => {
        const ask = () => client.ask('GET /v1/imports', { query: '?limit=1' });
        return (await gateway.until(what, ask, ({ json }) => settled(json.imports[0]))).json.imports[0];
    };
    await newest('lines that are durable', (one) => one.name === 'half.csv' && one.state === 'running' && one.added === 1);
    asked.destroy();
    const { id } = await newest('the end', (one) => one.state === 'interrupted');
    const other = { query: `?import=${id}`, body: 'recipient\n1\n2\n', headers: csv };
    const { error } = lines_of(await client.ask('POST /v1/import', other)).at(-1);
    assert.match(error.detail, /not the file/);
    assert.equal(error.import.id, id);
}

// A link's traffic while it flows, and what does not parse.
async function looks(client) {
    const { gateway } = client;
    const { links } = (await client.ask('GET /v1/links')).json;
    const at = { where: `/v1/links/${links[0].id}/trace` };
    const lines = lines_of(await client.ask('GET /v1/links/{id}/trace', { ...at, query: '?seconds=1' }));
    assert.equal(lines.at(-1).event, 'end');
    await client.ask('GET /v1/links/{id}/trace', { ...at, query: '?seconds=1&format=pcap' });
    await client.ask('GET /v1/links/{id}/trace', { ...at, query: '?seconds=0', status: 400 });
    await client.ask('GET /v1/links/{id}/trace', { ...at, token: roles.operator, status: 403 });
    await client.ask('GET /v1/links/{id}/trace', { where: '/v1/links/4711/trace', status: 404 });
    assert.equal((await gateway.get('/v1/events?kind=trace')).events.length, 2);
    await client.ask('GET /v1/events', { query: '?kind=trace' });

    const { id } = await broken_stream(gateway);
    const all = (await client.ask('GET /v1/malformed')).json.malformed;
    const of_link = (await client.ask('GET /v1/links/{id}/malformed', { where: `/v1/links/${id}/malformed` })).json.malformed;
    assert.deepEqual(of_link, all);
    assert.equal(all[0].flaw, 'bad_length');
}

// A connection whose first PDU is none.
async function broken_stream(gateway) {
    const socket = net.connect(gateway.port(), '127.0.0.1');
    socket.on('error', () => {});
    socket.end(Buffer.from('0000000100000004', 'hex'));
    socket.resume();
    await new Promise((resolve) => socket.on('close', resolve));
    const line = await gateway.log.first((one) => one.includes('reason=bad_length'));
    return fields_of(line);
}

// Counted, not confirmed, confirmed wrongly and rightly, by filter and by file, and taken back.
async function flushes(client) {
    const ask = client.ask.bind(client);
    const remove = (query, more) => ask('DELETE /v1/suppressions', { query, ...more });
    const { imports } = (await ask('GET /v1/imports')).json;
    const filter = `?import=${imports.find((one) => one.name === 'old.csv').id}`;
    const counted = (await remove(`${filter}&dry_run=true`, { token: roles.operator })).json;
    assert.equal(counted.matched, 2);
    await remove(filter, { status: 409 });
    await remove(`${filter}&confirm=2`, { status: 400 });
    await remove(`${filter}&confirm=2&reason=x`, { token: roles.operator, status: 403 });
    await remove(`${filter}&confirm=3&reason=x`, { status: 409 });
    await remove('?prefix=99', { status: 404 });
    const key = { 'idempotency-key': 'flush' };
    const confirmed = `${filter}&confirm=2&reason=x&preview=${counted.preview}`;
    const flushed = (await remove(confirmed, { headers: key })).json;
    assert.equal(flushed.flushed, 2);
    const again = await remove(confirmed, { headers: key });
    assert.deepEqual([again.json, again.headers['idempotency-replayed']], [flushed, 'true']);
    const undo = { where: `/v1/flushes/${flushed.flush_id}/undo`, body: { reason: 'a mistake' } };
    assert.equal((await ask('POST /v1/flushes/{id}/undo', undo)).json.undone, 2);
    await ask('POST /v1/flushes/{id}/undo', { ...undo, status: 409 });
    await ask('POST /v1/flushes/{id}/undo', { ...undo, token: roles.operator, status: 403 });

    const file = (query, body, more) => ask('POST /v1/flushes', { query, body, headers: csv, ...more });
    const numbers = `recipient,sender\n${mia},${shop}\n${joe},${shop}\n`;
    assert.equal((await file('?dry_run=true', numbers)).json.matched, 2);
    await file('', numbers, { status: 409 });
    await file('?confirm=3&reason=x', numbers, { status: 409 });
    await file('', 'recipient\n99\n', { status: 404 });
    assert.equal((await file('?dry_run=true', `${numbers}nobody,\n`)).json.rejects.length, 1);
    await file('?confirm=2&reason=x', `${numbers}nobody,\n`, { status: 422 });
    await file('?confirm=2&reason=x&skip_bad=true', `${numbers}nobody,\n`);

    const page = (await ask('GET /v1/flushes', { query: '?limit=1' })).json;
    assert.equal(page.flushes[0].by_file, true);
    const [older] = (await ask('GET /v1/flushes', { query: `?cursor=${page.cursor}`, token: roles.viewer })).json.flushes;
    assert.equal(older.undone.actor, older.actor);
    await ask('GET /v1/flushes/{id}', { where: `/v1/flushes/${older.flush_id}` });
    await ask('GET /v1/flushes/{id}', { where: '/v1/flushes/4711', status: 404 });
}

const described = async (gateway) => new Description(await gateway.get('/v1/openapi.json'));

test('the document is OpenAPI 3.1 and its examples are what it says', async (t) => {
    const { gateway } = await stage(t);
    const document = await gateway.get('/v1/openapi.json');
    const found = await new Validator().validate(structuredClone(document));
    assert.ok(found.valid, JSON.stringify(found.errors, null, 2));
    const description = new Description(document);
    let examples = 0;
    const walk = (node, label) => {
        if (typeof node !== 'object' || node === null) return;
        const shown = Object.values(node.examples ?? {}).map((one) => one.value);
        if ('example' in node) shown.push(node.example);
        for (const one of node.schema ? shown : []) {
            description.fits(node.schema, one, label);
            if (node['x-stopgate-line']) description.lines_fit(node['x-stopgate-line'], one, label);
            examples += 1;
        }
        for (const [key, value] of Object.entries(node)) walk(value, `${label}/${key}`);
    };
    walk(document.paths, 'example');
    assert.ok(examples > 45, `${examples} examples`);
});

test('every answer is what the document says', async (t) => {
    const { smsc, gateway } = await stage(t);
    const client = new Client(gateway, await described(gateway));
    const ask = client.ask.bind(client);
    const sender = await Sender.start(t, gateway.port(), { system_id: 'shop' });
    for (const person of [ann, ben, eve, zoe]) assert.equal((await sender.submit(shop, person, 'Your order has shipped.')).status, 0);
    assert.equal((await smsc.mo(ann, shop, 'STOP')).status, 0);
    for (const person of [ben, eve]) assert.equal((await smsc.mo(person, shop, 'please stop texting me')).status, 0);
    assert.notEqual((await sender.submit(shop, ann)).status, 0);
    await gateway.until(
        'the confirmation',
        () => gateway.get('/v1/events?kind=confirmation'),
        (page) => page.events.length > 0,
    );

    for (const name of ['GET /healthz', 'GET /readyz', 'GET /metrics', 'GET /']) await ask(name, { token: null });
    await ask('GET /console/{id}', { where: '/console/app.js', token: null });
    await ask('GET /console/{id}', { where: '/console/none', token: null, status: 404 });
    for (const name of ['GET /v1/whoami', 'GET /v1/links', 'GET /v1/openapi.json', 'GET /v1/backups', 'GET /v1/events/head'])
        await ask(name);

    const key = { 'idempotency-key': 'once' };
    await ask('PUT /v1/suppressions', { body: { recipient: zoe, sender: shop, reason: 'by phone' }, headers: key });
    const again = await ask('PUT /v1/suppressions', { body: { recipient: zoe, sender: shop, reason: 'by phone' }, headers: key });
    assert.equal(again.headers['idempotency-replayed'], 'true');
    await ask('PUT /v1/suppressions', { body: { recipient: ben }, headers: key, status: 422 });
    await ask('PUT /v1/suppressions', { body: { recipient: zoe } });
    await ask('GET /v1/suppressions', { query: '?limit=1' });
    await ask('GET /v1/suppressions', { query: `?recipient=${ann}&evidence=true` });
    await ask('GET /v1/lookup', { query: `?sender=${shop}&recipient=${ann}` });
    await ask('GET /v1/lookup', { query: `?sender=${shop}&recipient=${eve}` });
    await ask('DELETE /v1/suppressions', { query: `?recipient=${zoe}`, status: 409 });
    await ask('DELETE /v1/suppressions', { query: `?recipient=${zoe}&sender=${shop}` });
    await ask('DELETE /v1/suppressions', { query: `?recipient=${ben}`, status: 404 });

    const waiting = (await ask('GET /v1/review')).json.entries;
    assert.equal(waiting.length, 2);
    const at = (one) => ({ where: `/v1/review/${one.id}` });
    await ask('GET /v1/review/{id}', at(waiting[0]));
    await ask('POST /v1/review/{id}', { ...at(waiting[0]), body: { action: 'opt-out' } });
    await ask('POST /v1/review/{id}', { ...at(waiting[1]), body: { action: 'dismiss' } });
    await ask('POST /v1/review/{id}', { ...at(waiting[1]), body: { action: 'dismiss' }, status: 404 });
    await ask('POST /v1/review/{id}', { ...at(waiting[1]), body: { action: 'other' }, status: 400 });

    await files(client);
    await flushes(client);
    await ask('POST /v1/erasures', { body: { recipient: ann, reason: 'asked by letter' } });
    await ask('GET /v1/events');
    await ask('GET /v1/events', { query: `?recipient=${ben}&order=oldest` });
    for (const kind of ['import', 'flush', 'undo']) {
        const found = (await ask('GET /v1/events', { query: `?kind=${kind}` })).json.events;
        assert.ok(found.length > 0, kind);
    }
    await ask('GET /v1/events/verify');
    await ask('POST /v1/backups', { body: { path: path.join(gateway.directory, 'backup') }, status: 202 });
    await gateway.until(
        'the backup',
        () => ask('GET /v1/backups'),
        (answer) => answer.json.state === 'done',
    );
    await ask('POST /v1/config/reload', { query: '?dry_run=true' });
    await ask('GET /v1/log-level');
    await ask('PUT /v1/log-level', { body: { level: 'info', seconds: 60 } });
    await ask('PUT /v1/log-level', { body: { level: 'info' } });
    gateway.settings.limits.window = 7;
    gateway.write();
    await ask('POST /v1/config/reload', { status: 422 });

    for (const [name, where] of [
        ['GET /v1/suppressions'],
        ['GET /v1/review'],
        ['GET /v1/events'],
        ['GET /v1/flushes'],
        ['GET /v1/imports'],
        ['GET /v1/openapi.json'],
        ['GET /'],
        ['GET /console/{id}', '/console/app.js'],
    ]) {
        const { headers } = await ask(name, { where });
        await ask(name, { where, headers: { 'if-none-match': headers.etag }, status: 304 });
    }

    await looks(client);

    await ask('POST /v1/drain', { status: 202 });
    const missed = client.description.operations().filter((name) => {
        return ![...client.description.seen].some((label) => label.startsWith(`${name} 2`));
    });
    assert.deepEqual(missed, [], 'each operation was seen to succeed');
});

test('every error is a problem that the document knows', async (t) => {
    const { gateway } = await stage(t, { requests_per_second: 50 });
    const client = new Client(gateway, await described(gateway));
    const ask = client.ask.bind(client);
    await ask('GET /v1/suppressions', { query: '?limit=0', status: 400 });
    await ask('GET /v1/suppressions', { query: '?other=1', status: 400 });
    await ask('PUT /v1/suppressions', { body: '{', status: 400 });
    await ask('GET /v1/links', { token: null, status: 401 });
    await ask('GET /v1/links', { token: 'wrong', status: 401 });
    await ask('POST /v1/drain', { token: roles.operator, status: 403 });
    await ask('PUT /v1/suppressions', { token: roles.viewer, body: { recipient: ann }, status: 403 });
    await ask('GET /v1/review/{id}', { where: '/v1/review/77', status: 404 });
    await ask('PUT /v1/suppressions', { body: { recipient: ann, reason: 'x'.repeat(70_000) }, status: 413 });
    await ask('PUT /v1/suppressions', { body: 'a,b', headers: { 'content-type': 'text/csv' }, status: 415 });
    for (const name of ['POST /v1/import', 'POST /v1/flushes', 'POST /v1/scrub']) {
        await ask(name, { body: 'recipient\n', headers: { 'content-type': 'application/json' }, status: 415 });
        await ask(name, { body: 'recipient\n', headers: csv, token: null, status: 401 });
        await ask(name, { body: '', headers: csv, status: 400 });
        await ask(name, { body: 'phone\n1\n', headers: csv, status: 400 });
        await ask(name, { query: '?other=1', body: 'recipient\n', headers: csv, status: 400 });
        await ask(name, { body: 'recipient\n', headers: { ...csv, 'idempotency-key': 'x' }, status: 400 });
    }
    for (const name of ['POST /v1/import', 'POST /v1/flushes'])
        await ask(name, { body: 'recipient\n', headers: csv, token: roles.operator, status: 403 });
    await ask('POST /v1/import', { query: '?list=none', body: 'recipient\n', headers: csv, status: 400 });
    await ask('POST /v1/import', { query: '?import=4711', body: 'recipient\n', headers: csv, status: 404 });
    await ask('POST /v1/flushes', { query: '?confirm=2', body: 'recipient\n', headers: csv, status: 400 });
    await ask('POST /v1/flushes/{id}/undo', { where: '/v1/flushes/1/undo', body: {}, status: 400 });
    await ask('POST /v1/flushes/{id}/undo', { where: '/v1/flushes/1/undo', body: { reason: 'x' }, status: 404 });
    await ask('GET /v1/flushes/{id}', { where: '/v1/flushes/x', status: 404 });
    await ask('GET /v1/imports/{id}', { where: '/v1/imports/x', status: 404 });
    await ask('GET /v1/export', { query: '?format=xml', status: 400 });
    await ask('DELETE /v1/suppressions', { status: 400 });
    await ask('GET /v1/links', { headers: { x: 'x'.repeat(9_000) }, status: 431 });

    const wrong_method = await client.raw('PATCH', '/v1/suppressions');
    assert.equal(wrong_method.status, 405);
    assert.equal(wrong_method.headers.allow, 'GET, HEAD, PUT, DELETE, OPTIONS');
    client.description.check(null, wrong_method);
    client.description.check(null, await client.raw('GET', '/nowhere'));

    const options = await client.raw('OPTIONS', '/v1/review/1');
    assert.deepEqual([options.status, options.headers.allow, options.text], [204, 'GET, HEAD, POST, OPTIONS', '']);
    const head = await client.raw('HEAD', '/v1/openapi.json');
    const whole = await client.raw('GET', '/v1/openapi.json');
    assert.deepEqual([head.status, head.text], [200, '']);
    assert.equal(head.headers['content-length'], String(Buffer.byteLength(whole.text)));
    assert.equal(whole.headers['x-content-type-options'], 'nosniff');
    assert.equal(whole.headers['referrer-policy'], 'no-referrer');

    // More than a burst, all at once: some of them have to wait, and are told how long.
    const answers = await Promise.all(Array.from({ length: 200 }, () => client.raw('GET', '/v1/whoami', { token: roles.viewer })));
    const held_up = answers.filter((one) => one.status === 429);
    assert.ok(held_up.length > 0);
    for (const one of held_up) client.description.check('GET /v1/whoami', one);
    assert.equal((await client.raw('GET', '/healthz', { token: null })).status, 200);
});

// What is unknown is refused with the names of what is known: just these are described.
test('each parameter is described, and no other', async (t) => {
    const { gateway } = await stage(t);
    const client = new Client(gateway, await described(gateway));
    const needed = { 'GET /v1/lookup': 'sender=1&recipient=2&', 'DELETE /v1/suppressions': 'recipient=1&' };
    for (const name of client.description.operations()) {
        const [method, where] = name.split(' ');
        if (!client.description.document.paths[where][method.toLowerCase()]['x-stopgate-role']) continue;
        const streamed = ['POST /v1/import', 'POST /v1/flushes', 'POST /v1/scrub'].includes(name);
        const { json } = await client.ask(name, {
            where: where.replace('{id}', '1'),
            query: `?${needed[name] ?? ''}no_such=1`,
            body: method === 'GET' || method === 'DELETE' ? undefined : streamed ? 'recipient\n1\n' : {},
            headers: streamed ? csv : {},
            status: 400,
        });
        const known = /unknown here; known (?:are none|are: (.*))\.?$/.exec(json.detail);
        assert.ok(known, `${name}: ${json.detail}`);
        assert.deepEqual(client.description.query(name).sort(), (known[1] ?? '').replace(/\.$/, '').split(', ').filter(Boolean), name);
    }
});
