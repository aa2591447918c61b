// Scripts for differential.mjs about how links end.
import { only_binds } from './differential.mjs';
import * as smpp from './smpp.mjs';

const { command } = smpp;
const quiet = { smsc: only_binds, sender: () => null };
const unbind = (sequence) => smpp.pdu(command.unbind, { sequence });
const submit = (sequence) =>
    smpp.submit_sm({ source: '5550000', destination: '447700900999', text: `text ${sequence}`, sequence });
const deliver = (sequence) =>
    smpp.deliver_sm({ source: '447700900999', destination: '5550000', text: `reply ${sequence}`, sequence });
const range = (count, make) => Array.from({ length: count }, (_, index) => make(index + 1));
const is_request = (one) => one.raw && !smpp.is_response(one.id);
const ok = (one) => smpp.answer(one, { message_id: 'm' });
const ending = (name, play, more = {}) => ({ name, ends: true, ...more, play });
const both_gone = ({ sender, session }) => Promise.all([sender.closed(), session.closed()]);

const unbinds = [
    ending('the sender unbinds', ({ sender }) => sender.ask(unbind(9))),
    ending('the sender unbinds under number 0', ({ sender }) => sender.ask(unbind(0))),
    ending('the sender unbinds with octets behind', ({ sender }) =>
        sender.ask(smpp.pdu(command.unbind, { sequence: 3, body: Buffer.of(1, 2) })),
    ),
    ending('the sender unbinds behind texts', ({ sender }) => {
        sender.send(...range(20, submit), unbind(21));
        return sender.first({ command: 'unbind_resp' });
    }),
    ending('the sender unbinds and writes on', ({ sender }) => {
        sender.send(unbind(1), submit(2), submit(3));
        return sender.received.several(3, (one) => one.raw && one.id !== smpp.response_to(command.bind_transceiver));
    }),
    ending(
        'the sender unbinds, and texts are answered after it',
        async ({ sender, session }) => {
            sender.send(submit(1), submit(2), unbind(3));
            const [first, second, last] = await session.received.several(
                3,
                (one) => is_request(one) && !/^bind/.test(one.command),
            );
            session.send(ok(last), ok(second), ok(first));
            await sender.received.several(2, { command: 'submit_sm_resp' });
        },
        quiet,
    ),
    ending(
        'the sender unbinds, and texts stay unanswered',
        async ({ sender, session }) => {
            sender.send(submit(1), unbind(2));
            session.send(ok(await session.first({ command: 'unbind' })));
            await sender.first({ command: 'unbind_resp' });
        },
        quiet,
    ),
    ending(
        'the unbind is answered and the SMSC closes at once',
        async ({ sender, session }) => {
            sender.send(unbind(2));
            session.send(ok(await session.first({ command: 'unbind' })));
            session.end();
            await sender.closed();
        },
        quiet,
    ),
    ending(
        'the SMSC closes instead of answering the unbind',
        async ({ sender, session }) => {
            sender.send(unbind(2));
            await session.first({ command: 'unbind' });
            session.end();
            await sender.closed();
        },
        quiet,
    ),
    ending(
        'the unbind is nacked',
        async ({ sender, session }) => {
            sender.send(unbind(2));
            const { sequence } = await session.first({ command: 'unbind' });
            session.send(smpp.pdu(command.generic_nack, { status: 3, sequence }));
            await sender.first({ command: 'generic_nack' });
        },
        quiet,
    ),
    ending(
        'the unbind gets an error',
        async ({ sender, session }) => {
            sender.send(unbind(2));
            session.send(smpp.answer(await session.first({ command: 'unbind' }), { status: 0x04 }));
            await sender.first({ command: 'unbind_resp' });
        },
        quiet,
    ),
    ending('the SMSC unbinds and closes', async ({ sender, session }) => {
        await session.ask(unbind(9));
        session.end();
        await sender.closed();
    }),
    ending('the SMSC unbinds behind replies', async ({ sender, session }) => {
        session.send(...range(20, deliver), unbind(21));
        await session.first({ command: 'unbind_resp' });
        session.end();
        await sender.closed();
    }),
    ending(
        'the SMSC unbinds while texts are open',
        async ({ sender, session }) => {
            sender.send(submit(1));
            const open = await session.first({ command: 'submit_sm' });
            session.send(unbind(4), ok(open));
            const asked = await sender.first({ command: 'unbind' });
            await sender.first({ command: 'submit_sm_resp' });
            sender.send(ok(asked));
            await session.first({ command: 'unbind_resp' });
            session.end();
            await sender.closed();
        },
        quiet,
    ),
    ending(
        'both unbind at once',
        async ({ sender, session }) => {
            sender.send(unbind(5));
            const up = await session.first({ command: 'unbind' });
            session.send(unbind(5), ok(up));
            const down = await sender.first({ command: 'unbind' });
            sender.send(ok(down));
            await Promise.all([sender.first({ command: 'unbind_resp' }), session.first({ command: 'unbind_resp' })]);
        },
        quiet,
    ),
];

