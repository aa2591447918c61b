// Scripts for differential.mjs made of the golden PDUs: each request up and down, each answer to a request of either side, each
// bind and each answer to a bind.
import { mute, only_binds } from './differential.mjs';
import { golden } from './golden.mjs';
import * as smpp from './smpp.mjs';

const { command } = smpp;
const is_bind = (id) => [command.bind_receiver, command.bind_transmitter, command.bind_transceiver].includes(id);
const request_of = (id) => (id & 0x7fffffff) >>> 0;
const all = golden();
const ends_link = [command.unbind];
const is_request = (one) => !smpp.is_response(one.id) && !is_bind(one.id) && !ends_link.includes(one.id);
const requests = all.filter(is_request);
const answers = all.filter(
    (one) => smpp.is_response(one.id) && ![command.unbind, command.enquire_link].includes(request_of(one.id)),
);

// A person of its own for each text that comes down, so that no STOP binds what another script sends.
function with_own_person(raw, index) {
    const copy = Buffer.from(raw);
    const at = copy.indexOf('447700900123');
    if (at >= 0) copy.write(String(447711000000 + index), at, 'latin1');
    return copy;
}

// A reply waits for the store before it goes on or is answered, and what comes behind it does not wait for it.
async function send_down(session, raw) {
    const since = session.received.mark();
    session.send(raw);
    const waits = [command.deliver_sm, command.data_sm].includes(raw.readUInt32BE(4));
    if (waits) await session.first((one) => one.raw && smpp.is_response(one.id), since);
}

function* up_and_down() {
    for (const [index, { name, raw }] of requests.entries()) {
        yield { name: `up ${name}`, play: ({ sender }) => sender.send(raw) };
        yield { name: `down ${name}`, play: ({ session }) => send_down(session, with_own_person(raw, index)) };
    }
}

// The request that an answer belongs to, under a number that comes back as it was.
function request_for({ id }, sequence) {
    const asked = id === command.generic_nack ? command.query_sm : request_of(id);
    const model = requests.find((one) => one.id === asked && /plain|ordinary/.test(one.name));
    return model ? smpp.renumbered(model.raw, sequence) : smpp.pdu(asked, { sequence, body: Buffer.from('any') });
}

function* answered() {
    const numbers = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 7];
    const quiet = { smsc: only_binds, sender: () => null };
    const exchange = async (asker, answerer, request, answer) => {
        const since = answerer.received.mark();
        asker.send(request);
        const asked = await answerer.first((one) => one.raw && !smpp.is_response(one.id), since);
        answerer.send(smpp.renumbered(answer.raw, asked.sequence));
    };
    for (const [index, answer] of answers.entries()) {
        if (is_bind(request_of(answer.id))) continue;
        const request = request_for(answer, numbers[index % numbers.length]);
        yield { ...quiet, name: `answer up ${answer.name}`, play: (on) => exchange(on.session, on.sender, request, answer) };
        yield { ...quiet, name: `answer down ${answer.name}`, play: (on) => exchange(on.sender, on.session, request, answer) };
    }
}

function* binds() {
    for (const { name, raw } of all.filter((one) => is_bind(one.id)))
        yield { name: `bind ${name}`, bind: null, play: ({ sender }) => sender.ask(raw) };
    for (const answer of answers.filter((one) => is_bind(request_of(one.id)))) {
        const play = async ({ sender, met }) => {
            sender.send(
                smpp.pdu(request_of(answer.id), { sequence: 0x80000002, body: Buffer.from('esme\0secret\0\0\x34\0\0\0') }),
            );
            const session = await met;
            const asked = await session.first((one) => is_bind(one.id));
            session.send(smpp.renumbered(answer.raw, asked.sequence));
            await sender.first({ id: answer.id });
        };
        yield { name: `bind answered ${answer.name}`, bind: null, smsc: mute, ends: answer.status !== 0, play };
    }
    for (const kind of ['trx', 'tx', 'rx']) {
        for (const version of [0x00, 0x22, 0x33, 0x34, 0x50, 0x51, 0x99, 0xff]) {
            const play = ({ sender, session }) => {
                sender.send(smpp.submit_sm({ source: '1', destination: '447700900999', text: 'a text', sequence: 12 }));
                session.send(smpp.deliver_sm({ source: '447700900999', destination: '1', text: 'a reply', sequence: 12 }));
            };
            yield { name: `traffic on ${kind}, version ${version.toString(16).padStart(2, '0')}`, bind: { kind, version }, play };
        }
    }
}

export const golden_scripts = [...up_and_down(), ...answered(), ...binds()];
