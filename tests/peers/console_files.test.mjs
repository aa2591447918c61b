// Files and flushes in the console: a list comes in, its wrong lines are shown, it goes out again and comes back.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { ann, ben, choose, dialog, eve, file, letters, ok, press, refused, roles, shop } from './console.mjs';
import { stage, toast, to_the_dialog } from './console.mjs';

// More than a window of the store, and more than a browser sends at once.
const many = 150_000;
const number = (n) => `4915${String(n).padStart(9, '0')}`;
const numbers = (size, word) => Array.from({ length: size }, (_, n) => `${number(n)},${word(n)}\r\n`).join('');

const figure = (page, name) => page.locator('.figures > div', { hasText: name }).locator('dd').textContent();
const of_import = (page, name) => page.locator('.past tr', { hasText: name });

// The text of what is saved when this button is pressed.
async function saved(page, button) {
    const coming = page.waitForEvent('download');
    await press(page, button);
    return fs.readFileSync(await (await coming).path(), 'utf8');
}

test('files and flushes in the console', async (t) => {
    // It asks again and again how far an import has come, as fast as it is answered.
    const admin = { listen: '127.0.0.1:0', requests_per_second: 10_000 };
    const { browser, gateway, sender } = await stage(t, { admin });
    const status_to = async (person) => (await sender.submit(shop, person)).status;
    const signed_in = (token, work) => browser.signed_in(gateway, { token }, work);

    await t.test('a file comes in, and its wrong lines are shown and saved', () =>
        signed_in(gateway.token, async (console, page) => {
            await console.at('/transfer', 'Import and export');
            await choose(page, file('letters.csv', letters));
            await page.getByRole('cell', { name: 'by letter' }).waitFor();
            assert.equal(await page.getByLabel('Number', { exact: true }).inputValue(), 'Phone');
            assert.equal(await page.getByLabel('Reason', { exact: true }).first().inputValue(), 'Why');
            await page.getByLabel('All or nothing').check();
            await press(page, 'Import');
            await page.getByText('Nothing was imported: 2 lines of 6 are wrong.').waitFor();
            await page.getByRole('cell', { name: 'nobody' }).waitFor();
            assert.equal((await gateway.get('/v1/imports')).imports.length, 0);
            assert.equal(await status_to(ann), ok);

            await choose(page, file('letters.csv', letters));
            await press(page, 'Import');
            await page.getByText('letters.csv is in, but for 2 lines.').waitFor();
            assert.equal(await figure(page, 'Added'), '2');
            assert.equal(await figure(page, 'Twice in the file'), '1');
            assert.equal(await figure(page, 'Rejected'), '2');
            await of_import(page, 'letters.csv').getByText('Done').waitFor();
            const [head, first, second, ...rest] = (await saved(page, 'Save the rejected lines')).split('\r\n');
            assert.deepEqual([head, rest], ['line,reason,text', ['']]);
            assert.equal(first, '3,the recipient is no number,nobody;marketing;');
            assert.match(second, /^5,"list: ""none"" is not configured",14155550133;none;$/);
            await console.looked_over('import-done');
            for (const person of [ann, ben]) assert.equal(await status_to(person), refused);
            const entries = (await gateway.get(`/v1/suppressions?recipient=${ben}`)).suppressions;
            assert.deepEqual(
                entries.map((one) => [one.list, one.source, one.reason]),
                [['marketing', 'import', '=1;2']],
            );
        }),
    );

    await t.test('an import is taken out as one, and comes back as one', () =>
        signed_in(gateway.token, async (console, page) => {
            await console.at('/transfer', 'Import and export');
            await page.getByRole('link', { name: 'Take out… letters.csv' }).click();
            await page.getByRole('heading', { level: 1, name: 'Flush' }).waitFor();
            await page.getByRole('heading', { name: '2 of them' }).waitFor();
            assert.equal(await page.locator('.preview-count').textContent(), '2');
            assert.equal(await figure(page, 'marketing'), '2');
            await page.getByRole('rowheader', { name: ann }).waitFor();
            await (await to_the_dialog(console, 2, 'the wrong file')).click();
            await toast(page, '2 entries flushed.');
            assert.equal(await status_to(ann), ok);
            assert.equal(await status_to(ben), ok);

            const done = page.getByRole('row', { name: /the wrong file/ });
            await done.getByRole('button', { name: 'Undo…' }).click();
            assert.ok(await dialog(page).getByRole('button', { name: 'Undo' }).isDisabled());
            await dialog(page).getByLabel('Reason').fill('it was the right one');
            await console.check_accessibility('undo dialog');
            await dialog(page).getByRole('button', { name: 'Undo' }).click();
            await toast(page, '2 entries hold again.');
            await done.getByText('Undone by').waitFor();
            await console.looked_over('flushes-undone');
            assert.equal(await status_to(ann), refused);
            assert.equal(await status_to(ben), refused);
        }),
    );

    await t.test('a file of numbers is flushed, but for its wrong lines', () =>
        signed_in(gateway.token, async (console, page) => {
            await console.at('/flushes', 'Flush');
            await page.getByRole('tab', { name: 'By file' }).click();
            await choose(page, file('back.csv', `recipient,list\r\n${ben},marketing\r\nnobody,\r\n${eve},\r\n`));
            await page.getByText('1 line of the file can’t be read').waitFor();
            await page.getByRole('cell', { name: 'the recipient is no number' }).waitFor();
            assert.equal(await page.locator('.preview-count').textContent(), '1');
            await console.looked_over('flush-file');
            await (await to_the_dialog(console, 1, 'they wrote back')).click();
            await toast(page, '1 entry flushed.');
            assert.equal(await status_to(ben), ok);
            assert.equal(await status_to(ann), refused);
            await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
            await dialog(page).getByLabel('Reason').fill('they did not');
            await dialog(page).getByRole('button', { name: 'Undo' }).click();
            await toast(page, '1 entry holds again.');
            assert.equal(await status_to(ben), refused);
        }),
    );

    await t.test('a large file is stopped in its midst and goes on', () =>
        signed_in(gateway.token, async (console, page) => {
            await console.at('/transfer', 'Import and export');
            const kept = path.join(gateway.directory, 'many.csv');
            fs.writeFileSync(kept, `recipient,reason\r\n${numbers(many, () => 'old')}nobody,\r\n`);
            const line = await page.context().newCDPSession(page);
            const slow = (uploadThroughput) =>
                line.send('Network.emulateNetworkConditions', {
                    offline: false,
                    latency: 0,
                    downloadThroughput: -1,
                    uploadThroughput,
                });
            await choose(page, kept);
            await page.locator('select[name=default_list]').selectOption('alerts');
            await slow(300_000);
            await press(page, 'Import');
            await page.getByText(/ a second · \d+ s left/).waitFor();
            const begun = await gateway.until(
                'lines of an import that runs',
                () => gateway.get('/v1/imports?limit=1'),
                ({ imports }) => imports[0].state === 'running' && imports[0].lines > 0,
            );
            await page.getByText(/[\d,]+ lines, [\d,]+ a second/).waitFor();
            await console.shot('import-progress');
            await press(page, 'Stop');
            await page.getByText('Stopped.').waitFor();
            const row = of_import(page, 'many.csv');
            await row.getByText('Up to line').waitFor();
            await slow(-1);
            const id = begun.imports[0].id;
            await page.getByLabel(`The file of import ${id}`).setInputFiles(kept);
            assert.equal(await page.locator('select[name=default_list]').inputValue(), 'alerts');
            await console.looked_over('import-go-on');
            await page.locator('form').getByRole('button', { name: 'Go on' }).click();
            await page.getByText('many.csv is in, but for 1 line.').waitFor();
            assert.equal(await figure(page, 'Added'), many.toLocaleString('en'));
            assert.equal((await gateway.get('/v1/imports?limit=1')).imports[0].id, id);
        }),
    );

    await t.test('a large campaign comes back whole, row by row, with its verdicts', () =>
        signed_in('viewer', async (console, page) => {
            await console.at('/transfer?do=scrub', 'Import and export');
            // Rows of two lines, and quotes that only look like ones.
            const word = (n) => (n % 3 ? `5" of ${n}` : `"one ""${n}"",\r\ntwo"`);
            const rows = numbers(40_000, word);
            await choose(page, file('campaign.csv', `\ufeffMSISDN,Words\r\n${ann},\r\nnobody,\r\n${rows}`));
            await press(page, 'Scrub');
            await page.getByText('Say who sends').waitFor();
            await page.getByLabel('Sender of all rows').fill(shop);
            await press(page, 'Scrub');
            await page.getByText('Nothing of the file was stored.').waitFor();
            assert.equal(await figure(page, 'May be sent'), '40,000');
            assert.equal(await figure(page, 'Suppressed'), '1');
            assert.equal(await figure(page, 'Not readable'), '1');
            const text = await saved(page, 'Save the scrubbed file');
            const [head, first, second] = text.split('\r\n');
            assert.equal(head, 'MSISDN,Words,verdict,verdict_reason');
            assert.match(first, new RegExp(`^${ann},,suppressed,"import .*, list marketing: by letter"$`));
            assert.equal(second, 'nobody,,invalid,the recipient is no number');
            assert.equal(text.slice([head, first, second, ''].join('\r\n').length).replaceAll(',pass,\r\n', '\r\n'), rows);
        }),
    );

    await t.test('the list goes out as a file', () =>
        signed_in('viewer', async (console, page) => {
            await console.at('/transfer?do=export', 'Import and export');
            await page.getByLabel('Prefix').fill('1415');
            const rows = (await saved(page, 'Export')).trimEnd().split('\r\n');
            assert.equal(rows[0], 'recipient,sender,list,reason,scope,source,since,import');
            assert.deepEqual(
                rows.slice(1).map((row) => row.split(',')[0]),
                [ann, ben],
            );
        }),
    );

    await t.test('who may not do it sees it switched off', async () => {
        const is_off = async (button) => assert.ok(await button.isDisabled());
        for (const role of roles) {
            await signed_in(role, async (console, page) => {
                await console.at('/transfer', 'Import and export');
                await of_import(page, 'letters.csv').waitFor();
                await page.getByText('To import needs the role admin.').waitFor();
                await is_off(page.locator('.drop-field input'));
                await console.looked_over(`import-${role}`);
                await console.at('/flushes?list=marketing', 'Flush');
                for (const undo of await page.getByRole('button', { name: 'Undo…' }).all()) await is_off(undo);
                const preview = page.getByRole('button', { name: 'Preview' });
                if (role === 'viewer') return is_off(preview);
                await preview.click();
                await is_off(page.getByRole('button', { name: 'Flush…' }));
                await console.looked_over('flush-operator');
                await page.getByRole('tab', { name: 'By file' }).click();
                await is_off(page.locator('.drop-field input'));
                await page.getByRole('tab', { name: 'By filter' }).click();
                await page.getByLabel('Number', { exact: true }).fill(ben);
                await preview.click();
                await page.getByText('entry would stop holding').waitFor();
                await (await to_the_dialog(console, 1, 'asked by phone')).click();
                await toast(page, '1 entry flushed.');
                assert.equal(await status_to(ben), ok);
            });
        }
    });
});
