// The console as people use it: every page in light, dark and on a phone, and the work that is done with it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';

import { Authority } from '../e2e/certificates.mjs';
import { Gateway } from '../e2e/gateway.mjs';
import { Sender, Smsc } from '../e2e/sims.mjs';
import { Browser } from './console.mjs';
import { files_and_flushes } from './console_files.mjs';

const shop = '12025550123';
const [ann, ben, eve, zoe] = ['14155550111', '14155550122', '14155550133', '14155550144'];
const ok = 0;
const refused = 0x45;
const hostile = '<img src=x onerror=alert(1)> please take me off this list';

async function stage(t) {
    const smsc = await Smsc.start(t);
    const token = [{ name: 'dashboard', role: 'viewer', sha256: createHash('sha256').update('look-only').digest('hex') }];
    const list = [{ name: 'alerts', match: { service_type: 'OTP' }, opt_in_by_keyword: false }, { name: 'marketing' }];
    const gateway = await Gateway.start(t, { upstream: smsc.address, config: { 'admin.token': token, list } });
    const sender = await Sender.start(t, gateway.port(), { system_id: 'shop' });
    const scene = { smsc, gateway, sender };
    for (const person of [ann, ben, eve, zoe])
        assert.equal((await sender.submit(shop, person, 'Your order has shipped.')).status, ok);
    for (const [person, words] of [
        [ann, 'STOP'],
        [ben, 'please stop texting me'],
        [eve, hostile],
        [zoe, 'leave me alone'],
    ]) {
        assert.equal((await smsc.mo(person, shop, words)).status, ok);
    }
    assert.equal((await sender.submit(shop, ann)).status, refused);
    return scene;
}

const dialog = (page) => page.getByRole('dialog');
const toast = (page, words) => page.locator('.toast', { hasText: words }).waitFor();

