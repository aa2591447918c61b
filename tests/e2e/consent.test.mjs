// Whose opt-out it is, what it can be proved with, and what people and carriers do to it.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Gateway } from './gateway.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, bound_pair, courteous } from './wire.mjs';

const brand = '15550100';
const person = '447700900123';
const ok = 0;
const refused = 0x45;

async function stage(t, { list, link = {}, answers = courteous, ...bind } = {}) {
    const smsc = await FakeSmsc.start(t, answers);
    const gateway = await Gateway.start(t, { upstream: smsc.address, link, config: list ? { list } : {} });
    const scene = { gateway, smsc, ...(await bound_pair(t, gateway, smsc, bind)) };
    scene.submit = (fields) =>
        scene.sender.ask(
            smpp.submit_sm({ source: brand, destination: person, text: 'hello', ...fields, sequence: scene.sender.next_sequence() }),
        );
    let replies = 5000;
    scene.reply = (text, fields) =>
        scene.session.ask(smpp.deliver_sm({ source: person, destination: brand, text, ...fields, sequence: ++replies }));
    scene.next_text = async () => smpp.read_message(await scene.session.next('submit_sm'));
    scene.again = async () => {
        await gateway.kill();
        await gateway.up();
        Object.assign(scene, await bound_pair(t, gateway, smsc, bind));
    };
    return scene;
}
const text_of = (one) => one.text;

const two_classes = [
    { name: 'desk', match: { service_type: 'P2P' }, opt_in_by_keyword: false, opt_out_text: 'desk: out' },
    { name: 'news', opt_out_text: 'news: out', opt_in_text: 'news: in' },
];

test('a STOP binds the class of the last message, also after a crash', async (t) => {
    const scene = await stage(t, { list: two_classes });
    assert.equal((await scene.submit({ service_type: 'P2P' })).status, ok);
    assert.equal((await scene.submit({ service_type: 'BULK' })).status, ok);
    await scene.next_text();
    await scene.next_text();
    assert.equal((await scene.reply('STOP')).status, ok);
    assert.equal(text_of(await scene.next_text()), 'news: out');
    await scene.again();
    assert.equal((await scene.submit({ service_type: 'BULK' })).status, refused);
    assert.equal((await scene.submit({ service_type: 'P2P' })).status, ok);
    await scene.next_text();
    assert.equal((await scene.reply('STOP')).status, ok);
    assert.equal(text_of(await scene.next_text()), 'desk: out');
    assert.equal((await scene.submit({ service_type: 'P2P' })).status, refused);
    // A keyword lifts one class; an admin alone lifts the other.
    assert.equal((await scene.reply('START')).status, ok);
    assert.equal(text_of(await scene.next_text()), 'news: in');
    assert.equal((await scene.submit({ service_type: 'BULK' })).status, ok);
    assert.equal((await scene.submit({ service_type: 'P2P' })).status, refused);
});

test('a STOP without a message before it binds every class of the number', async (t) => {
    const scene = await stage(t, { list: two_classes });
    assert.equal((await scene.reply('STOP')).status, ok);
    await scene.next_text();
    assert.equal((await scene.submit({ service_type: 'BULK' })).status, refused);
    assert.equal((await scene.submit({ service_type: 'P2P' })).status, refused);
});

test('a STOP to the number that answers for names binds the name that wrote last', async (t) => {
    const list = [{ name: 'marketing', stop_address: ['36111'] }];
    const scene = await stage(t, { list });
    const from = (digits) => scene.submit({ source: { ton: 5, npi: 0, digits } });
    assert.equal((await from('OTHER')).status, ok);
    assert.equal((await from('BRAND')).status, ok);
    await scene.next_text();
    await scene.next_text();
    assert.equal((await scene.reply('STOP', { destination: { ton: 3, npi: 0, digits: '36111' } })).status, ok);
    const confirmation = await scene.next_text();
    assert.equal(confirmation.source.digits, '36111');
    assert.equal((await from('BRAND')).status, refused);
    assert.equal((await from('OTHER')).status, ok);
});

