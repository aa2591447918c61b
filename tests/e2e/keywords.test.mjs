// Which texts are keywords, and for whom they count.
import assert from 'node:assert/strict';
import test from 'node:test';

import { ESME_ROK, ESME_RSUBMITFAIL, opt_out_text, opted_out, person, service, stage } from './scene.mjs';
import * as smpp from './smpp.mjs';

test('the recipient is the same in every spelling', async (t) => {
    const scene = await stage(t);
    const { smsc, sender } = scene;
    await opted_out(scene);
    const spellings = [
        { ton: 1, npi: 1, digits: person },
        { ton: 1, npi: 1, digits: `+${person}` },
        { ton: 1, npi: 1, digits: `00${person}` },
        { ton: 0, npi: 0, digits: person },
        { ton: 0, npi: 1, digits: `+${person}` },
        { ton: 2, npi: 1, digits: person },
        { ton: 1, npi: 9, digits: person },
    ];
    for (const destination of spellings) {
        const refused = await sender.submit_built({ source: service, destination, text: 'spelled' });
        assert.equal(refused.status, ESME_RSUBMITFAIL, JSON.stringify(destination));
    }
    assert.deepEqual(await smsc.submits({ text: 'spelled' }), []);
});

test('the person is the same in every spelling', async (t) => {
    const { smsc, sender, session } = await stage(t);
    let number = 447700900100;
    for (const spell of [
        (n) => ({ ton: 1, npi: 1, digits: `+${n}` }),
        (n) => ({ ton: 1, npi: 1, digits: `00${n}` }),
        (n) => ({ ton: 0, npi: 0, digits: `${n}` }),
    ]) {
        const plain = String(++number);
        assert.equal(
            (await smsc.deliver(session, { source: spell(plain), destination: service, text: 'STOP' })).status,
            ESME_ROK,
        );
        assert.equal((await sender.submit(service, plain)).status, ESME_RSUBMITFAIL, JSON.stringify(spell(plain)));
        const confirmation = await smsc.submit({ to: spell(plain).digits });
        assert.equal(confirmation.to_ton, spell(plain).ton);
    }
});

test('a START that lifts nothing is ordinary text', async (t) => {
    const scene = await stage(t);
    const { smsc, sender } = scene;
    assert.equal((await smsc.mo(person, service, 'START')).status, ESME_ROK);
    assert.equal((await sender.delivered()).text, 'START');
    assert.equal((await smsc.mo(person, service, 'Yes')).status, ESME_ROK);
    assert.equal((await sender.delivered({ text: 'Yes' })).from, person);
    assert.equal((await sender.submit(service, person, 'fine')).status, ESME_ROK);
    assert.deepEqual(
        (await smsc.submits()).map((one) => one.text),
        ['fine'],
    );
});

test('texts that only contain the word are forwarded', async (t) => {
    const { smsc, sender } = await stage(t);
    for (const text of ['please stop all messages', 'stop 🛑', 'stop.', 'STOPPED', 'non-stop', 'HELP']) {
        const since = await sender.now();
        assert.equal((await smsc.mo(person, service, text)).status, ESME_ROK);
        assert.equal((await sender.delivered({ text }, since)).from, person, text);
    }
    assert.equal((await sender.submit(service, person)).status, ESME_ROK);
    assert.equal((await smsc.submits()).length, 1);
});

test('every opt-out keyword stops, in any case and with space around it', async (t) => {
    const { smsc, sender, session } = await stage(t);
    let number = 447700900200;
    const words = [
        'STOP',
        'StopAll',
        'stop all',
        'UNSUBSCRIBE',
        'Cancel',
        'END',
        'quit',
        'REVOKE',
        'optout',
        'OPT OUT',
        'Opt-Out',
        '  stop \r\n',
    ];
    for (const text of words) {
        const from = String(++number);
        assert.equal((await smsc.deliver(session, { source: from, destination: service, text })).status, ESME_ROK);
        await smsc.submit({ to: from, text: opt_out_text });
        assert.equal((await sender.submit(service, from)).status, ESME_RSUBMITFAIL, text);
    }
});

