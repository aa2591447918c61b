// Backups made under live STOPs, damaged and restored; and the audit trail before and after.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { built, run } from './harness.mjs';
import { ESME_ROK, ESME_RSUBMITFAIL, opted_out, person, service, stage } from './scene.mjs';

const someone = (number) => `4477009${String(number).padStart(5, '0')}`;

function files_below(directory) {
    return fs
        .readdirSync(directory, { withFileTypes: true })
        .flatMap((one) => (one.isDirectory() ? files_below(path.join(directory, one.name)) : [path.join(directory, one.name)]));
}

// As a person at the machine would, without a gateway.
const offline = (...args) => run(built('stopgate'), args);

test('a backup under live STOPs has all that were answered before it, and is a store again', async (t) => {
    const { gateway, smsc, sender } = await stage(t);
    const backups = path.join(gateway.directory, 'backups');
    let answered = 0;
    let live = true;
    const stops = (async () => {
        for (let number = 1; live; ++number) {
            assert.equal((await smsc.mo(someone(number), service, 'STOP')).status, ESME_ROK);
            answered = number;
        }
    })();
    while (answered < 20) await smsc.now();
    const before = answered;
    const created = await gateway.cli('backup', 'create', backups, '--json');
    live = false;
    await stops;
    assert.equal(created.code, 0, created.stdout + created.stderr);
    assert.equal(JSON.parse(created.stdout).state, 'done');
    const head = (await gateway.cli('events', 'head')).stdout.trim();
    const verified = await gateway.cli('events', 'verify', '--head', head);
    assert.equal(verified.code, 0, verified.stdout + verified.stderr);
    assert.equal((await gateway.stop()).code, 0);
    await sender.quit();

    const looked = await offline('backup', 'verify', backups);
    assert.equal(looked.code, 0, looked.stdout + looked.stderr);
    const copy = path.join(gateway.directory, 'copy');
    const restored = await offline('backup', 'restore', backups, copy);
    assert.equal(restored.code, 0, restored.stderr);
    const again = await offline('backup', 'restore', backups, copy);
    assert.equal(again.code, 1, 'never over a store that is there');
    assert.match(again.stderr, /not empty/);

    gateway.store = copy;
    gateway.settings.store.path = copy;
    gateway.write();
    await gateway.up();
    const since = await smsc.now();
    for (let number = 1; number <= before; ++number) {
        const shown = await gateway.get(`/v1/lookup?sender=${service}&recipient=${someone(number)}`);
        assert.equal(shown.suppressed, true, someone(number));
    }
    const { events } = await gateway.get('/v1/events?kind=restoration');
    assert.equal(events.length, 1);
    assert.ok((await gateway.cli('events', 'verify')).code === 0);
    const older = await gateway.cli('events', 'verify', '--head', head);
    assert.equal(older.code, 1, 'what came after the backup is not in it, and the noted head tells');
    assert.deepEqual(await smsc.submits({ to: someone(1) }, since), [], 'no confirmation goes out again');
});

test('a damaged backup names the file, and nothing is made of it', async (t) => {
    const scene = await stage(t);
    const { gateway } = scene;
    await opted_out(scene);
    const backups = path.join(gateway.directory, 'backups');
    assert.equal((await gateway.cli('backup', 'create', backups)).code, 0);
    assert.equal((await gateway.cli('backup', 'create', backups)).code, 0);
    await gateway.stop();
    const damaged = files_below(backups).filter((file) => /\.(sst|log)$/.test(file) && fs.statSync(file).size > 0);
    assert.ok(damaged.length > 0);
    for (const file of damaged) {
        const octets = fs.readFileSync(file);
        const worse = Buffer.from(octets);
        worse[worse.length >> 1] ^= 1;
        fs.writeFileSync(file, worse);
        const looked = await offline('backup', 'verify', backups);
        assert.equal(looked.code, 1, looked.stdout);
        assert.ok(looked.stdout.includes(path.basename(file)), looked.stdout);
        const number = /private\/(\d+)\//.exec(file)?.[1];
        if (number !== '1') {
            const restored = await offline('backup', 'restore', backups, path.join(gateway.directory, 'none'));
            assert.equal(restored.code, 1);
            assert.match(restored.stderr, /damaged/);
        }
        fs.writeFileSync(file, octets);
    }
    assert.equal((await offline('backup', 'verify', backups)).code, 0, 'as it was');
    assert.equal((await offline('backup', 'verify', path.join(gateway.directory, 'nowhere'))).code, 1);
});

test('who is erased stays suppressed, and the trail stays whole', async (t) => {
    const scene = await stage(t);
    const { gateway, sender } = scene;
    await opted_out(scene);
    const head = (await gateway.cli('events', 'head')).stdout.trim();
    const erased = await gateway.cli('erase', `+${person}`, '--reason', 'asked by letter');
    assert.equal(erased.code, 0, erased.stderr);
    assert.equal((await sender.submit(service, person)).status, ESME_RSUBMITFAIL);
    assert.doesNotMatch((await gateway.cli('events', '--json')).stdout, new RegExp(person));
    assert.doesNotMatch((await gateway.cli('suppressions', 'list', '--json')).stdout, new RegExp(person));
    assert.equal((await gateway.cli('events', 'verify', '--head', head)).code, 0);
    await gateway.kill();
    await gateway.up();
    assert.equal((await gateway.cli('lookup', '--sender', service, '--recipient', person)).code, 1, 'after a crash, too');
    assert.equal((await gateway.cli('events', 'verify', '--head', head)).code, 0);
});
