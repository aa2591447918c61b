// Every one of the 53 quirks that peers in the wild have shown has a test that bears its number.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

test('each quirk from 1 to 53 has its test', () => {
    const tests = fs.readdirSync(here).filter((name) => name.endsWith('.test.mjs'));
    const titles = tests.flatMap((name) => [...fs.readFileSync(here + name, 'utf8').matchAll(/^test\(\s*['"`]quirk (\d\d): /gm)]);
    assert.deepEqual(
        [...new Set(titles.map(([, number]) => Number(number)))].sort((one, other) => one - other),
        Array.from({ length: 53 }, (_, index) => index + 1),
    );
});