test('the first text to somebody carries the notice, and no other one, whatever happens', async (t) => {
    const notice = "Reply 'stop' to opt-out.";
    const scene = await stage(t, { list: [{ name: 'default', first_message_notice: notice }] });
    const sent = async (fields) => {
        assert.equal((await scene.submit(fields)).status, ok);
        return text_of(await scene.next_text());
    };
    assert.equal(await sent({}), `hello ${notice}`);
    assert.equal(await sent({}), 'hello');
    await scene.again();
    assert.equal(await sent({}), 'hello');
    const long = 'x'.repeat(150);
    assert.equal(await sent({ destination: '447700900124', text: long }), long);
    assert.equal(text_of(await scene.next_text()), notice, 'a text of its own');
    assert.equal(await sent({ destination: '447700900125', data_coding: 4, text: 'binary' }), 'binary');
    assert.equal(await sent({ destination: '447700900125' }), `hello ${notice}`);
});

test('a reply that reads like an opt-out is relayed, and people opt out with one action', async (t) => {
    const scene = await stage(t);
    assert.equal((await scene.submit({ text: 'Vote on Tuesday!' })).status, ok);
    await scene.next_text();
    const words = 'Please do not text me anymore';
    assert.equal((await scene.reply(words)).status, ok);
    assert.equal(text_of(smpp.read_message(await scene.sender.next('deliver_sm'))), words);
    assert.equal((await scene.reply("Can't stop smiling")).status, ok);
    const { entries } = await scene.gateway.until(
        'the review queue',
        () => scene.gateway.get('/v1/review'),
        (queue) => queue.waiting === 1 && queue.entries.length === 1, // one is counted and listed at two moments
    );
    assert.equal(entries[0].text, words);
    assert.equal(entries[0].answered.text, 'Vote on Tuesday!');
    assert.equal((await scene.submit({})).status, ok, 'nothing is done by itself');
    assert.match((await scene.gateway.cli('review')).stdout, /do not text me/);
    assert.equal((await scene.gateway.cli('review', 'opt-out', String(entries[0].id))).code, 0);
    assert.equal((await scene.submit({})).status, refused);
    assert.equal((await scene.gateway.get('/v1/review')).waiting, 0);
    assert.equal(await scene.gateway.metric('stopgate_suspicious_replies_total'), 1);
});

test('orders of staff are carried out and never sent', async (t) => {
    const scene = await stage(t, { link: { staff_system_ids: ['desk'] }, system_id: 'desk' });
    assert.equal((await scene.submit({ text: '^opt-out' })).status, ok);
    assert.equal((await scene.submit({})).status, refused);
    assert.match((await scene.gateway.cli('suppressions', 'show', person)).stdout, /staff/);
    assert.equal((await scene.submit({ text: Buffer.from('\x1b\x14opt-in', 'latin1') })).status, ok);
    assert.equal((await scene.submit({ text: 'back' })).status, ok);
    assert.equal(text_of(await scene.next_text()), 'back');
});

test("the carrier's codes are opt-outs", async (t) => {
    const answers = (one) =>
        one.id === smpp.command.submit_sm && text_of(smpp.read_message(one)) === 'blocked'
            ? smpp.answer(one, { status: 21610 })
            : courteous(one);
    const scene = await stage(t, { link: { opted_out_codes: [21610, 4775] }, answers });
    assert.equal((await scene.submit({ text: 'blocked' })).status, 21610);
    assert.equal((await scene.submit({})).status, refused);
    const other = '447700900124';
    assert.equal((await scene.submit({ destination: other })).status, ok);
    const receipt = 'id:1 sub:001 dlvrd:000 submit date:2611240000 done date:2611240000 stat:UNDELIV err:4775 text:hello';
    assert.equal((await scene.reply(receipt, { source: other, esm_class: 4 })).status, ok);
    assert.equal((await scene.submit({ destination: other })).status, refused);
    assert.match((await scene.gateway.cli('suppressions', 'show', other)).stdout, /carrier/);
});

test('an opt-out cancels what the SMSC still has', async (t) => {
    const scene = await stage(t, { link: { cancel_queued: true } });
    assert.equal((await scene.reply('STOP')).status, ok);
    const cancel = await scene.session.next('cancel_sm');
    const body = cancel.raw.subarray(16).toString('latin1');
    assert.equal(body, `\0\0\x01\x01${brand}\0\x01\x01${person}\0`);
});

