// Scripts for differential.mjs about what comes before a bind, beside it and right behind it.
import { mute, strict } from './differential.mjs';
import * as smpp from './smpp.mjs';

const { command } = smpp;
const bare = (id, sequence, more = {}) => smpp.pdu(id, { sequence, ...more });
const answer_of = (id, sequence, more = {}) => bare(smpp.response_to(id), sequence, more);
const submit = (sequence) =>
    smpp.submit_sm({ source: '5550000', destination: '447700900999', text: `text ${sequence}`, sequence });
const range = (count, make) => Array.from({ length: count }, (_, index) => make(index + 1));
const is_request = (one) => one.raw && !smpp.is_response(one.id);

export const binds = [
    ...[command.submit_sm, command.query_sm, command.unbind, command.data_sm, 0x00010234].map((id) => ({
        name: `${smpp.name_of(id)} before the bind`,
        bind: null,
        ends: true,
        play: ({ sender }) => sender.ask(id === command.submit_sm ? submit(8) : bare(id, 8)),
    })),
    {
        name: 'a response before the bind',
        bind: null,
        play: async ({ sender }) => {
            sender.send(answer_of(command.deliver_sm, 5), bare(command.generic_nack, 0), smpp.bind('trx', { sequence: 1 }));
            await sender.first({ command: 'bind_transceiver_resp' });
        },
    },
    ...['trx', 'tx', 'rx'].map((kind) => ({
        name: `a second bind, ${kind}`,
        play: ({ sender }) => sender.ask(smpp.bind(kind, { sequence: 2 })),
    })),
    {
        name: 'texts right behind the bind',
        bind: null,
        play: ({ sender }) => {
            sender.send(smpp.bind('trx', { sequence: 1 }), ...range(5, (index) => submit(index)));
            return sender.received.several(6, (one) => one.raw);
        },
    },
    {
        name: 'a bind in segments of one octet',
        bind: null,
        play: async ({ sender }) => {
            await sender.send_by_octets(smpp.bind('rx', { sequence: 0x99999999 }));
            await sender.first({ command: 'bind_receiver_resp' });
        },
    },
    ...[
        ['refused', (one) => smpp.bind_response(one, { status: 0x0e })],
        ['refused without a body', (one) => answer_of(one.id, one.sequence, { status: 0x0d })],
        ['told that it is bound already', (one) => answer_of(one.id, one.sequence, { status: 0x05, body: Buffer.of(0) })],
        ['nacked', (one) => bare(command.generic_nack, one.sequence, { status: 3 })],
    ].map(([how, refusal]) => ({
        name: `a bind is ${how}, and comes again`,
        bind: null,
        smsc: () => {
            let refusals = 2;
            const later = strict();
            return (one) => (/^bind_/.test(one.command) && refusals-- > 0 ? refusal(one) : later(one));
        },
        play: async ({ sender }) => {
            for (const sequence of [1, 2, 3]) await sender.ask(smpp.bind('trx', { sequence }));
            await sender.ask(submit(4));
        },
    })),
    {
        name: 'the SMSC closes instead of answering the bind',
        bind: null,
        ends: true,
        smsc: mute,
        play: async ({ sender, met }) => {
            sender.send(smpp.bind('trx', { sequence: 1 }));
            const session = await met;
            await session.first(is_request);
            session.end();
            await sender.closed();
        },
    },
];
