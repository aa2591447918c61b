// Scripts for differential.mjs about traffic on a bound session: order, numbers, windows, enquiries.
import { mute, only_binds } from './differential.mjs';
import * as smpp from './smpp.mjs';

const { command } = smpp;
const quiet = { smsc: only_binds, sender: () => null };
const bare = (id, sequence, more = {}) => smpp.pdu(id, { sequence, ...more });
const enquiry = (sequence) => bare(command.enquire_link, sequence);
const answer_of = (id, sequence, more = {}) => bare(smpp.response_to(id), sequence, more);
const submit = (sequence, more = {}) =>
    smpp.submit_sm({ source: '5550000', destination: '447700900999', text: `text ${sequence}`, sequence, ...more });
const deliver = (sequence, more = {}) =>
    smpp.deliver_sm({ source: '447700900999', destination: '5550000', text: `reply ${sequence}`, sequence, ...more });
const range = (count, make) => Array.from({ length: count }, (_, index) => make(index + 1));
const is_request = (one) => one.raw && !smpp.is_response(one.id);
const is_text = (one) => one.command === 'submit_sm' || one.command === 'deliver_sm';
const is_text_answer = (one) => /^(submit|deliver)_sm_resp$/.test(one.command ?? '');
const ok = (one) => smpp.answer(one, { message_id: smpp.read_message(one).text });

// The same for both directions: `script(asker, answerer, ask, scene)`.
function both_ways(name, script, more = quiet) {
    return [
        { ...more, name: `${name}, up`, play: (on) => script(on.sender, on.session, submit, on) },
        { ...more, name: `${name}, down`, play: (on) => script(on.session, on.sender, deliver, on) },
    ];
}
// `count` requests at once; `respond` gets them and gives what is written back.
const window_of =
    (count, respond, numbers = (index) => index) =>
    async (asker, answerer, ask) => {
        asker.send(...range(count, (index) => ask(numbers(index), { text: `text ${index}` })));
        answerer.send(...respond(await answerer.received.several(count, is_text)));
    };
const shuffled = (all) =>
    [...all].sort(
        (one, other) =>
            ((smpp.read_message(one).text.length * 7 + one.raw.at(-1) * 13) % 11) - ((other.raw.at(-1) * 13 + 5) % 11),
    );

