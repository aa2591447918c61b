// What Kannel does with a link under load: windows, throttling, two binds, long texts, receipts. Run by ./alone.
import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';

import { Gateway } from '../e2e/gateway.mjs';
import { Program } from '../e2e/harness.mjs';
import * as smpp from '../e2e/smpp.mjs';
import { FakeSmsc, courteous } from '../e2e/wire.mjs';
import { Kannel } from './kannel.mjs';

const service = '5550000';
const person = '447700900001';
const accepted = '8';
const rejected = '16';
const delivered = '1';
const ESME_RTHROTTLED = 0x58;
const numbers = (count) => Array.from({ length: count }, (_, index) => String(447700910000 + index));
const is_text = (one) => one.command === 'submit_sm';
const opt_out_text = /^You have successfully been unsubscribed/;

async function stage(t, { answers = courteous, binds = () => [{}] } = {}) {
    const smsc = await FakeSmsc.start(t, answers);
    const gateway = await Gateway.start(t, { upstream: smsc.address });
    const kannel = await Kannel.start(t, gateway.port(), binds(gateway.port()));
    const session = await smsc.session();
    return { smsc, gateway, kannel, session };
}

// A transmitter, and a receiver that nothing is sent by.
const pair = (port) => [
    { 'transceiver-mode': false },
    { 'transceiver-mode': false, 'smsc-id': 'replies', port: undefined, 'receive-port': port, 'allowed-smsc-id': 'none' },
];

// One text to each number; resolves with the reports, one for each.
async function sends({ kannel }, all) {
    const waiting = [...all];
    const work = async () => {
        for (let to = waiting.shift(); to; to = waiting.shift()) {
            const answer = await kannel.send(service, to, `text to ${to}`);
            assert.equal(answer.status, 202, answer.text);
        }
    };
    await Promise.all(Array.from({ length: 16 }, work)); // smsbox loses connections when there are many at once
    return kannel.calls.several(all.length, { path: '/dlr' });
}

// Takes texts until `size` are open or all have come, and answers them then.
function in_windows(size, total) {
    const seen = { texts: [], largest: 0 };
    let open = [];
    seen.answers = (one) => {
        if (!is_text(one)) return courteous(one);
        open.push(one);
        seen.texts.push(smpp.read_message(one).destination.digits);
        seen.largest = Math.max(seen.largest, open.length);
        if (open.length < size && seen.texts.length < total) return null;
        const back = Buffer.concat(open.map((text) => smpp.answer(text, { message_id: `m${text.sequence}` })));
        open = [];
        return back;
    };
    return seen;
}

for (const size of [1, 10, 100]) {
    test(`Kannel's window of ${size} is the window that the SMSC sees`, async (t) => {
        const all = numbers(size === 1 ? 40 : size * 3);
        const seen = in_windows(size, all.length);
        const scene = await stage(t, { answers: seen.answers, binds: () => [{ 'max-pending-submits': size }] });
        const reports = await sends(scene, all);
        assert.deepEqual(seen.texts.sort(), all);
        assert.equal(seen.largest, size);
        assert.ok(reports.every(({ type }) => type === accepted));
        assert.deepEqual(reports.map(({ to }) => to).sort(), all);
    });
}

test('Kannel tries again what the SMSC throttles: nothing is lost, nothing is doubled', async (t) => {
    const all = numbers(60);
    const taken = [];
    let refusals = 0;
    const answers = (one) => {
        if (!is_text(one)) return courteous(one);
        if (refusals < 12) {
            refusals++;
            return smpp.answer(one, { status: ESME_RTHROTTLED });
        }
        taken.push(smpp.read_message(one).destination.digits);
        return smpp.answer(one, { message_id: `m${one.sequence}` });
    };
    const scene = await stage(t, { answers });
    const reports = await sends(scene, all);
    assert.equal(refusals, 12);
    assert.deepEqual(taken.sort(), all);
    assert.deepEqual(
        reports.map(({ to, type }) => `${to} ${type}`).sort(),
        all.map((to) => `${to} ${accepted}`),
    );
});

