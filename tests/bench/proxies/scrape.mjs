// Stopgate's metrics, asked for on its admin port.
import http from 'node:http';

function scrape(port) {
    return new Promise((resolve, reject) => {
        const got = (answer) => {
            const parts = [];
            answer.on('data', (part) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts).toString()));
        };
        http.get({ port, path: '/metrics', agent: false }, got).on('error', reject);
    });
}

export function scrape_each_second(port) {
    setInterval(() => scrape(port).catch(() => {}), 1000).unref();
}

export async function filter_ready(port) {
    while (!/^stopgate_filter_state\{state="ready"\} 1$/m.test(await scrape(port))) {
        await new Promise((resolve) => setTimeout(resolve, 200));
    }
}