const closes = [
    ending('the sender closes', () => {}),
    ending(
        'the sender closes, and its texts are answered after that',
        async ({ sender, session }) => {
            sender.send(...range(20, submit));
            sender.end();
            const texts = await session.received.several(20, { command: 'submit_sm' });
            session.send(...texts.map(ok));
            await sender.received.several(20, { command: 'submit_sm_resp' });
        },
        quiet,
    ),
    ending('the sender closes within a PDU', async (on) => {
        on.sender.send(submit(1), submit(2).subarray(0, 30));
        on.sender.end();
        await both_gone(on);
    }),
    ending('the sender closes within a length', async (on) => {
        on.sender.send(Buffer.of(0, 0));
        on.sender.end();
        await both_gone(on);
    }),
    ending('the sender breaks off', async (on) => {
        on.sender.send(submit(1));
        await on.sender.first({ command: 'submit_sm_resp' });
        on.sender.reset();
        await both_gone(on);
    }),
    ending('the SMSC closes', async (on) => {
        on.session.end();
        await both_gone(on);
    }),
    ending('the SMSC closes behind replies', async (on) => {
        on.session.send(...range(20, deliver));
        on.session.end();
        await on.sender.received.several(20, { command: 'deliver_sm' });
        await both_gone(on);
    }),
    ending(
        'the SMSC closes while texts are open',
        async (on) => {
            on.sender.send(...range(3, submit));
            const [first] = await on.session.received.several(3, { command: 'submit_sm' });
            on.session.send(ok(first), deliver(7));
            on.session.end();
            await both_gone(on);
        },
        quiet,
    ),
    ending('the SMSC closes within a PDU', async (on) => {
        on.session.send(deliver(1), deliver(2).subarray(0, 30));
        on.session.end();
        await both_gone(on);
    }),
    ending('the SMSC breaks off', async (on) => {
        on.session.send(deliver(1));
        await on.session.first({ command: 'deliver_sm_resp' });
        on.session.reset();
        await both_gone(on);
    }),
];

// Nobody can go on behind a broken length; what an SMSC and a sender do then is to nack and close.
function give_up(peer) {
    peer.send(smpp.pdu(command.generic_nack, { status: 2, sequence: 0 }));
    peer.end();
    return peer.closed();
}
const lengths = { 0: 0, 15: 15, 'over the limit': 131_073, 'over 31 bits': 0x80000000, 'of "HTTP"': 0x48545450 };
const broken = Object.entries(lengths).flatMap(([name, length]) => {
    const head = Buffer.alloc(16);
    head.writeUInt32BE(length, 0);
    return ['sender', 'session'].map((from) =>
        ending(`a length ${name} from the ${from}`, async (on) => {
            const [it, other] = from === 'sender' ? [on.sender, on.session] : [on.session, on.sender];
            await it.ask(from === 'sender' ? submit(1) : deliver(1));
            it.send(head);
            await give_up(other);
            await both_gone(on);
        }),
    );
});

export const endings = [...unbinds, ...closes, ...broken];