const numbers_and_windows = [
    ...both_ways(
        'one number twice',
        window_of(
            2,
            (all) => all.map(ok),
            () => 7,
        ),
    ),
    ...both_ways(
        'one number for a window',
        window_of(
            20,
            (all) => all.map(ok),
            () => 0xffffffff,
        ),
    ),
    ...both_ways(
        'number 0 for a window',
        window_of(
            20,
            (all) => all.reverse().map(ok),
            () => 0,
        ),
    ),
    ...both_ways(
        'numbers that wrap',
        window_of(
            6,
            (all) => all.map(ok),
            (index) => (0x7ffffffc + index) % 0x80000000,
        ),
    ),
    ...both_ways(
        'numbers over 31 bits',
        window_of(
            6,
            (all) => all.map(ok),
            (index) => 0xfffffffa + index - 1,
        ),
    ),
    ...both_ways(
        'numbers that fall',
        window_of(
            30,
            (all) => all.map(ok),
            (index) => 1000 - index,
        ),
    ),
    ...both_ways(
        'a window of 10',
        window_of(10, (all) => all.map(ok)),
    ),
    ...both_ways(
        'a window of 100',
        window_of(100, (all) => all.map(ok)),
    ),
    ...both_ways(
        'a window of 1000',
        window_of(1000, (all) => all.map(ok)),
    ),
    ...both_ways(
        'a window answered in reverse',
        window_of(50, (all) => all.reverse().map(ok)),
    ),
    ...both_ways(
        'a window answered out of order',
        window_of(50, (all) => shuffled(all).map(ok)),
    ),
    ...both_ways(
        'a window of which some is never answered',
        window_of(50, (all) => all.filter((_, index) => index % 3).map(ok)),
    ),
    ...both_ways(
        'a window with errors in between',
        window_of(40, (all) =>
            all.map((one, index) =>
                index % 4 ? ok(one) : smpp.answer(one, { status: [0x58, 0x14, 0x0b, 0x0450][(index / 4) % 4] }),
            ),
        ),
    ),
    ...both_ways(
        'a window of which some is nacked',
        window_of(20, (all) =>
            all.map((one, index) => (index % 2 ? ok(one) : bare(command.generic_nack, one.sequence, { status: 3 }))),
        ),
    ),
    ...both_ways('an answer that comes late', async (asker, answerer, ask) => {
        asker.send(ask(1, { text: 'late' }));
        const late = await answerer.first(is_text);
        for (let index = 0; index < 20; index++) {
            const since = answerer.received.mark();
            asker.send(ask(100 + index));
            answerer.send(ok(await answerer.first(is_text, since)));
        }
        answerer.send(ok(late));
    }),
    ...both_ways(
        'an answer twice',
        window_of(1, ([one]) => [ok(one), ok(one)]),
    ),
    ...both_ways(
        'an answer of another command',
        window_of(1, ([one]) => [answer_of(command.query_sm, one.sequence)]),
    ),
    ...both_ways(
        'an answer of a vendor',
        window_of(1, ([one]) => [answer_of(0x00010200, one.sequence, { body: Buffer.from('?') })]),
    ),
    ...both_ways(
        'an answer that nobody waits for',
        window_of(1, ([one]) => [answer_of(one.id, 4711), ok(one)]),
    ),
    ...both_ways(
        'an answer with number 0',
        window_of(1, ([one]) => [answer_of(one.id, 0), ok(one)]),
    ),
    ...both_ways(
        'a generic_nack with number 0',
        window_of(1, ([one]) => [bare(command.generic_nack, 0, { status: 2 }), ok(one)]),
    ),
    ...both_ways(
        'a generic_nack that nobody waits for',
        window_of(1, ([one]) => [bare(command.generic_nack, 4711), ok(one)]),
    ),
    ...both_ways('an enquire_link_resp that nobody waits for', (asker) => asker.send(answer_of(command.enquire_link, 88))),
    ...both_ways('both use one number at a time', async (asker, answerer, ask, { sender, session }) => {
        sender.send(submit(5));
        session.send(deliver(5));
        const [up, down] = [await session.first(is_text), await sender.first(is_text)];
        session.send(ok(up));
        sender.send(ok(down));
    }),
    ...both_ways('a throttled text comes again', async (asker, answerer, ask) => {
        for (const status of [0x58, 0x58, 0x14, 0]) {
            const since = answerer.received.mark();
            asker.send(ask(9, { text: 'again' }));
            answerer.send(smpp.answer(await answerer.first(is_text, since), { status, message_id: 'm' }));
        }
    }),
];

