// The web console in Debian's Chromium: a browser on a running gateway, and what is asked of every page.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import axe from 'axe-core';
import { chromium } from 'playwright-core';

import { build, patience } from '../e2e/harness.mjs';

export const artefacts = path.join(build || path.dirname(fileURLToPath(import.meta.url)), 'artefacts/console');

export const looks = {
    light: { colorScheme: 'light', viewport: { width: 1360, height: 900 } },
    dark: { colorScheme: 'dark', viewport: { width: 1360, height: 900 } },
    phone: { colorScheme: 'light', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

export class Browser {
    static async start(t) {
        const browser = new Browser();
        browser.chromium = await chromium.launch({ executablePath: process.env.STOPGATE_CHROMIUM ?? '/usr/bin/chromium' });
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
        await this.page.evaluate(axe.source);
        const found = await this.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
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

    async press(...keys) {
        for (const key of keys) await this.page.keyboard.press(key);
    }

    close() {
        return this.page.context().close();
    }
}