test('a transmitter and a receiver of Kannel work side by side', async (t) => {
    const { kannel, smsc, session } = await stage(t, { binds: pair });
    const sessions = [session, await smsc.session()];
    const kinds = await Promise.all(sessions.map((one) => one.first(({ command }) => /^bind_/.test(command))));
    const of = (kind) => sessions[kinds.findIndex(({ command }) => command === kind)];
    const [up, down] = [of('bind_transmitter'), of('bind_receiver')];

    const says = (text, sequence) => down.ask(smpp.deliver_sm({ source: person, destination: service, text, sequence }));
    assert.equal((await says('good morning', 1)).status, 0);
    await kannel.calls.first({ path: '/mo', text: 'good morning' });
    assert.equal((await says('STOP', 2)).status, 0);
    const confirmation = smpp.read_message(await up.first(is_text));
    assert.match(confirmation.text, opt_out_text);
    assert.equal(confirmation.destination.digits, person);

    const reports = await sends({ kannel }, [person, '447700900002']);
    const of_whom = (to) => reports.find((one) => one.to === to).type;
    assert.deepEqual([of_whom(person), of_whom('447700900002')], [rejected, accepted]);
    assert.deepEqual(down.received.all(is_text), []);
    assert.deepEqual(
        kannel.calls.all({ path: '/mo' }).map(({ text }) => text),
        ['good morning'],
    );
});

test('long texts go through in parts, both ways', async (t) => {
    const { kannel, session } = await stage(t);
    const long = 'All work and no play makes Jack a dull boy. '.repeat(9).trim();
    assert.equal((await kannel.send(service, person, long)).status, 202);
    const parts = (await session.received.several(3, is_text)).map((one) => smpp.read_message(one));
    const [first] = parts;
    for (const [index, part] of parts.entries()) {
        assert.equal(part.esm_class & 0x40, 0x40);
        const header = part.short_message.subarray(0, 6);
        assert.deepEqual([...header], [5, 0, 3, first.short_message[3], 3, index + 1]);
    }
    assert.equal(parts.map(({ short_message }) => short_message.toString('latin1', 6)).join(''), long);

    const pieces = ['STOP is a word that ', 'this text only begins with'];
    for (const [index, piece] of pieces.entries()) {
        const text = Buffer.concat([Buffer.of(5, 0, 3, 0x55, 2, index + 1), Buffer.from(piece)]);
        const part = smpp.deliver_sm({ source: person, destination: service, esm_class: 0x40, text, sequence: 20 + index });
        assert.equal((await session.ask(part)).status, 0);
    }
    // Kannel puts them together again.
    assert.equal((await kannel.calls.first({ path: '/mo' })).text, pieces.join(''));
});

test('delivery receipts reach Kannel, and it knows of which text', async (t) => {
    const { kannel, session } = await stage(t);
    const wants_all = 31;
    for (const [index, [state, type]] of Object.entries({ DELIVRD: delivered, UNDELIV: '2' }).entries()) {
        const to = String(447700900100 + index);
        assert.equal((await kannel.send(service, to, 'did it come?', wants_all)).status, 202);
        const one = await session.first((text) => is_text(text) && smpp.read_message(text).destination.digits === to);
        assert.equal(smpp.read_message(one).registered_delivery & 1, 1);
        await kannel.calls.first({ path: '/dlr', to, type: accepted }); // so Kannel has the id
        const text = `id:m${one.sequence} sub:001 dlvrd:001 submit date:2611221030 done date:2611221031 stat:${state} err:000 text:did`;
        const receipt = smpp.deliver_sm({ source: to, destination: service, esm_class: 4, text, sequence: 50 + index });
        assert.equal((await session.ask(receipt)).status, 0);
        await kannel.calls.first({ path: '/dlr', to, type });
    }
});

test("Kannel's own SMSC drives it through the gateway", async (t) => {
    // It takes no port of the kernel's choice; nobody else is in this network.
    const port = await new Promise((resolve) => {
        const server = net.createServer().listen(0, '127.0.0.1', () => {
            const { port: free } = server.address();
            server.close(() => resolve(free));
        });
    });
    const folder = '/usr/lib/kannel/test';
    const options = ['-v', '0', '-p', String(port), '-m', '300', '-c', `${folder}/drive_smpp.conf`];
    const drive = new Program(`${folder}/drive_smpp`, options, { name: 'drive_smpp' });
    t.after(() => drive.kill());
    const says = (what) => drive.errors.first((line) => line.includes(what));
    await says('Starting drive_smpp test');
    const gateway = await Gateway.start(t, { upstream: `127.0.0.1:${port}` });
    // 300 texts come, an enquire_link behind each, and each gets a reply.
    await Kannel.start(t, gateway.port(), pair(gateway.port()), { text: 'answered' });
    await says('All messages sent to ESME');
    await says('ESME has submitted all messages to SMSC');
    assert.equal(drive.errors.all((line) => line.includes('short_message = <answered>')).length, 300);
    assert.equal(drive.errors.all((line) => line.includes('PDU of type deliver_sm_resp')).length, 300);
});
