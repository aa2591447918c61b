// The dashboards against the types that Grafana publishes (@grafana/schema), by tsc: a field that Grafana does not know, or one of
// the wrong type, would be left out in silence when the dashboard is imported.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import * as types from './tsc.mjs';

const { here } = types;
const dashboards = path.join(here, '../../deploy/grafana/dashboards');
const schema = path.join(here, 'node_modules/@grafana/schema/dist/types');
const panel_types = ['stat', 'heatmap', 'timeseries'];

// What tsc says of these dashboards, by name; empty: nothing.
function complaints(t, jsons) {
    const sources = {};
    for (const [name, json] of Object.entries(jsons)) {
        // As a literal: a JSON file that is imported has strings where one of a few words is asked for.
        sources[name] = `import type { Dashboard } from '${here}/grafana.ts';\nexport const dashboard: Dashboard = ${json.trimEnd()};\n`;
    }
    const paths = { '@grafana/schema': [`${schema}/index.d.ts`] };
    for (const type of panel_types) paths[`@grafana/schema/${type}`] = [`${schema}/raw/composable/${type}/panelcfg/x/types.gen.d.ts`];
    return types.complaints(t, sources, paths);
}

const read = (file) => fs.readFileSync(path.join(dashboards, file), 'utf8');

test('the dashboards are of the types that Grafana publishes', async (t) => {
    const files = fs.readdirSync(dashboards);
    assert.ok(files.length >= 4);
    assert.equal(await complaints(t, Object.fromEntries(files.map((file) => [path.parse(file).name, read(file)]))), '');
});

test('a field of a wrong type, an unknown one and a missing one are found', async (t) => {
    const broken = {
        wrong_type: (all) => Object.assign(all.panels[0].gridPos, { w: '4' }),
        wrong_word: (all) => Object.assign(all.panels[0].options, { colorMode: 'colourful' }),
        unknown: (all) => Object.assign(all.panels[0].options, { colour: 'red' }),
        deep: (all) => Object.assign(all.panels.find(({ type }) => type === 'timeseries').fieldConfig.defaults.custom, { width: 2 }),
        missing: (all) => delete all.panels[0].targets[0].refId,
        variable: (all) => Object.assign(all.templating.list[0], { type: 'datasources' }),
    };
    const jsons = {};
    for (const [name, harm] of Object.entries(broken)) {
        const all = JSON.parse(read('overview.json'));
        harm(all);
        jsons[name] = JSON.stringify(all, null, 2);
    }
    const said = await complaints(t, jsons);
    for (const name of Object.keys(broken)) assert.match(said, new RegExp(`^(.*/)?${name}\\.ts\\(\\d+,\\d+\\): error TS`, 'm'), said);
});
