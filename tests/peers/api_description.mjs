// What the description of the API says of requests and answers, and a client whose every answer is held against it.
import assert from 'node:assert/strict';
import http from 'node:http';
import path from 'node:path';

import Ajv2020 from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

// What a client relies on may grow, but here everything must be told of: an object that names its members has no others.
function closed(schema) {
    if (Array.isArray(schema)) return schema.map(closed);
    if (typeof schema !== 'object' || schema === null) return schema;
    const made = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
    if (made.type === 'object' && made.properties && !('additionalProperties' in made)) made.additionalProperties = false;
    return made;
}

// Knows which answers the document allows.
export class Description {
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
        const { schema, 'x-stopgate-line': of_line } = told.content[type];
        if (of_line) this.lines_fit(of_line, answer.text, label);
        else if (/json$/.test(type)) this.fits(schema, answer.json, label);
        else assert.ok(answer.text.length > 0, label);
    }

    fits(schema, value, label) {
        const text = JSON.stringify(closed(schema)).replaceAll('"#/components/', '"api#/components/');
        const valid = this.ajv.compile(JSON.parse(text));
        assert.ok(valid(value), `${label}: ${this.ajv.errorsText(valid.errors)}\n${JSON.stringify(value, null, 2)}`);
    }

    // NDJSON: an object a line, each line with its end.
    lines_fit(schema, text, label) {
        if (text !== '') assert.ok(text.endsWith('\n'), `${label}: ${text}`);
        for (const line of text.split('\n').slice(0, -1)) this.fits(schema, JSON.parse(line), label);
    }

    // The names of what a query may hold.
    query(name) {
        const [method, where] = name.split(' ');
        const of = this.document.paths[where][method.toLowerCase()];
        return (of.parameters ?? [])
            .map((one) => (one.$ref ? this.document.components.parameters[path.posix.basename(one.$ref)] : one))
            .filter((one) => one.in === 'query')
            .map((one) => one.name);
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
export class Client {
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
                    const json = /[/+]json(;|$)/.test(answer.headers['content-type']) ? JSON.parse(text || 'null') : null;
                    resolve({ status: answer.statusCode, headers: answer.headers, text, json });
                },
            );
            asked.on('error', reject);
            asked.end(typeof body === 'object' ? JSON.stringify(body) : body);
        });
    }
}
