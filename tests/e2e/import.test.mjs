// Files of numbers in and out: whole, cut off by a kill or a full disk, beside live STOPs and beside each other.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import test from 'node:test';

import { Disk } from './disk.mjs';
import { Gateway } from './gateway.mjs';
import { Trace } from './harness.mjs';
import { ESME_ROK, ESME_RSUBMITFAIL, opted_out, person, service, stage } from './scene.mjs';

// More than a window of the store, so that lines are durable before the end.
const many = 200_000;
const number = (n) => `4915${String(n).padStart(9, '0')}`;
const numbers = (from, to) => Array.from({ length: to - from }, (_, n) => `${number(from + n)}\n`).join('');

function write(gateway, name, text) {
    const file = path.join(gateway.directory, name);
    fs.writeFileSync(file, text);
    return file;
}

// An import whose body the test sends piece by piece, and whose answer it hears line by line.
class OpenImport {
    constructor(gateway, query = '') {
        this.said = new Trace('answer of an import');
        this.request = http.request({
            host: '127.0.0.1',
            port: gateway.admin_port,
            path: `/v1/import${query}`,
            method: 'POST',
            headers: { authorization: `Bearer ${gateway.token}`, 'content-type': 'text/csv' },
            agent: false,
        });
        this.request.on('error', () => this.said.end('the connection broke'));
        this.request.on('response', (answer) => {
            let rest = '';
            answer.setEncoding('utf8').on('data', (piece) => {
                const lines = (rest + piece).split('\n');
                rest = lines.pop();
                for (const line of lines) this.said.push(JSON.parse(line));
            });
            answer.on('error', () => this.said.end('the answer broke off'));
            answer.on('end', () => this.said.end('the answer is over'));
        });
    }
    send(text) {
        this.request.write(text);
    }
    async end() {
        this.request.end();
        return (await this.said.first((line) => line.import)).import;
    }
    // Its id, once so many of its lines are durable.
    async durable(lines) {
        return (await this.said.first((line) => line.progress?.durable_lines >= lines)).progress.import;
    }
}

async function alone(t, options = {}) {
    return Gateway.start(t, { upstream: '127.0.0.1:1', ...options });
}

async function exported(gateway, name = 'out.csv') {
    const file = path.join(gateway.directory, name);
    const did = await gateway.cli('suppressions', 'export', file);
    assert.equal(did.code, 0, did.stderr);
    return fs.readFileSync(file, 'utf8').trimEnd().split('\r\n');
}

test('what is exported goes in again as it was', async (t) => {
    const gateway = await alone(t);
    const rejected = path.join(gateway.directory, 'rejected.ndjson');
    const dirty = `Phone;From;Why\r\n+${number(1)};;"a; ""b"""\r\n00${number(2)};5550000;=1+1\r\nnobody;;\r\n${number(2)};5550000;\r\n`;
    const file = write(gateway, 'dirty.csv', dirty);
    const mapped = ['--map', 'recipient=phone', '--map', 'sender=from', '--map', 'reason=why'];
    const nothing = await gateway.cli('suppressions', 'import', file, ...mapped, '--all-or-nothing');
    assert.equal(nothing.code, 1);
    assert.match(nothing.stdout, /Nothing went in: 1 of 5 lines/);
    assert.match(nothing.stderr, /line 4: the recipient is no number: nobody/);
    const did = await gateway.cli('suppressions', 'import', file, ...mapped, '--rejected', rejected, '--json');
    assert.equal(did.code, 1, did.stderr);
    const { added, merged, lines } = JSON.parse(did.stdout);
    assert.deepEqual({ added, merged, lines }, { added: 2, merged: 1, lines: 5 });
    assert.equal(JSON.parse(fs.readFileSync(rejected, 'utf8')).line, 4);
    const wrong = await gateway.cli('suppressions', 'import', file);
    assert.match(wrong.stderr, /no column is called "recipient"; there are: phone, from, why/);

    const other = await alone(t);
    const again = await other.cli('suppressions', 'import', path.join(gateway.directory, 'out.csv')).catch(() => null);
    assert.equal(again.code, 1, 'there is no such file yet');
    const before = await exported(gateway);
    assert.equal((await other.cli('suppressions', 'import', path.join(gateway.directory, 'out.csv'))).code, 0);
    const words = (rows) => rows.map((row) => row.replace(/,import,[^,]*,\d+$/, ''));
    assert.deepEqual(words(await exported(other)), words(before));
    assert.equal(before.length, 3);

    const scrubbed = await gateway.cli('scrub', file, '--column', 'Phone', '--sender', '5550000');
    assert.equal(scrubbed.code, 0, scrubbed.stderr);
    assert.deepEqual(
        scrubbed.stdout
            .trimEnd()
            .split('\r\n')
            .map((row) => row.match(/;(verdict|pass|suppressed|invalid|unknown);/)[1]),
        ['verdict', 'suppressed', 'suppressed', 'invalid', 'suppressed'],
    );
});

