// Many entries out at once, and back again: under traffic, by two at once, through a crash and on a full disk.
import assert from 'node:assert/strict';
import test from 'node:test';

import { dice } from './crash.mjs';
import { Disk } from './disk.mjs';
import { Gateway } from './gateway.mjs';
import { ESME_ROK, ESME_RSUBMITFAIL, service, stage } from './scene.mjs';
import { Sender, Smsc } from './sims.mjs';

const someone = (number) => `44770${number % 3}${String(number).padStart(6, '0')}`; // of three prefixes
const reason = '&reason=asked%20by%20legal';

async function put(gateway, recipient) {
    const answer = await gateway.admin('PUT', '/v1/suppressions', { body: { recipient, list: 'default', sender: service } });
    assert.equal(answer.status, 200, answer.text);
}
const remove = (gateway, query) => gateway.admin('DELETE', `/v1/suppressions?${query}`);
const flush_file = (gateway, query, numbers) =>
    gateway.admin('POST', `/v1/flushes?${query}`, { body: ['recipient', ...numbers].join('\n'), type: 'text/csv' });
const undo = (gateway, id) => gateway.admin('POST', `/v1/flushes/${id}/undo`, { body: { reason: 'a mistake' } });
async function suppressed(gateway) {
    return new Set((await gateway.get('/v1/suppressions?limit=1000')).suppressions.map((one) => one.recipient));
}

// Who must be suppressed, kept outside of the gateway: what was answered has happened.
class Model {
    now = new Set();
    flushes = new Map(); // by id: those that it still has
    changes = 0;
    busy = false;

    stop(who) {
        for (const has of this.flushes.values()) has.delete(who);
        this.now.add(who);
    }
    start(who) {
        for (const has of this.flushes.values()) has.delete(who);
        this.now.delete(who);
    }
    flush(id, taken) {
        for (const who of taken) this.now.delete(who);
        this.flushes.set(id, new Set(taken));
    }
    undo(id) {
        const has = this.flushes.get(id);
        for (const who of has) this.now.add(who);
        this.flushes.set(id, new Set());
        return has.size;
    }
}

test('flushes and undos under traffic leave exactly those suppressed who must be', async (t) => {
    const { smsc, gateway, sender } = await stage(t);
    const another = await Sender.start(t, gateway.port());
    const model = new Model();
    const roll = dice(7);
    const people = Array.from({ length: 24 }, (_, number) => someone(number));
    const any = () => people[roll(people.length)];
    // Texts go on all the while; each is judged by the model as it is when it was sent and when it was answered.
    let live = true;
    let texts = 0;
    const traffic = (async () => {
        while (live) {
            const who = any();
            const before = model.now.has(who);
            const changes = model.changes;
            const { status } = await another.submit(service, who);
            ++texts;
            if (changes === model.changes && !model.busy)
                assert.equal(status, before ? ESME_RSUBMITFAIL : ESME_ROK, `${who} ${before}`);
        }
    })();
    traffic.catch(() => {});
    // Between the request and its answer either is right.
    const changing = async (run) => {
        ++model.changes;
        model.busy = true;
        await run();
        model.busy = false;
        ++model.changes;
    };
    const steps = {
        async stop() {
            const who = any();
            assert.equal((await smsc.mo(who, service, 'STOP')).status, ESME_ROK);
            model.stop(who);
        },
        async start() {
            const who = any();
            assert.equal((await smsc.mo(who, service, 'START')).status, ESME_ROK);
            model.start(who);
        },
        async flush() {
            const prefix = someone(roll(3)).slice(0, 6);
            const wanted = [...model.now].filter((who) => who.startsWith(prefix));
            const counted = await remove(gateway, `prefix=${prefix}&dry_run=true`);
            assert.equal(counted.json.matched, wanted.length);
            if (wanted.length === 0) return;
            const done = await remove(gateway, `prefix=${prefix}&confirm=${wanted.length}&preview=${counted.json.preview}${reason}`);
            assert.equal(done.status, 200, done.text);
            assert.equal(done.json.flushed, wanted.length);
            model.flush(done.json.flush_id, wanted);
        },
        async file() {
            const named = people.filter(() => roll(4) === 0);
            const wanted = named.filter((who) => model.now.has(who));
            if (wanted.length === 0) return;
            const done = await flush_file(gateway, `confirm=${wanted.length}${reason}`, named);
            assert.equal(done.status, 200, done.text);
            model.flush(done.json.flush_id, wanted);
        },
        async undo() {
            const open = [...model.flushes.keys()];
            if (open.length === 0) return;
            const id = open[roll(open.length)];
            const done = await undo(gateway, id);
            if (done.status === 409) return assert.match(done.json.detail, /undone already/);
            assert.equal(done.json.undone, model.undo(id), done.text);
        },
    };
    const dealt = ['stop', 'stop', 'stop', 'stop', 'start', 'flush', 'file', 'undo'];
    for (let step = 0; step < 120; ++step) {
        const what = dealt[roll(dealt.length)];
        await changing(steps[what]);
        assert.deepEqual([...(await suppressed(gateway))].sort(), [...model.now].sort(), `step ${step}: ${what}`);
        const who = any();
        const { status } = await sender.submit(service, who);
        assert.equal(status, model.now.has(who) ? ESME_RSUBMITFAIL : ESME_ROK, `step ${step}: ${what}, then a text to ${who}`);
    }
    live = false;
    await traffic;
    assert.ok(texts > 20, `only ${texts} texts went beside it`);
    const verified = await gateway.cli('events', 'verify');
    assert.equal(verified.code, 0, verified.stdout);
});

