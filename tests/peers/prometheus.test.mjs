// Every panel and every rule against a real Prometheus that scrapes a gateway under load; an alert that reaches Alertmanager.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { directory, run, until } from '../e2e/harness.mjs';
import { opted_out, person, service, stage } from '../e2e/scene.mjs';
import { Alertmanager, Prometheus } from './prometheus.mjs';

const deploy = new URL('../../deploy/', import.meta.url).pathname;
const dashboards = path.join(deploy, 'grafana/dashboards');
const rules = path.join(deploy, 'prometheus/rules.yaml');

function* queries() {
    for (const file of fs.readdirSync(dashboards)) {
        for (const panel of JSON.parse(fs.readFileSync(path.join(dashboards, file), 'utf8')).panels) {
            for (const { expr } of panel.targets) yield { where: `${file}, "${panel.title}"`, expr };
        }
    }
}
// As Grafana fills in its variables.
const filled = (expr) => expr.replaceAll('$__rate_interval', '15s').replaceAll('"$instance"', '".*"').replaceAll('"$link"', '".*"');

// What an alert compares, which is there also while nothing is wrong.
const series_of = (expr) => new Set(expr.match(/\b(?:stopgate|process|link:stopgate|instance:stopgate)_[a-z0-9_:]*/g) ?? ['up']);

test('dashboards and rules show a gateway under load', async (t) => {
    const scene = await stage(t);
    const { gateway, sender, smsc } = scene;
    const alertmanager = await Alertmanager.start(t);
    const prometheus = await Prometheus.start(t, { target: gateway.admin_port, rules, alertmanager });

    await opted_out(scene);
    let busy = true;
    const traffic = (async () => {
        for (let n = 0; busy; n++) {
            await sender.submit(service, n % 5 === 0 ? person : `4477009${100_000 + n}`, 'Your order has shipped.');
            if (n % 10 === 0) await smsc.mo(`4477008${100_000 + n}`, service, n % 20 === 0 ? 'STOP' : 'thank you');
        }
    })();

    await t.test('no panel is empty', async () => {
        for (const { where, expr } of queries()) {
            await until(`${where}: ${filled(expr)}`, () => prometheus.query(filled(expr)), (found) => found.length > 0);
        }
    });

    await t.test('every rule is evaluated, and what it looks at is there', async () => {
        await until('all rules are well', () => prometheus.rules(), (all) => all.length > 0 && all.every((one) => one.health === 'ok'));
        for (const rule of await prometheus.rules()) {
            for (const name of [...series_of(rule.query), ...(rule.type === 'recording' ? [rule.name] : [])]) {
                await until(`${rule.name} looks at ${name}`, () => prometheus.query(name), (found) => found.length > 0);
            }
        }
    });

    await t.test('nothing fires while all is well', async () => {
        const firing = (await prometheus.rules()).filter((rule) => rule.state === 'firing').map((rule) => rule.name);
        const expected = ['StopgateDiskLow']; // the machine's own affair
        assert.deepEqual(firing.filter((name) => !expected.includes(name)), []);
    });

    await t.test('promtool finds nothing to say about the exposition', async () => {
        const file = path.join(gateway.directory, 'metrics');
        fs.writeFileSync(file, await gateway.get('/metrics', { token: null }));
        const checked = await run('sh', ['-c', 'promtool check metrics < "$1"', 'sh', file]);
        assert.deepEqual([checked.code, checked.stdout + checked.stderr], [0, '']);
    });

    busy = false;
    await traffic;

    await t.test('an alert reaches Alertmanager', async () => {
        await gateway.kill();
        const alerts = await until('the alert', () => alertmanager.alerts(), (all) => all.some(({ labels }) => labels.alertname === 'StopgateDown'));
        const { labels, annotations } = alerts.find((one) => one.labels.alertname === 'StopgateDown');
        assert.equal(labels.severity, 'critical');
        assert.match(annotations.summary, /does not answer/);
    });
});

test('each alert is tested', async () => {
    const tested = await run('promtool', ['test', 'rules', path.join(deploy, 'prometheus/rules_test.yaml')]);
    assert.equal(tested.code, 0, tested.stdout + tested.stderr);
    const names = [...fs.readFileSync(rules, 'utf8').matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
    const cases = fs.readFileSync(path.join(deploy, 'prometheus/rules_test.yaml'), 'utf8');
    for (const name of names) assert.match(cases, new RegExp(`alertname: ${name}\\b`), `${name} has no case`);
});

test('the dashboards are those that their program writes', async (t) => {
    const made = directory(t);
    const ran = await run('node', [path.join(deploy, 'grafana/make_dashboards.mjs'), made]);
    assert.equal(ran.code, 0, ran.stderr);
    for (const file of fs.readdirSync(dashboards)) {
        assert.equal(fs.readFileSync(path.join(dashboards, file), 'utf8'), fs.readFileSync(path.join(made, file), 'utf8'), file);
    }
});