test('STOP in each alphabet stops', async (t) => {
    const { smsc, sender, session } = await stage(t);
    const stop = Buffer.from('STOP', 'latin1');
    const ucs2 = Buffer.from('STOP', 'utf16le').swap16();
    const payload = smpp.tlv(0x0424, stop);
    const forms = [
        { data_coding: 0, text: stop },
        { data_coding: 1, text: stop },
        { data_coding: 3, text: stop },
        { data_coding: 8, text: ucs2 },
        { tlvs: payload },
    ];
    for (const [index, form] of forms.entries()) {
        const source = `4477009003${index + 10}`;
        assert.equal((await smsc.deliver(session, { source, destination: service, ...form })).status, ESME_ROK);
        assert.equal((await sender.submit(service, source)).status, ESME_RSUBMITFAIL, JSON.stringify(form));
    }
});

test('receipts and parts of long messages are never keywords', async (t) => {
    const { smsc, sender, session } = await stage(t);
    const stop = Buffer.from('STOP', 'latin1');
    const part = (...header) => Buffer.concat([Buffer.from(header), stop]);
    const forms = {
        receipt: { esm_class: 0x04, text: stop },
        'delivery acknowledgement': { esm_class: 0x08, text: stop },
        'user acknowledgement': { esm_class: 0x10, text: stop },
        'intermediate notification': { esm_class: 0x20, text: stop },
        'part of two, 8-bit reference': { esm_class: 0x40, text: part(5, 0x00, 3, 7, 2, 1) },
        'part of two, 16-bit reference': { esm_class: 0x40, text: part(6, 0x08, 4, 7, 7, 2, 2) },
        'part of two, by TLV': {
            text: stop,
            tlvs: Buffer.concat([
                smpp.tlv(0x020c, Buffer.of(0, 7)),
                smpp.tlv(0x020e, Buffer.of(2)),
                smpp.tlv(0x020f, Buffer.of(1)),
            ]),
        },
    };
    for (const [name, form] of Object.entries(forms)) {
        const since = await sender.now();
        assert.equal((await smsc.deliver(session, { source: person, destination: service, ...form })).status, ESME_ROK, name);
        await sender.delivered({ from: person }, since);
    }
    assert.equal((await sender.submit(service, person)).status, ESME_ROK);
    assert.equal((await smsc.submits()).length, 1);
});

test('with forward_keywords the sender gets the STOP and gives the answer', async (t) => {
    const scene = await stage(t, { gateway: { config: { list: [{ name: 'default', forward_keywords: true }] } } });
    const { smsc, sender } = scene;
    await opted_out(scene);
    assert.equal((await sender.delivered()).text, 'STOP');
    assert.equal((await sender.submit(service, person)).status, ESME_RSUBMITFAIL);
});

test('a list speaks the languages that it is told to, and answers in the one that it was spoken to in', async (t) => {
    const list = [
        {
            name: 'default',
            languages: ['en', 'fr', 'zh'],
            match_mode: 'lenient',
            keywords: { opt_out: ['basta'], removed: ['END'] },
            text: { fr: { opt_out_text: 'Vous ne recevrez plus rien.' } },
        },
    ];
    const { smsc, sender, session } = await stage(t, { gateway: { config: { list } } });
    const ucs2 = (text) => ({ data_coding: 8, text: Buffer.from(text, 'utf16le').swap16() });
    const latin1 = (text) => ({ data_coding: 3, text: Buffer.from(text, 'latin1') });
    const replies = [
        [latin1('Arrêt !'), 'Vous ne recevrez plus rien.'],
        [ucs2('arre\u0302t'), 'Vous ne recevrez plus rien.'],
        [ucs2('stop 🛑'), opt_out_text],
        [ucs2('退订'), '您已退订，不会再收到此号码发送的短信。如需恢复，请回复“订阅”。'],
        [{ text: 'Basta!' }, opt_out_text],
    ];
    for (const [index, [form, answer]] of replies.entries()) {
        const source = `4477009004${index + 10}`;
        assert.equal((await smsc.deliver(session, { source, destination: service, ...form })).status, ESME_ROK);
        await smsc.submit({ to: source, text: answer });
        assert.equal((await sender.submit(service, source)).status, ESME_RSUBMITFAIL, answer);
    }
    assert.equal((await smsc.mo(person, service, 'END')).status, ESME_ROK);
    assert.equal((await sender.delivered({ text: 'END' })).from, person);
});
