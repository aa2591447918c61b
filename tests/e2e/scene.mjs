// The SMSC simulator, the gateway and the sender simulator, bound, and what most stories begin with.
import assert from 'node:assert/strict';

import { Gateway } from './gateway.mjs';
import { Sender, Smsc } from './sims.mjs';

export const service = '5550000';
export const person = '447700900001';
export const opt_out_text =
    'You have successfully been unsubscribed, you will not receive any more messages from this number. ' +
    'Reply START to re-subscribe.';
export const opt_in_text =
    'You have successfully been re-subscribed to this number. Reply STOP to unsubscribe. Msg&Data Rates May Apply.';
export const ESME_ROK = 0;
export const ESME_RSUBMITFAIL = 0x45;

export async function stage(t, { gateway: options = {}, sender: identity = {}, smsc: smsc_arguments = [] } = {}) {
    const smsc = await Smsc.start(t, ...smsc_arguments);
    const gateway = await Gateway.start(t, { upstream: smsc.address, ...options });
    const sender = await Sender.start(t, gateway.port(), identity);
    assert.equal(sender.bound.status, ESME_ROK);
    const { session } = await smsc.said.first({ event: 'bound' });
    return { smsc, gateway, sender, session };
}

// STOP from the person, answered and confirmed.
export async function opted_out({ smsc }, from = person, to = service) {
    const since = await smsc.now();
    assert.equal((await smsc.mo(from, to, 'STOP')).status, ESME_ROK);
    return smsc.submit({ from: to, to: from, text: opt_out_text }, since);
}

let markers = 0;
// What went to the sender so far, known complete: a text sent now arrives after all of it.
export async function all_that_reached(sender, smsc) {
    const marker = `marker ${++markers}`;
    assert.equal((await smsc.mo('447700900999', service, marker)).status, ESME_ROK);
    await sender.delivered({ text: marker });
    return sender.said.items.filter((item) => item.event === 'pdu' && item.direction === 'in' && item.text !== marker);
}