const traffic = [
    {
        name: 'both directions at once',
        play: async ({ sender, session }) => {
            for (let turn = 0; turn < 100; turn++) {
                sender.send(submit(turn));
                session.send(deliver(turn));
            }
            await Promise.all([sender, session].map((peer) => peer.received.several(100, is_text_answer)));
        },
    },
    ...both_ways(
        'in segments of one octet',
        (asker, answerer, ask) => asker.send_by_octets(Buffer.concat(range(5, (index) => ask(index)))),
        {},
    ),
    ...both_ways(
        'in odd pieces',
        async (asker, answerer, ask) => {
            const octets = Buffer.concat(range(60, (index) => ask(index)));
            for (let at = 0; at < octets.length; at += 23) {
                asker.send(octets.subarray(at, at + 23));
                await new Promise((resolve) => setImmediate(resolve));
            }
        },
        {},
    ),
    ...both_ways('64 KiB of payload', (asker, answerer, ask) =>
        asker.send(ask(1, { text: '', tlvs: smpp.tlv(0x0424, Buffer.alloc(65_535, 0x62)) })),
    ),
    ...both_ways('a PDU of the greatest length', (asker) =>
        asker.send(bare(command.query_sm, 1, { body: Buffer.alloc(131_072 - 16, 0x63) })),
    ),
    ...both_ways('every command, status set', (asker) =>
        asker.send(
            ...[0x03, 0x04, 0x05, 0x07, 0x08, 0x0b, 0x21, 0x102, 0x103, 0x111, 0x112, 0x113, 0xa5, 0x10234].map((id, index) =>
                bare(id, index, {
                    status: 0xdead0000 + index,
                    body: Buffer.from('\0\x01\x01123\0\x01\x01456\0\0\0\0', 'latin1'),
                }),
            ),
        ),
    ),
    ...both_ways('headers with octets behind', (asker) =>
        asker.send(
            ...[0, 0xa5, 0x00010255, 0x7fffffff].map((id, index) => bare(id, index, { body: Buffer.alloc(index + 1, 0xee) })),
        ),
    ),
    ...both_ways('alert_notification, again and again', (asker) =>
        asker.send(
            ...range(5, (index) =>
                bare(command.alert_notification, index, { body: Buffer.from('\x01\x01123\0\x01\x01456\0', 'latin1') }),
            ),
        ),
    ),
    ...both_ways('outbind on a bound session', (asker) =>
        asker.send(bare(command.outbind, 3, { body: Buffer.from('SMSC\0pass\0') })),
    ),
    ...['tx', 'rx'].map((kind) => ({
        name: `what the bind does not allow, ${kind}`,
        bind: { kind },
        play: ({ sender, session }) => {
            sender.send(submit(2));
            session.send(deliver(2));
        },
    })),
    { name: 'a STOP', play: ({ session }) => session.ask(deliver(3, { source: '447722000001', text: 'STOP' })) },
    {
        name: 'a text after a STOP',
        play: async ({ sender, session }) => {
            await session.ask(deliver(3, { source: '447722000002', text: 'STOP' }));
            await sender.ask(submit(4, { destination: '447722000002' }));
        },
    },
    {
        name: 'a START where nothing was stopped',
        play: ({ session }) => session.ask(deliver(3, { source: '447722000003', text: 'START' })),
    },
];

const enquiries = [
    ...[0, 1, 0x7fffffff, 0x80000000, 0xffffffff].flatMap((number) =>
        both_ways(`enquire_link ${number}`, (asker) => asker.ask(enquiry(number)), {}),
    ),
    ...both_ways(
        'enquire_link with octets behind',
        (asker) => asker.ask(bare(command.enquire_link, 4, { body: Buffer.of(1, 2, 3) })),
        {},
    ),
    ...both_ways('enquire_link with a status', (asker) => asker.ask(bare(command.enquire_link, 4, { status: 9 })), {}),
    ...both_ways('enquire_link behind a text that waits', async (asker, answerer, ask) => {
        asker.send(ask(1), enquiry(2));
        const [one] = await answerer.received.several(1, is_text);
        answerer.send(ok(one), answer_of(command.enquire_link, one.sequence + 1));
    }),
    { name: 'enquire_link before the bind', bind: null, ends: true, play: ({ sender }) => sender.ask(enquiry(3)) },
    {
        name: 'enquire_link while the bind is under way',
        bind: null,
        smsc: mute,
        play: async ({ sender, met }) => {
            sender.send(smpp.bind('trx', { sequence: 1 }));
            const session = await met;
            const bind = await session.first(is_request);
            session.send(smpp.bind_response(bind));
            sender.send(enquiry(2));
            await sender.first({ command: 'bind_transceiver_resp' });
        },
    },
];

export const sequences = [...numbers_and_windows, ...traffic, ...enquiries];
