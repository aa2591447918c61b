// Every page of the console, empty and full, in light, dark and on a phone: nothing is cut off and everybody can read it.
import assert from 'node:assert/strict';
import test from 'node:test';

import { ann, choose, file, letters, looks, ok, populate, press, shop, stage, to_the_dialog } from './console.mjs';

const pages = [
    ['/', 'Overview', 'overview'],
    ['/numbers', 'Numbers', 'numbers'],
    [`/numbers/${ann}`, ann, 'number'],
    ['/numbers/4479999', '4479999', 'unknown-number'],
    ['/review', 'Review', 'review'],
    ['/links', 'Links', 'links'],
    ['/activity', 'Activity', 'activity'],
    ['/transfer', 'Import and export', 'transfer'],
    ['/transfer?do=export', 'Import and export', 'export'],
    ['/flushes', 'Flush', 'flushes'],
];

async function see_every_page(console, shots = true) {
    for (const [place, title, name] of pages) {
        await console.at(place, title);
        if (name === 'number') for (const one of await console.page.locator('summary').all()) await one.click();
        await console.looked_over(name, shots);
    }
}

// What people see of a file and of a flush on their way, without doing any.
async function see_work_under_way(console) {
    const { page } = console;
    await console.at('/transfer', 'Import and export');
    await choose(page, file('letters.csv', letters));
    await page.getByRole('cell', { name: 'by letter' }).waitFor();
    await console.looked_over('import-columns');
    await page.getByLabel('All or nothing').check();
    await press(page, 'Import');
    await page.getByText('Nothing was imported: 2 lines of 6 are wrong.').waitFor();
    await console.settled();
    await console.looked_over('import-refused');

    await page.getByRole('tab', { name: 'Scrub' }).click();
    await choose(page, file('campaign.csv', letters));
    await page.getByLabel('Sender of all rows').fill(shop);
    await console.looked_over('scrub-columns');
    await press(page, 'Scrub');
    await page.getByText('Nothing of the file was stored.').waitFor();
    await console.looked_over('scrub-done');

    await console.at('/flushes', 'Flush');
    await press(page, 'Preview');
    await page.locator('.preview-count').waitFor();
    await console.looked_over('flush-preview');
    await to_the_dialog(console, Number(await page.locator('.preview-count').textContent()), 'an old list');
    await console.looked_over('flush-dialog');
    await console.press('Escape');
}

test('the looks of the console', async (t) => {
    const scene = await stage(t);
    const { browser, gateway, sender } = scene;
    await t.test('every page can be read by everybody: empty', () =>
        browser.signed_in(gateway, {}, (console) => see_every_page(console, false)),
    );
    await populate(scene);
    for (let text = 0; text < 40; text++) assert.equal((await sender.submit(shop, `1415555${1000 + text}`)).status, ok);
    for (const look of Object.keys(looks)) {
        await t.test(`every page can be read by everybody: ${look}`, () =>
            browser.signed_in(gateway, { look }, async (console) => {
                await see_every_page(console);
                await see_work_under_way(console);
            }),
        );
    }
});
