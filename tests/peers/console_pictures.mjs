// The pictures of the console in the README: STOPGATE_BUILD=build/release node tests/peers/console_pictures.mjs (takes a minute).
import path from 'node:path';

import { ann, populate, shop, stage } from './console.mjs';

const pictures = new URL('../../deploy/docs/images/', import.meta.url).pathname;
const traffic_seconds = 62; // the overview then shows its first minute whole

async function texts(sender, until) {
    for (let n = 0; performance.now() < until; n++) {
        // A crowd that comes and goes; one in twelve is to somebody who is suppressed.
        const together = 4 + Math.round(3 * Math.sin(n / 9));
        const to = Array.from({ length: together }, (_, at) => ((n + at) % 12 ? `1415556${1000 + ((n * 7 + at) % 900)}` : ann));
        await Promise.all(to.map((person) => sender.submit(shop, person, 'Your order has shipped.')));
        await new Promise((resolve) => setTimeout(resolve, 250));
    }
}

const ends = [];
const scene = await stage({ after: (end) => ends.push(end) });
const { browser, gateway, sender, smsc } = scene;
await populate(scene);
await browser.signed_in(gateway, {}, async (console, page) => {
    const busy = texts(sender, performance.now() + traffic_seconds * 1000);
    for (let n = 0; n < 12; n++) await smsc.mo(`1415555${2000 + n}`, shop, n % 4 ? 'STOP' : 'Stop');
    await smsc.mo('14155552004', shop, 'START');
    await console.settled();
    await busy;
    await page.screenshot({ path: path.join(pictures, 'overview.png') });
    await console.at(`/numbers/${ann}`, ann);
    await page.locator('summary').first().click();
    await page.screenshot({ path: path.join(pictures, 'number.png') });
});
for (const end of ends) await end();
