// Kannel's bearerbox and smsbox as the sender. They listen on fixed ports and maybe on all interfaces: run tests with ./alone.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

import { Program, Trace, directory, patience } from '../e2e/harness.mjs';

const admin_port = 13000;
const smsbox_port = 13001;
const sendsms_port = 13013;

// What Kannel calls: texts from people at /mo, reports on its own texts at /dlr. Each call is {path, …query}.
async function listen_for_calls(t) {
    const calls = new Trace('calls of Kannel');
    const server = http.createServer((asked, answer) => {
        const where = new URL(asked.url, 'http://kannel');
        calls.push({ path: where.pathname, ...Object.fromEntries(where.searchParams) });
        answer.end();
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    return { calls, port: server.address().port };
}

export class Kannel {
    // `smsc`: for each of Kannel's groups smsc the keys that differ from the ones below; undefined takes one out.
    // `service`: what it does with a text that comes; by default it calls for it.
    static async start(t, smpp_port, smsc = [{}], service = null) {
        const kannel = new Kannel();
        const { calls, port } = await listen_for_calls(t);
        kannel.calls = calls;
        kannel.callback = `http://127.0.0.1:${port}`;
        const file = path.join(directory(t), 'kannel.conf');
        fs.writeFileSync(file, configuration({ smpp_port, callback: kannel.callback, smsc, service }));
        for (const name of ['bearerbox', 'smsbox']) {
            // The smsbox gives up when there is no bearerbox.
            if (name === 'smsbox') await until(async () => /stopgate.*online/.test(await status()));
            const program = new Program(`/usr/sbin/${name}`, ['-v', '0', file], { name });
            t.after(() => program.kill());
            kannel[name] = program;
        }
        // Before that, texts from people would wait in the bearerbox for a minute.
        await until(async () => /smsbox:.*on-line/.test(await status()));
        await until(() =>
            get(`http://127.0.0.1:${sendsms_port}/`).then(
                () => true,
                () => false,
            ),
        );
        return kannel;
    }

    // Sends by Kannel's HTTP interface; resolves with what it said at once.
    // `mask`: which reports it calls for; by default whether the SMSC took the text.
    send(from, to, text, mask = 24) {
        const report = `${this.callback}/dlr?type=%d&reply=%A&to=${to}&of=${encodeURIComponent(text.slice(0, 20))}`;
        const query = new URLSearchParams({
            username: 'tester',
            password: 'secret',
            from,
            to,
            text,
            'dlr-mask': String(mask),
            'dlr-url': report,
        });
        return get(`http://127.0.0.1:${sendsms_port}/cgi-bin/sendsms?${query}`);
    }
}

function get(where) {
    return new Promise((resolve, reject) => {
        http.get(where, { agent: false }, (answer) => {
            let text = '';
            answer
                .setEncoding('utf8')
                .on('data', (piece) => {
                    text += piece;
                })
                .on('end', () => resolve({ status: answer.statusCode, text }));
        }).on('error', reject);
    });
}

const status = () =>
    get(`http://127.0.0.1:${admin_port}/status.txt?password=secret`).then(
        ({ text }) => text,
        () => '',
    );

// Kannel tells nobody when it is ready; it has to be asked.
async function until(ready) {
    for (const giving_up = Date.now() + patience; Date.now() < giving_up;) {
        if (await ready()) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`waited ${patience} ms for Kannel until ${ready}; its status:\n${await status()}`);
}

const as_lines = (keys) =>
    Object.entries(keys)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => `${key} = ${value}`)
        .join('\n');

const group_smsc = (smpp_port, keys) => `
group = smsc
${as_lines({
    smsc: 'smpp',
    'smsc-id': 'stopgate',
    host: '127.0.0.1',
    port: smpp_port,
    'transceiver-mode': true,
    'smsc-username': 'kannel',
    'smsc-password': 'secret',
    'system-type': '""',
    'interface-version': 34,
    'reconnect-delay': 1,
    'enquire-link-interval': 5,
    ...keys,
})}
`;

const configuration = ({ smpp_port, callback, smsc, service }) => `
group = core
admin-port = ${admin_port}
admin-password = secret
smsbox-port = ${smsbox_port}
box-allow-ip = 127.0.0.1
sms-resend-freq = 1
${smsc.map((keys) => group_smsc(smpp_port, keys)).join('')}
group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${sendsms_port}

group = sendsms-user
username = tester
password = secret
max-messages = 3
concatenation = true

group = sms-service
keyword = default
${as_lines(service ?? { 'max-messages': 0, 'omit-empty': true, 'get-url': `"${callback}/mo?from=%p&to=%P&text=%a"` })}
`;
