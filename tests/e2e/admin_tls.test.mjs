// The admin server through TLS and on several addresses, with node's own TLS and curl's way of asking.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import test from 'node:test';

import { Authority } from './certificates.mjs';
import { Gateway } from './gateway.mjs';
import { built, directory, run } from './harness.mjs';
import { FakeSmsc } from './wire.mjs';

async function stage(t, { listen = '127.0.0.1:0', tls = {} } = {}) {
    const authority = await Authority.start(t);
    const [first, second] = [await authority.issue('first'), await authority.issue('second')];
    const smsc = await FakeSmsc.start(t);
    const admin = { listen, tls: { cert: first.cert_file, key: first.key_file, ...tls } };
    const gateway = await Gateway.start(t, { upstream: smsc.address, config: { admin } });
    const scene = { authority, first, second, gateway };
    // SIGHUP is not heard before the control thread runs, and that is who answers this.
    const heard = await secured(scene, { method: 'POST' }, '/v1/config/reload?dry_run=true');
    assert.equal(heard.status, 200, heard.text);
    return scene;
}

// {status, headers, text, certificate}: one request over a connection of its own.
function ask(how, options, target = '/v1/links') {
    return new Promise((resolve, reject) => {
        const asked = how.request({ host: '127.0.0.1', path: target, agent: false, ...options }, async (answer) => {
            const certificate = answer.socket.getPeerCertificate?.().subject?.CN;
            const text = Buffer.concat(await answer.toArray()).toString();
            resolve({ status: answer.statusCode, headers: answer.headers, text, certificate });
        });
        asked.on('error', reject);
        asked.end();
    });
}

const bearer = (gateway) => ({ authorization: `Bearer ${gateway.token}` });
const secured = (scene, more = {}, target) =>
    ask(https, { port: scene.gateway.admin_port, ca: scene.authority.pem, headers: bearer(scene.gateway), ...more }, target);

// `stopgate links` by these options: {code, stdout, stderr}.
const links = (...options) => run(built('stopgate'), ['links', '--json', ...options]);

test('the API through TLS, and SIGHUP reads the certificate again', async (t) => {
    const scene = await stage(t);
    const { first, second, gateway } = scene;
    const before = await secured(scene);
    assert.equal(before.status, 200, before.text);
    assert.equal(before.certificate, 'first');
    assert.equal(before.headers['strict-transport-security'], 'max-age=31536000');

    // A certificate without its key is refused by name, and the one of before stays.
    fs.writeFileSync(first.cert_file, second.cert);
    assert.match(await gateway.hang_up(), /not reloaded/);
    assert.ok(gateway.log.items.some((line) => /key="?admin\.tls/.test(line)));
    assert.equal((await secured(scene)).certificate, 'first');

    fs.writeFileSync(first.key_file, second.key);
    assert.match(await gateway.hang_up(), /configuration reloaded" generation=2 changes=0/);
    assert.equal((await secured(scene)).certificate, 'second');
});

test('who speaks http to it is told so', async (t) => {
    const { gateway } = await stage(t);
    const answer = await ask(http, { port: gateway.admin_port }, '/');
    assert.equal(answer.status, 400);
    assert.match(JSON.parse(answer.text).detail, /https/);
});

test('the command line finds its way by the configuration, or is told the authority', async (t) => {
    const { authority, gateway } = await stage(t);
    const url = ['--admin', `https://127.0.0.1:${gateway.admin_port}`, '--token-file', gateway.token_file];
    const told = await links(...url, '--ca', authority.file);
    assert.equal(told.code, 0, told.stderr);
    const stranger = await links(...url);
    assert.equal(stranger.code, 3);
    assert.match(stranger.stderr, /--ca FILE/);

    // The port of the configuration is the kernel's choice, so only its certificate is of use here.
    const known = await links('--config', gateway.file, '--admin', url[1]);
    assert.equal(known.code, 3, 'an address of its own is another gateway');
    gateway.settings.admin.listen = `127.0.0.1:${gateway.admin_port}`;
    gateway.write();
    const pinned = await links('--config', gateway.file);
    assert.equal(pinned.code, 0, pinned.stderr);
});

test('clients show a certificate where one is asked for', async (t) => {
    const scene = await stage(t);
    const { authority, first, second, gateway } = scene;
    gateway.settings.admin.tls = { ...gateway.settings.admin.tls, ca: authority.file };
    gateway.write();
    assert.match(await gateway.hang_up(), /configuration reloaded/);
    await assert.rejects(secured(scene));
    assert.equal((await secured(scene, { cert: second.cert, key: second.key })).status, 200);
    const url = ['--admin', `https://127.0.0.1:${gateway.admin_port}`, '--token-file', gateway.token_file, '--ca', authority.file];
    assert.equal((await links(...url)).code, 3);
    const shown = await links(...url, '--cert', first.cert_file, '--key', first.key_file);
    assert.equal(shown.code, 0, shown.stderr);
});

test('a unix socket beside it needs no TLS', async (t) => {
    const socket = path.join(directory(t), 'admin.sock');
    const scene = await stage(t, { listen: [`unix:${socket}`, '127.0.0.1:0'] });
    const { gateway } = scene;
    assert.equal((await secured(scene)).status, 200);
    const local = await ask(http, { socketPath: socket, headers: bearer(gateway) });
    assert.equal(local.status, 200);
    assert.equal(local.headers['strict-transport-security'], undefined);
    const found = await links('--config', gateway.file);
    assert.equal(found.code, 0, found.stderr);
    await gateway.stop();
    assert.ok(!fs.existsSync(socket));
});
