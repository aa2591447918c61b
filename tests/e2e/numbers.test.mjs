// One recipient in all its spellings is one suppression; addresses on the wire are never touched.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Gateway } from './gateway.mjs';
import * as smpp from './smpp.mjs';
import { FakeSmsc, bound_pair } from './wire.mjs';

const brand = '15550100';
const spellings = [
    { ton: 1, npi: 1, digits: '4915112345678' },
    { ton: 0, npi: 0, digits: '+4915112345678' },
    { ton: 0, npi: 1, digits: '004915112345678' },
    { ton: 2, npi: 1, digits: '015112345678' },
    { ton: 2, npi: 1, digits: '15112345678' },
    { ton: 0, npi: 0, digits: '0151 123 456-78' },
    { ton: 1, npi: 1, digits: '+49 (0)151 12345678' },
];

async function stage(t) {
    const smsc = await FakeSmsc.start(t);
    const gateway = await Gateway.start(t, { upstream: smsc.address, link: { default_region: 'DE' } });
    return { gateway, ...(await bound_pair(t, gateway, smsc)) };
}
const submit = (sender, destination) => sender.ask(smpp.submit_sm({ source: brand, destination, sequence: sender.next_sequence() }));

for (const [index, said] of spellings.entries()) {
    test(`who says STOP as ${said.digits} (TON ${said.ton}) is that person in every spelling`, async (t) => {
        const { sender, session } = await stage(t);
        for (const one of spellings) {
            const answer = submit(sender, one);
            const seen = smpp.read_message(await session.next('submit_sm'));
            assert.deepEqual(seen.destination, one, 'untouched');
            assert.equal((await answer).status, 0);
        }
        const stopped = await session.ask(smpp.deliver_sm({ source: said, destination: brand, text: 'STOP', sequence: 900 + index }));
        assert.equal(stopped.status, 0);
        const confirmation = smpp.read_message(await session.next('submit_sm'));
        assert.deepEqual(confirmation.destination, said, 'as the reply had it');
        for (const one of spellings) assert.equal((await submit(sender, one)).status, 0x45, one.digits);
        assert.equal((await submit(sender, '4915112345679')).status, 0);
    });
}

test('staff type national numbers, too', async (t) => {
    const { gateway, sender } = await stage(t);
    assert.equal((await gateway.cli('suppressions', 'add', '0151 12345678', '--sender', `+${brand}`)).code, 0);
    assert.equal((await submit(sender, '4915112345678')).status, 0x45);
    const shown = await gateway.cli('--json', 'suppressions', 'show', '(0151) 12345678');
    assert.match(shown.stdout, /4915112345678/);
    assert.equal((await gateway.cli('lookup', '--sender', `+${brand}`, '--recipient', '015112345678')).code, 1);
    assert.equal((await gateway.cli('suppressions', 'remove', '+49151 12345678')).code, 0);
    assert.equal((await submit(sender, '015112345678')).status, 0);
});