test('the console', async (t) => {
    const scene = await stage(t);
    const { gateway, sender } = scene;
    const browser = await Browser.start(t);

    await t.test('asks for a token, keeps it for the tab alone and forgets it', async () => {
        const console = await browser.open(gateway);
        const { page } = console;
        await console.sign_in('wrong');
        await page.getByText('This token is not known here.').waitFor();
        await console.check_accessibility('sign in');
        await console.shot('sign-in');
        await console.sign_in(gateway.token);
        await page.getByRole('heading', { name: 'Overview' }).waitFor();
        assert.ok(!page.url().includes(gateway.token));
        assert.equal(await page.evaluate(() => JSON.stringify(localStorage)), '{}');
        const other = await page.context().newPage();
        await other.goto(console.origin);
        await other.getByRole('heading', { name: 'Sign in' }).waitFor();
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.getByRole('heading', { name: 'Sign in' }).waitFor();
        assert.equal(await page.evaluate(() => sessionStorage.length), 0);
        assert.deepEqual(console.faults, []);
        await console.close();
    });

    const pages = [
        ['/', 'Overview', 'overview'],
        ['/numbers', 'Numbers', 'numbers'],
        [`/numbers/${ann}`, ann, 'number'],
        ['/numbers/4479999', '4479999', 'unknown-number'],
        ['/review', 'Review', 'review'],
        ['/links', 'Links', 'links'],
        ['/activity', 'Activity', 'activity', '/v1/events'],
        ['/transfer', 'Import and export', 'transfer', '/v1/imports'],
        ['/transfer?do=export', 'Import and export', 'export', '/v1/imports'],
        ['/flushes', 'Flush', 'flushes', '/v1/flushes'],
    ];
    const offered = [];
    for (const one of pages) if (!one[3] || (await gateway.admin('GET', one[3])).status === 200) offered.push(one);
    for (const look of ['light', 'dark', 'phone']) {
        await t.test(`every page can be read by everybody: ${look}`, async () => {
            const console = await browser.open(gateway, look);
            await console.sign_in(gateway.token);
            for (const [place, title, name] of offered) {
                await console.at(place, title);
                if (name === 'number') for (const one of await console.page.locator('summary').all()) await one.click();
                await console.check_width(name);
                await console.check_accessibility(name);
                await console.shot(name);
            }
            assert.deepEqual(console.faults, []);
            await console.close();
        });
    }

    await t.test('an opt-out and an opt-in by hand hold at once on the link', async () => {
        const console = await browser.open(gateway);
        const { page } = console;
        await console.sign_in(gateway.token);
        await console.at('/numbers', 'Numbers');
        await page.getByRole('button', { name: 'Suppress a number' }).click();
        await dialog(page).getByLabel('Number').fill('+1 415 555 0155');
        await dialog(page).getByLabel('List').selectOption('marketing');
        await dialog(page).getByLabel('Reason').fill('asked by phone');
        await dialog(page).getByText('will get no more texts from any sender of the list “marketing”').waitFor();
        await console.check_accessibility('opt-out dialog');
        await console.shot('opt-out-dialog');
        await dialog(page).getByRole('button', { name: 'Opt out' }).click();
        await toast(page, 'is suppressed');
        await page.getByRole('heading', { level: 1, name: '14155550155' }).waitFor();
        assert.equal((await sender.submit(shop, '14155550155')).status, refused);
        await page.getByRole('button', { name: 'Opt in…' }).click();
        await dialog(page).getByRole('button', { name: 'Opt in' }).click();
        await toast(page, 'is opted in');
        await page.getByText('Not suppressed').waitFor();
        assert.equal((await sender.submit(shop, '14155550155')).status, ok);
        await page.getByLabel('Sender').fill(shop);
        await page.getByRole('button', { name: 'Check' }).click();
        await page.getByText('It would pass.').waitFor();
        assert.deepEqual(console.faults, []);
        await console.close();
    });

    await t.test('everything can be done with keys alone', async () => {
        const console = await browser.open(gateway);
        const { page } = console;
        await console.sign_in(gateway.token);
        await page.getByRole('heading', { name: 'Overview' }).waitFor();
        await page.reload();
        await page.getByRole('heading', { name: 'Overview' }).waitFor();
        await console.press('Tab');
        assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
        await console.press('Enter', '/');
        await page.keyboard.type(ann);
        await console.press('Enter');
        await page.getByRole('heading', { level: 1, name: ann }).waitFor();
        await console.press('g', 'r');
        await page.getByText('3 replies wait').waitFor();
        await console.press('j');
        await page.locator(`.review-item:focus[aria-label*="${ben}"]`).waitFor();
        await console.press('o');
        await toast(page, `${ben} is opted out.`);
        assert.equal((await sender.submit(shop, ben)).status, refused);
        // The focus goes on to the next one; its text is text, whatever it says.
        await page.locator(`.review-item:focus[aria-label*="${eve}"]`, { hasText: hostile }).waitFor();
        await console.press('d');
        await toast(page, `${eve} still gets texts`);
        assert.equal((await sender.submit(shop, eve)).status, ok);
        await console.press('?');
        await dialog(page).getByText('Find a number').waitFor();
        await console.check_accessibility('keyboard help');
        await console.press('Escape');
        assert.deepEqual(console.faults, []);
        await console.close();
    });

    await t.test('a viewer sees everything and can change nothing', async () => {
        const console = await browser.open(gateway);
        const { page } = console;
        await console.sign_in('look-only');
        await console.at(`/numbers/${ann}`, ann);
        for (const one of await page
            .locator('main')
            .getByRole('button', { name: /Opt (in|out)…/ })
            .all())
            assert.ok(await one.isDisabled());
        await console.at('/review', 'Review');
        assert.ok(await page.getByRole('button', { name: 'Opt out' }).first().isDisabled());
        await console.at('/links', 'Links');
        assert.ok(await page.getByRole('button', { name: 'Drain…' }).isDisabled());
        assert.deepEqual(console.faults, []);
        await console.close();
    });

    await t.test('a phone has the menu in a drawer', async () => {
        const console = await browser.open(gateway, 'phone');
        const { page } = console;
        await console.sign_in(gateway.token);
        await page.getByRole('button', { name: 'Menu' }).click();
        await page.getByRole('link', { name: 'Links' }).waitFor();
        await console.shot('menu');
        await page.getByRole('link', { name: 'Links' }).click();
        await page.getByRole('heading', { level: 1, name: 'Links' }).waitFor();
        await page.getByRole('link', { name: 'Numbers' }).waitFor({ state: 'hidden' });
        await console.close();
    });

    await t.test('a gateway that is gone is said to be gone', async () => {
        const console = await browser.open(gateway);
        const { page } = console;
        await console.sign_in(gateway.token);
        await page.getByText('Ready', { exact: true }).waitFor();
        await gateway.kill();
        await page.getByText('Gateway unreachable').waitFor();
        await console.check_accessibility('unreachable');
        await console.shot('unreachable');
        await console.close();
    });
});

test('files and flushes in the console', files_and_flushes);

test('the console through TLS', async (t) => {
    const own = await (await Authority.start(t)).issue('gateway');
    const smsc = await Smsc.start(t);
    const admin = { listen: '127.0.0.1:0', tls: { cert: own.cert_file, key: own.key_file } };
    const gateway = await Gateway.start(t, { upstream: smsc.address, config: { admin } });
    const browser = await Browser.start(t);
    const console = await browser.open(gateway, 'light', 'https');
    await console.sign_in(gateway.token);
    await console.page.getByRole('heading', { name: 'Overview' }).waitFor();
    await console.settled();
    assert.deepEqual(console.faults, []);
});
