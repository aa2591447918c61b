// The web console in Debian's Chromium: a browser on a running gateway, and what is asked of every page.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import axe from 'axe-core/axe.min.js';
import { chromium } from 'playwright-core';

import { Gateway } from '../e2e/gateway.mjs';
import { build, patience } from '../e2e/harness.mjs';
import { Sender, Smsc } from '../e2e/sims.mjs';

// The smaller of Debian's two starts and draws in half the time.
const executablePath =
    process.env.STOPGATE_CHROMIUM ?? ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((one) => fs.existsSync(one));

export const artefacts = path.join(build || path.dirname(fileURLToPath(import.meta.url)), 'artefacts/console');

export const looks = {
    light: { colorScheme: 'light', viewport: { width: 1360, height: 900 } },
    dark: { colorScheme: 'dark', viewport: { width: 1360, height: 900 } },
    phone: { colorScheme: 'light', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

export const shop = '12025550123';
export const [ann, ben, eve, zoe] = ['14155550111', '14155550122', '14155550133', '14155550144'];
export const ok = 0;
export const refused = 0x45;
export const roles = ['viewer', 'operator']; // each is its own token
const token = roles.map((role) => ({ name: `some ${role}`, role, sha256: createHash('sha256').update(role).digest('hex') }));

// A gateway with two lists between a sender and an SMSC, and a browser.
export async function stage(t, config = {}) {
    const smsc = await Smsc.start(t);
    const list = [{ name: 'alerts', match: { service_type: 'OTP' }, opt_in_by_keyword: false }, { name: 'marketing' }];
    const gateway = await Gateway.start(t, { upstream: smsc.address, config: { 'admin.token': token, list, ...config } });
    const sender = await Sender.start(t, gateway.port(), { system_id: 'shop' });
    return { smsc, gateway, sender, browser: await Browser.start(t) };
}

export const hostile = '<img src=x onerror=alert(1)> please take me off this list';
// One is opted out, three wrote what waits for review.
export async function populate({ smsc, sender }) {
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
}

// What a visitor does and sees, whatever the page.
export const dialog = (page) => page.getByRole('dialog');
export const toast = (page, words) => page.locator('.toast', { hasText: words }).waitFor();
export const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
export const file = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
export const choose = (page, of) => page.locator('.drop-field input').setInputFiles(of);

// Of the five lines two are wrong and two are of the same person; with a separator of its own and words that are no formula.
export const letters = `Phone;List;Why\r\n+${ann};marketing;by letter\r\nnobody;marketing;\r\n${ben};marketing;"=1;2"\r\n${eve};none;\r\n${ann};marketing;\r\n`;

// The page of one flush, up to its dialog.
export async function to_the_dialog(console, matched, reason) {
    const { page } = console;
    await press(page, 'Flush…');
    const yes = dialog(page).getByRole('button', { name: 'Flush', exact: true });
    await dialog(page).getByLabel('Reason').fill(reason);
    if (matched === 1) return yes;
    await dialog(page).getByLabel('Type').fill(String(matched + 1));
    assert.ok(await yes.isDisabled());
    await dialog(page).getByLabel('Type').fill(String(matched));
    return yes;
}

export class Browser {
    static async start(t) {
        const browser = new Browser();
        browser.chromium = await chromium.launch({ executablePath });
        t.after(() => browser.chromium.close());
        fs.mkdirSync(artefacts, { recursive: true });
        return browser;
    }

    // A window of its own on this gateway, without a token. `scheme`: https takes any certificate.
    async open(gateway, look = 'light', scheme = 'http') {
        const context = await this.chromium.newContext({
            ...looks[look],
            reducedMotion: 'reduce',
            locale: 'en-GB',
            ignoreHTTPSErrors: scheme === 'https',
        });
        context.setDefaultTimeout(patience);
        const page = await context.newPage();
        return new Console(page, `${scheme}://127.0.0.1:${gateway.admin_port}`, look);
    }

    // Does `work` with a console that has signed in, and asks that the console did nothing that it must not.
    async signed_in(gateway, { token = gateway.token, look = 'light', scheme = 'http' }, work) {
        const console = await this.open(gateway, look, scheme);
        await console.sign_in(token);
        await console.page.getByRole('heading', { name: 'Overview' }).waitFor();
        await work(console, console.page);
        assert.deepEqual(console.faults, []);
        await console.close();
    }
}

export class Console {
    faults = []; // what a page must not do: violations of the policy, errors of scripts, requests to elsewhere

    constructor(page, origin, look) {
        this.page = page;
        this.origin = origin;
        this.look = look;
        page.on('pageerror', (error) => this.faults.push(error.stack));
        page.on('console', (said) => {
            // A status that the API answers on purpose is no fault of the page.
            if (said.type() === 'error' && !/Failed to load resource/.test(said.text())) this.faults.push(said.text());
        });
        page.on('request', (asked) => {
            if (!/^(blob|data):/.test(asked.url()) && new URL(asked.url()).origin !== origin)
                this.faults.push(`asked ${asked.url()}`);
        });
    }

    async sign_in(token) {
        await this.page.goto(this.origin + '/');
        await this.page.getByLabel('Token', { exact: true }).fill(token);
        await this.page.getByRole('button', { name: 'Sign in' }).click();
    }

    // The page at this place, loaded.
    async at(place, title) {
        await this.page.evaluate((where) => {
            location.hash = where;
        }, place);
        await this.page.getByRole('heading', { level: 1, name: title }).waitFor();
        await this.settled();
    }

    settled() {
        return this.page.waitForFunction(
            () => !document.querySelector('.loading') && document.querySelector('.gateway-state')?.title === '',
        );
    }

    shot(name) {
        return this.page.screenshot({ path: path.join(artefacts, `${name}-${this.look}.png`), fullPage: true });
    }

    // By the rules of axe (WCAG 2.2 AA and its best practices); evaluated from outside, as the page's policy takes no script.
    async check_accessibility(where) {
        if (!(await this.page.evaluate(() => Boolean(globalThis.axe)))) await this.page.evaluate(axe.source);
        // Not preloaded: only rules about media and, among experimental ones, about style sheets from elsewhere would use it.
        const options = { resultTypes: ['violations'], preload: false };
        // In the dark the same page differs by its colours.
        if (this.look === 'dark') options.runOnly = ['color-contrast', 'link-in-text-block'];
        const found = await this.page.evaluate((how) => globalThis.axe.run(document, how), options);
        const words = found.violations.map(
            (one) =>
                `${where} (${this.look}): ${one.id}: ${one.help}\n` +
                one.nodes.map((node) => `    ${node.html}\n    ${node.failureSummary}`).join('\n'),
        );
        assert.deepEqual(words, [], words.join('\n'));
    }

    async check_width(where) {
        const over = await this.page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(over, 0, `${where} (${this.look}) scrolls sideways by ${over} pixels`);
    }

    async looked_over(name, shot = true) {
        await this.check_width(name);
        await this.check_accessibility(name);
        if (shot) await this.shot(name);
    }

    async press(...keys) {
        for (const key of keys) await this.page.keyboard.press(key);
    }

    close() {
        return this.page.context().close();
    }
}
