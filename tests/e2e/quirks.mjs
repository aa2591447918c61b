// What the tests of the quirks share: a bound sender and its session at the SMSC, with the gateway between, and verbs for both.
import assert from 'node:assert/strict';

import { Gateway } from './gateway.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, bound_pair, carried } from './wire.mjs';

export const service = '15550100';
export const person = '447700900123';
export const ESME_RSUBMITFAIL = 0x45;
export const opt_out_text = /^You have successfully been unsubscribed/;

export const submit = (fields) => smpp.submit_sm({ source: service, destination: person, text: 'hello', ...fields });
export const reply = (fields) => smpp.deliver_sm({ source: person, destination: service, text: 'hello', ...fields });
export const message = (one) => smpp.read_message(one);

// An SMSC and the gateway in front of it. `answers`: the SMSC's manners.
export async function stage(t, { answers, ...options } = {}) {
    const smsc = await FakeSmsc.start(t, answers);
    return { smsc, gateway: await Gateway.start(t, { upstream: smsc.address, ...options }) };
}

// With a sender bound: {smsc, gateway, sender, session}. `bind`: what bound_pair takes.
export async function linked(t, { bind, ...options } = {}) {
    const { smsc, gateway } = await stage(t, options);
    return { smsc, gateway, ...(await bound_pair(t, gateway, smsc, bind)) };
}

const unnumbered = (raw) => smpp.renumbered(raw, 0).toString('hex');

const first_stranger = 447700910000;
let strangers = 0;
// Nobody wrote or was written to yet.
export const stranger = () => String(first_stranger + ++strangers);

// Our own text to somebody who wrote STOP; it comes when the store is ready for it. Packed septets are told by whom they are for.
const is_confirmation = (one) =>
    one.command === 'submit_sm' && (opt_out_text.test(message(one).text) || Number(message(one).destination.digits) > first_stranger);

// The requests that `from` sends come to `to` as they are, numbers aside, in order, and no others but confirmations do. Resolves
// with what came.
export async function crosses(from, to, ...raws) {
    const all = await carried(from, to, Buffer.concat(raws));
    const seen = all.filter((one) => !smpp.is_response(one.id) && !is_confirmation(one));
    assert.deepEqual(
        seen.map((one) => unnumbered(one.raw)),
        raws.map(unnumbered),
    );
    return seen;
}

// `request` goes from one peer to the other, which answers `status` and `body`; the asker gets just these, with its own number.
export async function answered(asker, answerer, request, { id, status = 0, body = Buffer.alloc(0) } = {}) {
    const since = answerer.received.mark();
    const before = asker.received.mark();
    asker.send(request);
    const asked = await answerer.first((one) => one.raw && !smpp.is_response(one.id) && one.command !== 'enquire_link', since);
    assert.equal(unnumbered(asked.raw), unnumbered(request));
    const answer = { id: id ?? smpp.response_to(asked.id), status, body };
    answerer.send(smpp.pdu(answer.id, { ...answer, sequence: asked.sequence }));
    const got = await asker.first((one) => one.raw && smpp.is_response(one.id), before);
    const { sequence } = smpp.read(request);
    assert.equal(got.raw.toString('hex'), smpp.pdu(answer.id, { ...answer, sequence }).toString('hex'));
}

// The session still works in both directions.
export async function lives({ sender, session }) {
    assert.equal((await sender.ask(submit({ destination: '447700900999', sequence: 90_001 }))).status, 0);
    assert.equal((await session.ask(reply({ source: '447700900999', sequence: 90_002 }))).status, 0);
}

// Whether a text to this person is refused.
export async function suppressed({ sender }, to = person) {
    const { status } = await sender.ask(submit({ destination: to, sequence: 90_003 }));
    assert.ok(status === 0 || status === ESME_RSUBMITFAIL, `status ${status}`);
    return status === ESME_RSUBMITFAIL;
}

// Each of `replies`, fields of a deliver_sm, is a STOP: answered for the sender, who does not see it, and it holds.
export async function counts_as_stop(pair, ...replies) {
    for (const fields of replies) {
        const source = fields.source ?? stranger();
        const since = pair.sender.received.mark();
        const answer = await pair.session.ask(reply({ source, ...fields, sequence: 90_004 }));
        const what = JSON.stringify(fields);
        assert.deepEqual([answer.command, answer.status, answer.length], ['deliver_sm_resp', 0, 17], what);
        assert.equal(await suppressed(pair, source), true, what);
        assert.deepEqual(pair.sender.received.all({ command: 'deliver_sm' }, since), [], what);
    }
}

// Each goes to the sender as it is, and nobody is opted out.
export async function counts_for_nothing(pair, ...replies) {
    for (const fields of replies) {
        const source = stranger();
        await crosses(pair.session, pair.sender, reply({ source, ...fields, sequence: 90_005 }));
        assert.equal(await suppressed(pair, source), false, JSON.stringify(fields));
    }
}
