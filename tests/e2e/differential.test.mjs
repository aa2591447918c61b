// The same script, played between a sender and an SMSC, and once more with the gateway between them: both sides see the same, but
// for sequence numbers that the gateway chose and for what differential_exceptions.mjs lists, with the reason.
import assert from 'node:assert/strict';
import test from 'node:test';

import { lanes, play } from './differential.mjs';
import { binds } from './differential_binds.mjs';
import { endings } from './differential_endings.mjs';
import { exceptions } from './differential_exceptions.mjs';
import { golden_scripts } from './differential_golden.mjs';
import { sequences } from './differential_sequences.mjs';

const scripts = [...golden_scripts, ...binds, ...sequences, ...endings];
const excepted = new Map(exceptions.flatMap(({ of, ...rest }) => of.map((name) => [name, rest])));

// What the side saw through the gateway, where that is not what it saw without.
function difference(played, side) {
    const octets = (seen) => seen.map((one) => one.octets);
    const [direct, through] = [octets(played.direct[side]), octets(played.through[side])];
    try {
        assert.deepEqual(through, direct);
        return null;
    } catch (error) {
        return { message: error.message, seen: played.through[side].map((one) => one.what) };
    }
}

function judge(script, played) {
    const exception = excepted.get(script.name) ?? {};
    for (const side of ['sender', 'smsc']) {
        const found = difference(played, side);
        if (exception[side] === undefined) assert.equal(found, null, `the ${side} sees ${found?.seen}: ${found?.message}`);
        else {
            assert.ok(found, `the table lists a difference for the ${side}, and there is none`);
            assert.deepEqual(found.seen, exception[side], `the ${side} sees something else than the table says`);
        }
    }
}

test('each script has a name of its own, and each exception is one of a script', () => {
    const names = scripts.map(({ name }) => name);
    assert.deepEqual(
        names.filter((name, index) => names.indexOf(name) !== index),
        [],
    );
    assert.deepEqual(
        [...excepted.keys()].filter((name) => !names.includes(name)),
        [],
    );
    assert.equal(exceptions.flatMap(({ of }) => of).length, excepted.size);
    assert.ok(exceptions.every(({ because }) => because.length > 20));
});

test('both sides see the same with the gateway between them', async (t) => {
    const rows = await lanes(t, 8);
    const waiting = [...scripts];
    const played = new Map();
    const work = async (lane) => {
        for (let script = waiting.shift(); script; script = waiting.shift()) {
            try {
                const direct = await play(t, script, lane, lane.direct);
                played.set(script, { direct, through: await play(t, script, lane, lane.through) });
            } catch (error) {
                played.set(script, { error });
            }
        }
    };
    await Promise.all(rows.map(work));
    for (const script of scripts) {
        await t.test(script.name, () => {
            const { error, ...both } = played.get(script);
            if (error) throw error;
            judge(script, both);
        });
    }
});