test('a machine that sends HELP again and again is answered once an hour', async (t) => {
    const scene = await stage(t, { list: [{ name: 'default', help_text: 'Call us.' }] });
    for (let i = 0; i < 5; ++i) assert.equal((await scene.reply('HELP')).status, ok);
    assert.equal(text_of(await scene.next_text()), 'Call us.');
    assert.equal((await scene.reply('help?')).status, ok, 'no keyword');
    assert.equal((await scene.reply('INFO')).status, ok);
    assert.equal(text_of(await scene.next_text()), 'Call us.', 'the next one, not the second');
    await scene.gateway.until(
        'the confirmations',
        () => scene.gateway.metric('stopgate_confirmations_total', { outcome: 'accepted' }),
        (count) => count === 2,
    );
    const { events } = await scene.gateway.get(`/v1/events?recipient=${person}`);
    assert.equal(events.filter((one) => one.silenced === 'repeated').length, 4);
});

test('a long answer arrives in parts that belong together', async (t) => {
    const words = 'No more texts from {sender}, list {list}. '.repeat(5).trim();
    const scene = await stage(t, { list: [{ name: 'news', opt_out_text: words }] });
    assert.equal((await scene.reply('STOP')).status, ok);
    const parts = [await scene.next_text(), await scene.next_text()];
    const reference = parts[0].short_message[3];
    assert.deepEqual(
        parts.map((one) => [...one.short_message.subarray(0, 6)]),
        [1, 2].map((number) => [5, 0, 3, reference, 2, number]),
    );
    assert.ok(parts.every((one) => one.esm_class === 0x40));
    const whole = parts.map((one) => one.text.slice(6)).join('');
    assert.equal(whole, words.replaceAll('{sender}', brand).replaceAll('{list}', 'news'));
});

test('a list of staff alone holds for all and belongs to nobody', async (t) => {
    const scene = await stage(t, {
        list: [
            { name: 'never', scope: 'global', staff_only: true },
            { name: 'news', match: { sender: brand } },
        ],
    });
    assert.equal((await scene.gateway.cli('suppressions', 'add', person, '--list', 'never')).code, 0);
    assert.equal((await scene.submit({})).status, refused);
    assert.equal((await scene.submit({ source: '999' })).status, refused, 'of no list at all');
    assert.equal((await scene.reply('START')).status, ok);
    assert.equal((await scene.submit({})).status, refused);
    assert.equal((await scene.reply('STOP', { source: '447700900124' })).status, ok);
    assert.equal((await scene.submit({ destination: '447700900124' })).status, refused);
    assert.doesNotMatch((await scene.gateway.cli('suppressions', 'show', '447700900124')).stdout, /never/);
});

test('an entry can be proved', async (t) => {
    const scene = await stage(t);
    assert.equal((await scene.submit({ text: 'Sale!' })).status, ok);
    await scene.next_text();
    const raw = smpp.deliver_sm({ source: person, destination: brand, text: 'Stop', sequence: 77 });
    assert.equal((await scene.session.ask(raw)).status, ok);
    await scene.next_text();
    for (let i = 0; i < 3; ++i) assert.equal((await scene.submit({})).status, refused);
    const evidence = await scene.gateway.until(
        'the evidence',
        async () =>
            (await scene.gateway.get(`/v1/suppressions?recipient=${person}&evidence=true`)).suppressions[0].evidence,
        (one) => one.refused[0]?.count === 3 && one.confirmation[0]?.outcome === 'accepted',
    );
    assert.equal(evidence.reply.pdu, raw.toString('hex'));
    assert.equal(evidence.answered.text, 'Sale!');
    assert.ok(evidence.durable_at);
    const shown = (await scene.gateway.cli('suppressions', 'show', person, '--evidence')).stdout;
    for (const part of [raw.toString('hex'), 'Sale!', 'Stop', '3']) assert.ok(shown.includes(part), `${part} in ${shown}`);
});
