// The description of the API, by a validator of another make, and every real answer by what it says.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import http from 'node:http';
import path from 'node:path';
import test from 'node:test';

import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv2020 from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

import { Gateway } from '../e2e/gateway.mjs';
import { Sender, Smsc } from '../e2e/sims.mjs';

const shop = '12025550123';
const [ann, ben, eve, zoe] = ['14155550111', '14155550122', '14155550133', '14155550144'];
const roles = { viewer: 'look-only', operator: 'desk-only' };
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

async function stage(t, admin = {}) {
    const smsc = await Smsc.start(t);
    const token = Object.entries(roles).map(([role, word]) => ({ name: `t-${role}`, role, sha256: sha256(word) }));
    const config = { admin: { listen: '127.0.0.1:0', ...admin }, 'admin.token': token };
    const gateway = await Gateway.start(t, { upstream: smsc.address, config });
    return { smsc, gateway };
}

// What a client relies on may grow, but here everything must be told of: an object that names its members has no others.
function closed(schema) {
    if (Array.isArray(schema)) return schema.map(closed);
    if (typeof schema !== 'object' || schema === null) return schema;
    const made = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
    if (made.type === 'object' && made.properties && !('additionalProperties' in made)) made.additionalProperties = false;
    return made;
}

// Knows which answers the document allows.
class Description {
    seen = new Set();

    constructor(document) {
        this.document = document;
        this.ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
        formats.default(this.ajv);
        const schemas = closed(document.components.schemas);
        // Problems may have members of their own wherever they stand.
        this.ajv.addSchema({ $id: 'api', components: { schemas } });
    }

    operations() {
        return Object.entries(this.document.paths).flatMap(([where, of]) =>
            Object.keys(of)
                .filter((method) => method !== 'parameters')
                .map((method) => `${method.toUpperCase()} ${where}`),
        );
    }

    // `name`: "GET /v1/review/{id}", or null for what no operation describes.
    check(name, answer) {
        const told = name ? this.response(name, answer.status) : this.document.components.responses.Problem;
        const type = answer.headers['content-type']?.split(';')[0];
        const label = `${name} ${answer.status}`;
        this.seen.add(label);
        for (const wanted of Object.keys(told.headers ?? {}).filter((one) => one !== 'Idempotency-Replayed'))
            assert.ok(answer.headers[wanted.toLowerCase()], `${label} lacks ${wanted}`);
        if (!told.content) return assert.equal(answer.text, '', label);
        assert.ok(told.content[type], `${label}: ${type} is not described`);
        if (!/json$/.test(type)) return assert.ok(answer.text.length > 0, label);
        this.fits(told.content[type].schema, answer.json, label);
    }

    fits(schema, value, label) {
        const text = JSON.stringify(closed(schema)).replaceAll('"#/components/', '"api#/components/');
        const valid = this.ajv.compile(JSON.parse(text));
        assert.ok(valid(value), `${label}: ${this.ajv.errorsText(valid.errors)}\n${JSON.stringify(value, null, 2)}`);
    }

    response(name, status) {
        const [method, where] = name.split(' ');
        const all = this.document.paths[where][method.toLowerCase()].responses;
        const told = all[status] ?? (status >= 400 ? all.default : undefined);
        assert.ok(told, `${name} does not describe ${status}`);
        return told.$ref ? this.document.components.responses[path.posix.basename(told.$ref)] : told;
    }
}

// Asks with headers of its own, and looks at the answer.
class Client {
    constructor(gateway, description) {
        this.gateway = gateway;
        this.description = description;
    }

    async ask(name, { status = 200, where, query = '', token = this.gateway.token, body, headers = {} } = {}) {
        const [method, route] = name.split(' ');
        const answer = await this.raw(method, (where ?? route) + query, { token, body, headers });
        assert.equal(answer.status, status, `${name}${query}: ${answer.text}`);
        this.description.check(name, answer);
        return answer;
    }

    raw(method, target, { token = this.gateway.token, body, headers = {} } = {}) {
        const all = { ...(token && { authorization: `Bearer ${token}` }), ...headers };
        if (body !== undefined && !all['content-type']) all['content-type'] = 'application/json';
        return new Promise((resolve, reject) => {
            const asked = http.request(
                { host: '127.0.0.1', port: this.gateway.admin_port, path: target, method, headers: all, agent: false },
                async (answer) => {
                    const pieces = await answer.toArray().catch(reject);
                    const text = Buffer.concat(pieces ?? []).toString();
                    const json = /json/.test(answer.headers['content-type']) ? JSON.parse(text || 'null') : null;
                    resolve({ status: answer.statusCode, headers: answer.headers, text, json });
                },
            );
            asked.on('error', reject);
            asked.end(typeof body === 'object' ? JSON.stringify(body) : body);
        });
    }
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
        if (node.schema && 'example' in node) {
            description.fits(node.schema, node.example, label);
            examples += 1;
        }
        for (const [key, value] of Object.entries(node)) walk(value, `${label}/${key}`);
    };
    walk(document.paths, 'example');
    assert.ok(examples > 20, `${examples} examples`);
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

    await ask('POST /v1/erasures', { body: { recipient: ann, reason: 'asked by letter' } });
    await ask('GET /v1/events');
    await ask('GET /v1/events', { query: `?recipient=${ben}&order=oldest` });
    await ask('GET /v1/events/verify');
    await ask('POST /v1/backups', { body: { path: path.join(gateway.directory, 'backup') }, status: 202 });
    await gateway.until(
        'the backup',
        () => ask('GET /v1/backups'),
        (answer) => answer.json.state === 'done',
    );
    await ask('POST /v1/config/reload', { query: '?dry_run=true' });
    gateway.settings.limits.window = 7;
    gateway.write();
    await ask('POST /v1/config/reload', { status: 422 });

    for (const [name, where] of [
        ['GET /v1/suppressions'],
        ['GET /v1/review'],
        ['GET /v1/events'],
        ['GET /v1/openapi.json'],
        ['GET /'],
        ['GET /console/{id}', '/console/app.js'],
    ]) {
        const { headers } = await ask(name, { where });
        await ask(name, { where, headers: { 'if-none-match': headers.etag }, status: 304 });
    }

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
