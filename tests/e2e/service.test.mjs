// Under a service manager: what the gateway tells it, and a restart that nobody who connects notices.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Disk } from './disk.mjs';
import { Gateway } from './gateway.mjs';
import { Program, built } from './harness.mjs';
import * as smpp from './smpp.mjs';
import { Activator, NotifySocket } from './supervisor.mjs';
import { FakeSmsc, bound_pair, dial, obliging } from './wire.mjs';

const service = '5550000';
const stop = (from, sequence) => smpp.deliver_sm({ source: from, destination: service, text: 'STOP', sequence });
const submit = (to, sequence) => smpp.submit_sm({ source: service, destination: to, text: 'hello', sequence });

test('it is ready when it serves, says how it is, and stops in so many words', async (t) => {
    const smsc = await FakeSmsc.start(t);
    const manager = await NotifySocket.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address, env: { NOTIFY_SOCKET: manager.path } });
    await manager.next('READY=1');
    await manager.next('STATUS=Ready, 0 links');

    await gateway.hang_up();
    await manager.next('RELOADING=1');
    await manager.next(/^MONOTONIC_USEC=\d+$/);
    await manager.next('READY=1');

    const ended = gateway.stop();
    await manager.next('STOPPING=1');
    await manager.next('STATUS=Draining, 0 links left');
    await manager.next(/^EXTEND_TIMEOUT_USEC=\d{8,}$/);
    assert.deepEqual(await ended, { code: 0, signal: null });
});

test('a configuration with faults is a reload that ends, too', async (t) => {
    const smsc = await FakeSmsc.start(t);
    const manager = await NotifySocket.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address, env: { NOTIFY_SOCKET: manager.path } });
    await manager.next('READY=1');
    gateway.settings.refusal = { mode: 'never' };
    gateway.write();
    await gateway.hang_up();
    await manager.next('RELOADING=1');
    await manager.next('READY=1');
});

test('the watchdog is pinged while every thread answers, and no longer', async (t) => {
    const disk = new Disk(t);
    const smsc = await FakeSmsc.start(t);
    const manager = await NotifySocket.start(t);
    const watched = { NOTIFY_SOCKET: manager.path, WATCHDOG_USEC: '200000' }; // nobody ends it here, so it may be short
    const gateway = await Gateway.start(t, { upstream: smsc.address, env: { ...watched, ...disk.environment() } });
    for (let count = 0; count < 4; count++) await manager.next('WATCHDOG=1');

    // The store's writer hangs in a sync.
    const { session } = await bound_pair(t, gateway, smsc);
    disk.hold();
    session.send(stop('447700900001', 900));
    await gateway.log.first((line) => /thread does not answer" thread="store writer"/.test(line));
    const hung = manager.said.mark();
    disk.release();
    await session.first({ command: 'deliver_sm_resp', sequence: 900 });
    await gateway.log.first((line) => /thread answers again" thread="store writer"/.test(line));
    await manager.said.first({ line: 'WATCHDOG=1' }, hung);
});

test('in the journal a line has its priority and no time', async (t) => {
    const smsc = await FakeSmsc.start(t);
    const as_journal = 'JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2) exec "$0" run --config "$1"';
    const launch = (gateway) => new Program('sh', ['-c', as_journal, built('stopgate'), gateway.file]);
    const gateway = await Gateway.start(t, { upstream: smsc.address, launch });
    const started = await gateway.log.first((line) => /started/.test(line));
    assert.match(started, /^<6>level=info event=started version=/);
});

// As programs do whose other side has closed.
const close_in_turn = (socket) => socket.on('end', () => socket.end());

test('while it restarts, who connects waits and is served; what was stored holds', async (t) => {
    const smsc = await FakeSmsc.start(t);
    smsc.server.on('connection', close_in_turn);
    const manager = await Activator.start(t);
    const early = await dial(t, manager.port, obliging); // nothing runs yet
    close_in_turn(early.socket);
    const gateway = await Gateway.start(t, {
        upstream: smsc.address,
        link: { listen: `127.0.0.1:${manager.port}` },
        launch: manager.launch,
    });
    assert.equal((await early.ask(smpp.bind('trx', { sequence: 1 }))).status, 0);
    const session = await smsc.session();
    assert.equal((await session.ask(stop('447700900001', 900))).status, 0);

    // From before the drain until after the start: somebody connects, over and over; fewer than the kernel lets wait.
    const late = [];
    let over = false;
    const knocking = (async () => {
        while (!over && late.length < 300) {
            const sender = await dial(t, manager.port, obliging);
            close_in_turn(sender.socket);
            const answer = sender.ask(smpp.bind('trx', { sequence: 1 })).catch((error) => error);
            late.push({ sender, answer });
            await new Promise((resolve) => setImmediate(resolve));
        }
    })();
    await gateway.admin('POST', '/v1/drain');
    await gateway.log.first((line) => /\bdrained\b/.test(line));
    await gateway.up();
    over = true;
    await knocking;
    assert.ok(late.length > 0);
    // Those that were accepted just before the drain are unbound again, in order; all others are bound.
    let served = 0;
    for (const { sender, answer } of late) {
        const got = await answer;
        if (got instanceof Error) assert.equal((await sender.closed()).closed, 'end');
        else served += got.status === 0 ? 1 : 0;
    }
    assert.ok(served > 0);
    const { sender } = late.at(-1);
    assert.equal((await sender.ask(submit('447700900001', 10))).status, 0x45);
    assert.equal((await sender.ask(submit('447700900002', 11))).status, 0);
});