test('of two operators who saw the same count one wins, and the other learns of it', async (t) => {
    const { gateway } = await stage(t);
    for (let number = 0; number < 20; ++number) await put(gateway, someone(number));
    for (let round = 0; round < 5; ++round) {
        const both = await Promise.all([0, 1].map(() => remove(gateway, 'list=default&dry_run=true')));
        assert.deepEqual(both.map((one) => one.json.matched), [20, 20]);
        const answers = await Promise.all(
            both.map((one) => remove(gateway, `list=default&confirm=20&preview=${one.json.preview}${reason}`)),
        );
        assert.deepEqual(answers.map((one) => one.status).sort(), [200, 409], answers.map((one) => one.text).join());
        const lost = answers.find((one) => one.status === 409);
        assert.equal(lost.json.matched, 0);
        const won = answers.find((one) => one.status === 200).json;
        assert.equal(won.flushed, 20);
        assert.equal((await suppressed(gateway)).size, 0);
        const undos = await Promise.all([0, 1].map(() => undo(gateway, won.flush_id)));
        assert.deepEqual(undos.map((one) => one.status).sort(), [200, 409]);
        assert.equal((await suppressed(gateway)).size, 20);
    }
});

test('of a flush by file that is cut off by a crash all holds or nothing', async (t) => {
    const { gateway } = await stage(t);
    const numbers = Array.from({ length: 3_000 }, (_, number) => someone(number)); // three portions
    const file = ['recipient', ...numbers].join('\n');
    const went_in = await gateway.admin('POST', `/v1/import?sender=${service}`, { body: file, type: 'text/csv' });
    assert.match(went_in.text, /"added":3000/);
    const in_force = async () => (await remove(gateway, 'list=default&dry_run=true')).json.matched;
    const roll = dice(11);
    let whole = 0;
    for (let round = 0; round < 6; ++round) {
        const asked = flush_file(gateway, `confirm=${numbers.length}${reason}`, numbers).catch((lost) => lost);
        // Each of these is a way there and back, so that the kill comes at another moment each time.
        for (let left = roll(60); left > 0; --left) await gateway.get('/healthz', { token: null });
        await gateway.kill();
        const answer = await asked;
        await gateway.up();
        const now = await in_force();
        if (answer.status === 200) assert.equal(now, 0, 'it was answered');
        assert.ok(now === 0 || now === numbers.length, `${now} of ${numbers.length}`);
        if (now !== 0) continue;
        ++whole;
        const [newest] = (await gateway.get('/v1/flushes')).flushes;
        assert.equal((await undo(gateway, newest.flush_id)).json.undone, numbers.length);
    }
    assert.equal(await in_force(), numbers.length);
    t.diagnostic(`${whole} of 6 were done before the crash`);
});

test('a flush on a full disk is told, loses nothing, and works when there is room again', async (t) => {
    const disk = new Disk(t);
    const smsc = await Smsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address, env: disk.environment() });
    const sender = await Sender.start(t, gateway.port());
    for (let number = 0; number < 10; ++number) await put(gateway, someone(number));
    const { preview } = (await remove(gateway, 'list=default&dry_run=true')).json;
    disk.fill();
    const failed = await remove(gateway, `list=default&confirm=10&preview=${preview}${reason}`);
    assert.equal(failed.status, 503, failed.text);
    assert.match(failed.json.detail, /^Nothing was changed: the store can't be written: .*space/i);
    const by_file = await flush_file(gateway, `confirm=10${reason}`, Array.from({ length: 10 }, (_, number) => someone(number)));
    assert.equal(by_file.status, 503, by_file.text);
    assert.equal((await suppressed(gateway)).size, 10);
    assert.equal((await sender.submit(service, someone(0))).status, ESME_RSUBMITFAIL);
    disk.make_room();
    await gateway.until(
        'readiness',
        () => gateway.admin('GET', '/readyz', { token: null }),
        (answer) => answer.status === 200,
    );
    const done = await remove(gateway, `list=default&confirm=10${reason}`);
    assert.equal(done.status, 200, done.text);
    assert.equal((await sender.submit(service, someone(0))).status, ESME_ROK);
    assert.equal((await undo(gateway, done.json.flush_id)).json.undone, 10);
    await gateway.kill();
    await gateway.up();
    assert.equal((await suppressed(gateway)).size, 10);
});
