// Quirks 37 to 42: what a text says, in the codings that peers use.
import assert from 'node:assert/strict';
import test from 'node:test';

import { counts_as_stop, counts_for_nothing, crosses, linked, message, person, reply, stage, submit } from './quirks.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, bound_pair } from './wire.mjs';

const ucs2 = (text) => Buffer.from(text, 'utf16le').swap16();
const header = (...elements) => {
    const all = Buffer.concat(elements.map((one) => Buffer.from(one)));
    return Buffer.concat([Buffer.of(all.length), all]);
};
const with_header = (elements, text) => Buffer.concat([header(...elements), Buffer.from(text, 'latin1')]);
const payload = (octets) => smpp.tlv(0x0424, Buffer.from(octets));

test("quirk 37: what data_coding 0 means is the link's to say; keywords read the same in all of them", async (t) => {
    const wanted = {
        gsm7: { data_coding: 0, octets: 'a\x00b\x11c' },
        ascii: { data_coding: 0, octets: 'a@b_c' },
        latin1: { data_coding: 0, octets: 'a@b_c' },
        utf8: { data_coding: 0, octets: 'a@b_c' },
        ucs2: { data_coding: 8, octets: '\0a\0@\0b\0_\0c' },
    };
    const names = Object.keys(wanted);
    const carriers = await Promise.all(names.map(() => FakeSmsc.start(t)));
    const { gateway } = await stage(t, {
        link: names.map((name, index) => ({ name, default_alphabet: name, upstream: [carriers[index].address] })),
        config: { list: [{ name: 'default', opt_out_text: 'a@b_c' }] },
    });
    for (const [index, name] of names.entries()) {
        const pair = await bound_pair(t, { port: () => gateway.port(name) }, carriers[index]);
        const text = name === 'ucs2' ? ucs2('STOP') : 'STOP';
        await counts_as_stop(
            pair,
            { source: `4477009008${index}0`, text },
            { text: 'stop', data_coding: 1 },
            { text: 'Stop', data_coding: 3 },
        );
        const confirmation = message(await pair.session.first({ command: 'submit_sm' }));
        assert.deepEqual({ data_coding: confirmation.data_coding, octets: confirmation.text }, wanted[name], name);
        const odd = Buffer.from(Array.from({ length: 250 }, (_, octet) => octet));
        await counts_for_nothing(pair, { text: odd }, { text: '\x0c' }, { text: Buffer.of(0xfc) });
    }
});

test('quirk 38: packed GSM 7-bit is read on a link that says so, and passed on as it is', async (t) => {
    // Nothing in a message says that its octets are packed, and most are not.
    const stop = Buffer.from('53ea130a', 'hex'); // "STOP" in septets
    const after_fill_bits = Buffer.from('a6d42714', 'hex');
    const forms = [
        { text: stop },
        { text: stop, data_coding: 0xf0 },
        { esm_class: 0x40, text: Buffer.concat([header([5, 4, 0, 1, 0, 2]), stop]) },
        { esm_class: 0x40, text: Buffer.concat([header([5, 3, 0, 1, 0]), after_fill_bits]) },
    ];
    const pair = await linked(t);
    await counts_for_nothing(pair, ...forms);
    await crosses(pair.sender, pair.session, submit({ text: stop }));
    const packed = await linked(t, { link: { default_alphabet: 'gsm7-packed' } });
    await counts_as_stop(packed, ...forms, { text: 'STOP' });
    await crosses(packed.sender, packed.session, submit({ text: stop }));
});

test('quirk 39: UCS-2 in either order, with a mark or without, or with an odd last octet, is read; it passes as it is', async (t) => {
    const pair = await linked(t);
    const stop = ucs2('STOP');
    const little = Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from('stop', 'utf16le')]);
    const big = Buffer.concat([Buffer.of(0xfe, 0xff), stop]);
    const odd = Buffer.concat([stop, Buffer.of(0)]);
    const as = (data_coding) => (text) => ({ text, data_coding });
    await counts_as_stop(pair, ...[stop, little, big, odd, Buffer.concat([stop, Buffer.of(0, 0)])].map(as(8)));
    // Sent with a coding that is not theirs: UCS-2 as data_coding 0, and Latin text as 8. Today these are ordinary texts.
    await counts_for_nothing(
        pair,
        as(0)(stop),
        as(8)(Buffer.from('STOP')),
        as(8)(Buffer.from('ST')),
        as(8)(Buffer.of(0xff, 0xfe)),
    );
    await counts_as_stop(pair, as(8)(Buffer.from('STOP', 'utf16le'))); // big-endian it is no text
    const talk = [
        ucs2('Добрый день'),
        Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from('да', 'utf16le')]),
        Buffer.of(0xd8, 0x3d, 0x00),
    ];
    await counts_for_nothing(pair, ...talk.map(as(8)));
    await crosses(pair.sender, pair.session, ...talk.map((text) => submit(as(8)(text))));
});

