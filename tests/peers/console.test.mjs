// The console as people use it: who signs in, and the work that is done with it.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Authority } from '../e2e/certificates.mjs';
import { ann, ben, dialog, eve, hostile, ok, populate, refused, shop, stage, toast } from './console.mjs';

test('the console', async (t) => {
    const scene = await stage(t);
    await populate(scene);
    const { browser, gateway, sender } = scene;

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

    await t.test('an opt-out and an opt-in by hand hold at once on the link', () =>
        browser.signed_in(gateway, {}, async (console, page) => {
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
        }),
    );

    await t.test('everything can be done with keys alone', () =>
        browser.signed_in(gateway, {}, async (console, page) => {
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
        }),
    );

    await t.test('a viewer sees everything and can change nothing', () =>
        browser.signed_in(gateway, { token: 'viewer' }, async (console, page) => {
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
        }),
    );

    await t.test('a phone has the menu in a drawer', () =>
        browser.signed_in(gateway, { look: 'phone' }, async (console, page) => {
            await page.getByRole('button', { name: 'Menu' }).click();
            await page.getByRole('link', { name: 'Links' }).waitFor();
            await console.shot('menu');
            await page.getByRole('link', { name: 'Links' }).click();
            await page.getByRole('heading', { level: 1, name: 'Links' }).waitFor();
            await page.getByRole('link', { name: 'Numbers' }).waitFor({ state: 'hidden' });
        }),
    );

    await t.test('a gateway that is gone is said to be gone', () =>
        browser.signed_in(gateway, {}, async (console, page) => {
            await page.getByText('Ready', { exact: true }).waitFor();
            await gateway.kill();
            await page.getByText('Gateway unreachable').waitFor();
            await console.check_accessibility('unreachable');
            await console.shot('unreachable');
        }),
    );
});

test('the console through TLS', async (t) => {
    const own = await (await Authority.start(t)).issue('gateway');
    const admin = { listen: '127.0.0.1:0', tls: { cert: own.cert_file, key: own.key_file } };
    const { browser, gateway } = await stage(t, { admin });
    await browser.signed_in(gateway, { scheme: 'https' }, (console) => console.settled());
});
