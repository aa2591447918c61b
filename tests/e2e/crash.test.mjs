// See crash.mjs.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { crash_run } from './crash.mjs';

const kills = Number(process.env.STOPGATE_KILLS ?? 50);

// Both at once: each waits for its gateway to start more than it computes.
describe('a gateway that dies', { concurrency: true }, () => {
    for (const [name, power_cut] of [
        ['SIGKILL', false],
        ['power cut', true],
    ]) {
        test(`no ${name} loses an answered STOP, lets a text through or repeats a confirmation`, async (t) => {
            const seed = Number(process.env.STOPGATE_SEED ?? Math.floor(Math.random() * 2 ** 32));
            t.diagnostic(`STOPGATE_SEED=${seed}`);
            const { violations, tally, summary } = await crash_run(t, {
                kills,
                seed,
                power_cut,
                progress: (line) => t.diagnostic(line),
            });
            t.diagnostic(summary);
            assert.deepEqual(violations, [], `seed ${seed}`);
            // A run that did nothing would prove nothing.
            assert.ok(
                tally.stops > kills && tally.refused > kills && tally.passed > kills && tally.confirmations > 0 && tally.starts > 0,
                summary,
            );
        });
    }
});