test('quirk 40: a data_coding of the GSM groups is read by its bits', async (t) => {
    const pair = await linked(t);
    const gsm7 = [0x10, 0x11, 0x13, 0x50, 0xc0, 0xc8, 0xd0, 0xdf, 0xf0, 0xf1, 0xf3];
    const wide = [0x18, 0x1b, 0xe0, 0xe8];
    await counts_as_stop(pair, ...gsm7.map((data_coding) => ({ text: 'STOP', data_coding })));
    await counts_as_stop(pair, ...wide.map((data_coding) => ({ text: ucs2('STOP'), data_coding })));
    // The alphabets and Asian codings of SMPP have those letters, too.
    const national = [0x05, 0x06, 0x07, 0x0a, 0x0d, 0x0e];
    await counts_as_stop(pair, ...national.map((data_coding) => ({ text: 'STOP', data_coding })));
    // 8-bit data, compressed, and reserved ones: no text that could be read.
    const unread = [0x02, 0x04, 0x09, 0x0b, 0x0c, 0x0f, 0x14, 0x1c, 0x20, 0x30, 0x80, 0xb0, 0xf4, 0xf7];
    await counts_for_nothing(pair, ...unread.map((data_coding) => ({ text: 'STOP', data_coding })));
    const all = Array.from({ length: 256 }, (_, data_coding) => data_coding);
    await crosses(pair.sender, pair.session, ...all.map((data_coding) => submit({ data_coding })));
    await crosses(pair.session, pair.sender, ...all.map((data_coding) => reply({ data_coding })));
});

test('quirk 41: a user data header is seen beside other bits of esm_class, in message_payload too, and its elements are walked', async (t) => {
    const pair = await linked(t);
    const ports = [5, 4, 0x0b, 0x84, 0x23, 0xf0];
    const only_part = [0, 3, 7, 1, 1];
    for (const elements of [[ports], [only_part], [[8, 4, 0, 7, 1, 1]], [ports, only_part], [[0x24, 1, 1], ports]]) {
        const text = with_header(elements, 'STOP');
        for (const esm_class of [0x40, 0x41, 0x42, 0x43, 0xc0, 0xc3])
            await counts_as_stop(pair, { esm_class, text }, { esm_class, text: '', tlvs: payload(text) });
        // 72 = 0x48 and 0x44: a type of receipt beside the header.
        await counts_for_nothing(pair, { esm_class: 0x48, text }, { esm_class: 0x44, text });
    }
    // Parts of several, wherever the element stands: a part is not the whole text, and none is acted on today.
    for (const elements of [
        [[0, 3, 7, 2, 1]],
        [[8, 4, 0, 7, 2, 1]],
        [ports, [0, 3, 7, 2, 2]],
        [
            [0x24, 1, 1],
            [8, 4, 0, 7, 3, 1],
        ],
    ])
        await counts_for_nothing(pair, { esm_class: 0x40, text: with_header(elements, 'STOP') });
    // Headers that end outside of the text, and elements outside of the header.
    const stop = Buffer.from('STOP');
    const broken = [Buffer.of(255), Buffer.of(4), Buffer.of(10, 0, 3, 1, 1, 1)].map((head) => Buffer.concat([head, stop]));
    await counts_for_nothing(pair, ...[...broken, Buffer.alloc(0)].map((text) => ({ esm_class: 0x40, text })));
    await crosses(pair.sender, pair.session, ...broken.map((text) => submit({ esm_class: 0x48, text })));
});

test('quirk 42: parts that sar_ TLVs number are passed on as they are', async (t) => {
    // As with a user data header: today no part is acted on.
    const pair = await linked(t);
    const part = (total, number) =>
        Buffer.concat([
            smpp.tlv(0x020c, Buffer.of(0, 9)),
            smpp.tlv(0x020e, Buffer.of(total)),
            smpp.tlv(0x020f, Buffer.of(number)),
        ]);
    await counts_for_nothing(
        pair,
        { text: 'STOP', tlvs: part(2, 1) },
        { text: '', tlvs: Buffer.concat([payload('STOP'), part(2, 2)]) },
    );
    await crosses(pair.sender, pair.session, submit({ tlvs: part(2, 1) }), submit({ tlvs: part(2, 2) }));
    await counts_as_stop(pair, { source: person, text: 'STOP', tlvs: part(1, 1) });
});
