// The reference of all metrics is what a gateway shows.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';

import { page_of_a_gateway } from './metrics_page.mjs';

test('deploy/docs/metrics.md names every metric, with its labels and their values', async (t) => {
    const written = fs.readFileSync(new URL('../../deploy/docs/metrics.md', import.meta.url), 'utf8');
    assert.equal(written, await page_of_a_gateway(t), 'node tests/e2e/metrics_page.mjs > deploy/docs/metrics.md');
});