test('a gateway that is killed in the midst goes on where it was', async (t) => {
    const gateway = await alone(t);
    const text = `recipient\n${numbers(0, many)}x\n${numbers(0, 10)}`;
    const file = write(gateway, 'many.csv', text);
    const open = new OpenImport(gateway);
    open.send(text.slice(0, (text.length * 3) / 4));
    const id = await open.durable(1);
    await gateway.kill();
    await gateway.up();
    const left = await gateway.get(`/v1/imports/${id}`);
    assert.equal(left.state, 'interrupted');
    assert.ok(left.lines > 0 && left.lines < many);

    const other = write(gateway, 'other.csv', text.replace(number(5), number(many + 5)));
    const refused = await gateway.cli('suppressions', 'import', other, '--resume', id);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /not the file that the import began with/);

    const resumed = await gateway.cli('suppressions', 'import', file, '--resume', id, '--json');
    assert.equal(resumed.code, 1, resumed.stderr);
    const did = JSON.parse(resumed.stdout);
    assert.equal(did.id, id);
    const { lines, rows, added, unchanged, merged, rejected } = did;
    assert.deepEqual(
        { lines, rows, added, unchanged, merged, rejected },
        { lines: many + 12, rows: many + 10, added: many, unchanged: 0, merged: 10, rejected: 1 },
    );
    assert.equal(await gateway.metric('stopgate_suppressions'), many);
    assert.equal((await gateway.cli('events', 'verify')).code, 0);
});

test('a STOP and a START while an import runs count at once and stay', async (t) => {
    const { gateway, smsc, sender } = await stage(t);
    const back = number(many + 1);
    await opted_out({ smsc }, back);
    const open = new OpenImport(gateway, `?sender=${service}`);
    open.send(`recipient\n${numbers(0, many / 2)}`);
    await open.durable(1);
    await opted_out({ smsc }, person);
    assert.equal((await sender.submit(service, person)).status, ESME_RSUBMITFAIL);
    assert.equal((await smsc.mo(back, service, 'START')).status, ESME_ROK);
    assert.equal((await sender.submit(service, back)).status, ESME_ROK);
    open.send(`${numbers(many / 2, many)}${back}\n${person}\n`);
    const did = await open.end();
    assert.equal(did.kept_out, 1);
    assert.equal(did.unchanged, 1);
    assert.equal(did.added, many);
    assert.equal((await sender.submit(service, back)).status, ESME_ROK);
    assert.equal((await sender.submit(service, person)).status, ESME_RSUBMITFAIL);
    assert.equal((await sender.submit(service, number(3))).status, ESME_RSUBMITFAIL);
});

test('who sent START after the file was made is not suppressed again', async (t) => {
    const { gateway, smsc, sender } = await stage(t);
    await opted_out({ smsc });
    assert.equal((await smsc.mo(person, service, 'START')).status, ESME_ROK);
    const file = write(gateway, 'old.csv', `recipient\n${person}\n${number(1)}\n`);
    const did = await gateway.cli('suppressions', 'import', file, '--as-of', '2020-01-01', '--sender', service);
    assert.equal(did.code, 0, did.stderr);
    assert.match(did.stdout, /1 added, .* 1 kept out/);
    assert.equal((await sender.submit(service, person)).status, ESME_ROK);
    assert.equal((await sender.submit(service, number(1))).status, ESME_RSUBMITFAIL);
});

test('a disk that is full in the midst loses nothing, and the import goes on when there is room', async (t) => {
    const disk = new Disk(t);
    const gateway = await alone(t, { env: disk.environment() });
    const text = `recipient\n${numbers(0, many)}`;
    const file = write(gateway, 'many.csv', text);
    const open = new OpenImport(gateway);
    open.send(text.slice(0, (text.length * 3) / 4));
    const id = await open.durable(1);
    disk.fill();
    open.send(text.slice((text.length * 3) / 4));
    open.request.end();
    const { error } = await open.said.first((line) => line.error);
    assert.match(error.detail, /can't be written.*[Nn]o space/);
    assert.equal(error.import.id, id);
    assert.equal((await gateway.get('/readyz', { token: null }).catch((why) => why.message)).includes('503'), true);

    disk.make_room();
    await gateway.until(
        'readiness',
        () => gateway.admin('GET', '/readyz', { token: null }),
        (answer) => answer.status === 200,
    );
    const resumed = await gateway.cli('suppressions', 'import', file, '--resume', id, '--json');
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.equal(JSON.parse(resumed.stdout).added, many);
    assert.equal((await exported(gateway)).length, many + 1);
});

test('two imports at once each say what they did', async (t) => {
    const gateway = await alone(t);
    const one = write(gateway, 'one.csv', `recipient\n${numbers(0, 120_000)}`);
    const two = write(gateway, 'two.csv', `recipient\n${numbers(80_000, many)}`);
    const did = await Promise.all([one, two].map((file) => gateway.cli('suppressions', 'import', file, '--json')));
    const [first, second] = did.map(({ code, stdout, stderr }) => {
        assert.equal(code, 0, stderr);
        return JSON.parse(stdout);
    });
    assert.equal(first.added + second.added, many);
    assert.equal(first.unchanged + second.unchanged, 40_000);
    assert.equal(await gateway.metric('stopgate_suppressions'), many);
});
