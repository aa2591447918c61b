// Plays one script twice, once between a sender and the SMSC and once with the gateway between them, and notes what each side saw.
import { Gateway } from './gateway.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, dial, is_marker, marker } from './wire.mjs';

const { command } = smpp;
const is_bind = (id) => [command.bind_receiver, command.bind_transmitter, command.bind_transceiver].includes(id);
const without_answer = [command.outbind, command.alert_notification];

// How the SMSC answers what its script leaves to it. Each gives a function with a memory of its own for one session, and must not
// look at the numbers of requests: they differ between the two plays.

// As the specification says.
export function strict() {
    let bound = false;
    let accepted = 0;
    return (one) => {
        if (smpp.is_response(one.id) || is_marker(one) || without_answer.includes(one.id)) return null;
        if (one.id === command.enquire_link) return smpp.answer(one);
        const refused = (status) => smpp.pdu(smpp.response_to(one.id), { status, sequence: one.sequence });
        if (is_bind(one.id)) {
            if (bound) return refused(0x05);
            bound = true;
            return smpp.bind_response(one);
        }
        if (!bound) return refused(0x04);
        if (one.id === command.unbind) {
            bound = false;
            return smpp.answer(one);
        }
        return smpp.pdu(smpp.response_to(one.id), { sequence: one.sequence, body: Buffer.from(`m${++accepted}\0`) });
    };
}
// Binds alone; the script answers the rest.
export const only_binds = () => (one) => (is_bind(one.id) ? smpp.bind_response(one) : null);
// Nothing at all.
export const mute = () => () => null;

// How the sender answers.
export function polite(one) {
    if (smpp.is_response(one.id) || is_marker(one) || without_answer.includes(one.id)) return null;
    return smpp.pdu(smpp.response_to(one.id), { sequence: one.sequence, body: Buffer.of(...(one.length > 16 ? [0] : [])) });
}

// A row of links, so that as many scripts play at once as there are lanes, each with an SMSC of its own.
export async function lanes(t, count) {
    const carriers = await Promise.all(Array.from({ length: count }, () => FakeSmsc.start(t)));
    const gateway = await Gateway.start(t, {
        link: carriers.map((smsc, index) => ({ name: `lane${index}`, upstream: [smsc.address] })),
        // A confirmation comes when the store is ready for it, not at a place in a script.
        config: { list: [{ name: 'default', confirm: false }], limits: { workers: 2, partial_pdu_seconds: 60 } },
    });
    return carriers.map((smsc, index) => ({ smsc, direct: smsc.port, through: gateway.port(`lane${index}`) }));
}

// What the sender and the SMSC saw: {sender, smsc}, lists of {what, octets}.
export async function play(t, script, lane, port) {
    const { smsc } = lane;
    const since = smsc.sessions.mark();
    smsc.answers = (script.smsc ?? strict)();
    const sender = await dial(t, port, script.sender ?? polite);
    const met = smsc.sessions.first(() => true, since);
    met.catch(() => {}); // a script without a bind never meets the SMSC
    const scene = { sender, met };
    if (script.bind !== null) {
        const answer = sender.ask(smpp.bind(script.bind?.kind ?? 'trx', { sequence: 1, ...script.bind }));
        scene.session = await met;
        await answer;
    }
    // An end of file is answered by one, as everybody does who closes a socket.
    for (const peer of [sender, ...(scene.session ? [scene.session] : [])]) peer.socket.on('end', () => peer.end());
    if (!scene.session) met.then((session) => session.socket.on('end', () => session.end())).catch(() => {});
    await script.play(scene);
    if (!script.ends) await settle(scene);
    sender.end();
    await sender.closed();
    const session = smsc.sessions.mark() > since ? await met : null;
    await session?.closed();
    return { sender: seen(sender), smsc: session ? seen(session) : [] };
}

// Until each side has seen all that the other one sent, and all local answers to what it sent itself.
async function settle({ sender, met }) {
    const session = await met;
    for (const [from, to] of [
        [sender, session],
        [session, sender],
        [sender, session],
    ]) {
        const since = to.received.mark();
        from.send(marker);
        await to.first(is_marker, since);
    }
}

// Requests lose their number, which is the gateway's; that of a response is what the asker chose.
function seen(peer) {
    return peer.received.items
        .filter((one) => !is_marker(one))
        .map((one) => {
            if (one.closed !== undefined) {
                const what = one.unfinished ? `${one.closed} within a PDU` : one.closed;
                return { what, octets: what };
            }
            const number = smpp.is_response(one.id) ? '' : ' unnumbered';
            const raw = smpp.is_response(one.id) ? one.raw : smpp.renumbered(one.raw, 0);
            const status = one.status ? ` ${one.status.toString(16)}` : '';
            return { what: `${one.command}${status}`, octets: `${one.command}${number} ${raw.toString('hex')}` };
        });
}
