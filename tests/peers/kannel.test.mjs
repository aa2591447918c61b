// Kannel's bearerbox and smsbox, the most deployed open sender, through the gateway. Run by ./alone.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Gateway } from '../e2e/gateway.mjs';
import { Smsc } from '../e2e/sims.mjs';
import { Kannel } from './kannel.mjs';

const service = '5550000';
const person = '447700900001';
const opt_out_text = /^You have successfully been unsubscribed/;
const accepted_by_smsc = '8';
const rejected_by_smsc = '16';

async function stage(t, config = {}) {
    const smsc = await Smsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address, config });
    const kannel = await Kannel.start(t, gateway.port());
    await smsc.said.first({ event: 'bound', system_id: 'kannel' });
    return { smsc, gateway, kannel };
}

async function sent(kannel, to, text) {
    const since = kannel.calls.mark();
    const answer = await kannel.send(service, to, text);
    assert.equal(answer.status, 202, answer.text);
    return kannel.calls.first({ path: '/dlr', to }, since);
}

// Ordinary text: when it has come, everything before it has.
async function texts_of_people({ smsc, kannel }) {
    assert.equal((await smsc.mo('447700900999', service, 'the end')).status, 0);
    await kannel.calls.first({ path: '/mo', text: 'the end' });
    // Kannel puts a "+" before what is international.
    return kannel.calls.all({ path: '/mo' }).map(({ from, to, text }) => [from.replace('+', ''), to.replace('+', ''), text]);
}

test('a text sent by Kannel arrives, and a STOP makes the next one fail', async (t) => {
    const scene = await stage(t);
    const { smsc, kannel } = scene;
    assert.equal((await sent(kannel, person, 'hello from Kannel')).type, accepted_by_smsc);
    const arrived = await smsc.submit({ to: person });
    assert.deepEqual([arrived.from, arrived.text], [service, 'hello from Kannel']);

    const since = await smsc.now();
    assert.equal((await smsc.mo(person, service, 'STOP')).status, 0);
    const confirmation = await smsc.submit({ to: person }, since);
    assert.match(confirmation.text, opt_out_text);

    const report = await sent(kannel, person, 'are you there?');
    assert.equal(report.type, rejected_by_smsc);
    assert.match(report.reply, /0x0*45\b|\b69\b/i);
    assert.equal((await sent(kannel, '447700900002', 'and you?')).type, accepted_by_smsc);
    assert.deepEqual(
        (await smsc.submits()).map((one) => one.text),
        ['hello from Kannel', confirmation.text, 'and you?'],
    );

    assert.deepEqual(await texts_of_people(scene), [['447700900999', service, 'the end']]);
    assert.equal((await smsc.mo(person, service, 'START')).status, 0);
    assert.equal((await sent(kannel, person, 'welcome back')).type, accepted_by_smsc);
});

test('with forward_keywords Kannel gets the STOP', async (t) => {
    const scene = await stage(t, { list: [{ name: 'default', forward_keywords: true }] });
    assert.equal((await scene.smsc.mo(person, service, 'STOP')).status, 0);
    assert.deepEqual(await texts_of_people(scene), [
        [person, service, 'STOP'],
        ['447700900999', service, 'the end'],
    ]);
    assert.equal((await sent(scene.kannel, person, 'are you there?')).type, rejected_by_smsc);
});
