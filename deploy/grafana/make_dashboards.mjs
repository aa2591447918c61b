// Writes the dashboards beside it, so that they all look alike: node deploy/grafana/make_dashboards.mjs
// Grafana 11 and later import them as they are; the data source is asked for.
import fs from 'node:fs';
import path from 'node:path';

const here = path.dirname(new URL(import.meta.url).pathname);
const datasource = { type: 'prometheus', uid: '${datasource}' };
const only = 'instance=~"$instance"';
const only_link = `${only}, link=~"$link"`;

// --- panels: [title, queries, how it is shown] ---

const colours = { good: 'green', bad: 'red', even: 'blue' };
const target = ([expr, legend = ''], at) => ({
    datasource,
    refId: String.fromCharCode(65 + at),
    expr,
    legendFormat: legend,
    editorMode: 'code',
    range: true,
});

function lines(title, queries, { unit = 'short', stack = false, description = '', min = 0 } = {}) {
    return {
        type: 'timeseries',
        title,
        description,
        datasource,
        targets: queries.map(target),
        fieldConfig: {
            defaults: {
                unit,
                min,
                color: { mode: 'palette-classic' },
                custom: {
                    drawStyle: 'line',
                    lineWidth: 2,
                    fillOpacity: stack ? 30 : 8,
                    showPoints: 'never',
                    stacking: { mode: stack ? 'normal' : 'none', group: 'A' },
                },
            },
            overrides: [],
        },
        options: {
            legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
            tooltip: { mode: 'multi', sort: 'desc' },
        },
    };
}

// `from`: where the colour changes, [[value, colour]…].
function figure(title, expr, { unit = 'short', from = [[null, colours.even]], description = '' } = {}) {
    return {
        type: 'stat',
        title,
        description,
        datasource,
        targets: [target([expr], 0)],
        fieldConfig: {
            defaults: { unit, thresholds: { mode: 'absolute', steps: from.map(([value, color]) => ({ value, color })) } },
            overrides: [],
        },
        options: {
            colorMode: 'value',
            graphMode: 'area',
            justifyMode: 'auto',
            orientation: 'auto',
            textMode: 'auto',
            wideLayout: true,
            reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
        },
    };
}

function heat(title, expr, { unit = 's', description = '' } = {}) {
    return {
        type: 'heatmap',
        title,
        description,
        datasource,
        targets: [{ ...target([expr, '{{le}}'], 0), format: 'heatmap' }],
        fieldConfig: { defaults: {}, overrides: [] },
        options: {
            calculate: false,
            yAxis: { axisPlacement: 'left', unit },
            color: { mode: 'scheme', scheme: 'Blues', steps: 64, exponent: 0.5, fill: 'dark-blue', reverse: false },
            cellGap: 1,
            filterValues: { le: 1e-9 },
            rowsFrame: { layout: 'auto' },
            legend: { show: true },
            showValue: 'never',
            tooltip: { mode: 'single', yHistogram: false },
            exemplars: { color: 'rgba(255,0,255,0.7)' },
        },
    };
}

const rate = (name, more, by) => `sum by (${by}) (rate(${name}{${more}}[$__rate_interval]))`;
const quantile = (share, name, more, by = '') =>
    `histogram_quantile(${share}, sum by (${by ? by + ', ' : ''}le) (rate(${name}_bucket{${more}}[$__rate_interval])))`;
const zero_is_good = [
    [null, colours.good],
    [1, colours.bad],
];

// --- the dashboards: rows of panels with their widths ---

const submits = `command="submit_sm", direction="upstream"`;
const dashboards = {
    overview: {
        title: 'Stopgate: overview',
        rows: [
            [4, [
                [4, figure('Submits a second', `sum(rate(stopgate_pdus_total{${only}, ${submits}}[$__rate_interval]))`, { unit: 'cps' })],
                [4, figure('Refused a second', `sum(rate(stopgate_submits_refused_total{${only}}[$__rate_interval]))`, { unit: 'cps' })],
                [4, figure('Opt-outs today', `sum(increase(stopgate_keywords_total{${only}, keyword_class="opt_out"}[24h]))`)],
                [4, figure('Suppressed', `sum(stopgate_suppressions{${only}})`)],
                [4, figure('Links bound', `sum(stopgate_links_bound{${only}})`, { from: [[null, colours.bad], [1, colours.good]] })],
                [4, figure('Store errors', `sum(increase(stopgate_store_errors_total{${only}}[1h]))`, { from: zero_is_good, description: 'Within the last hour.' })],
            ]],
            [8, [
                [12, lines('Submits', [[rate('stopgate_pdus_total', `${only}, ${submits}`, 'link, outcome'), '{{link}} {{outcome}}']], { unit: 'cps', stack: true })],
                [12, lines('Replies', [[rate('stopgate_pdus_total', `${only}, command="deliver_sm", direction="downstream"`, 'link, outcome'), '{{link}} {{outcome}}']], { unit: 'cps', stack: true })],
            ]],
            [8, [
                [12, lines('Answers of the SMSC', [
                    [quantile(0.5, 'stopgate_upstream_response_seconds', only, 'link'), '{{link}} median'],
                    [quantile(0.99, 'stopgate_upstream_response_seconds', only, 'link'), '{{link}} 99 %'],
                ], { unit: 's' })],
                [12, lines('Verdicts', [
                    [quantile(0.5, 'stopgate_lookup_seconds', only), 'median'],
                    [quantile(0.99, 'stopgate_lookup_seconds', only), '99 %'],
                ], { unit: 's', description: 'Of all submits of one read together.' })],
            ]],
            [8, [
                [8, lines('Processor', [[`rate(process_cpu_seconds_total{${only}, job="stopgate"}[$__rate_interval])`, '{{instance}}']], { unit: 'percentunit' })],
                [8, lines('Memory', [[`process_resident_memory_bytes{${only}, job="stopgate"}`, '{{instance}}']], { unit: 'bytes' })],
                [8, lines('File descriptors', [[`process_open_fds{${only}, job="stopgate"}`, '{{instance}}']])],
            ]],
        ],
    },
    link: {
        title: 'Stopgate: link',
        with_links: true,
        rows: [
            [8, [
                [8, lines('Bound', [[`sum by (link, bind_type) (stopgate_links_bound{${only_link}})`, '{{link}} {{bind_type}}']], { stack: true })],
                [8, lines('In flight', [[`sum by (link, direction) (stopgate_in_flight{${only_link}})`, '{{link}} {{direction}}']])],
                [8, lines('Held', [[`sum by (link) (stopgate_held_pdus{${only_link}})`, '{{link}}']], { description: 'PDUs that wait for a verdict or for the store.' })],
            ]],
            [8, [
                [12, lines('PDUs to the SMSC', [[rate('stopgate_pdus_total', `${only_link}, direction="upstream"`, 'command, outcome'), '{{command}} {{outcome}}']], { unit: 'cps' })],
                [12, lines('PDUs to the sender', [[rate('stopgate_pdus_total', `${only_link}, direction="downstream"`, 'command, outcome'), '{{command}} {{outcome}}']], { unit: 'cps' })],
            ]],
            [8, [
                [12, heat('Answers of the SMSC', `sum by (le) (increase(stopgate_upstream_response_seconds_bucket{${only_link}}[$__rate_interval]))`)],
                [12, lines('Octets', [[rate('stopgate_bytes_total', only_link, 'link, direction'), '{{link}} {{direction}}']], { unit: 'Bps' })],
            ]],
            [8, [
                [8, lines('Not read', [[rate('stopgate_paused_seconds_total', only_link, 'link, reason'), '{{link}} {{reason}}']], { unit: 'percentunit', description: 'Share of the time in which a leg was not read, by reason.' })],
                [8, lines('Malformed PDUs', [[rate('stopgate_malformed_pdus_total', only_link, 'link, flaw'), '{{link}} {{flaw}}']], { unit: 'cps' })],
                [8, lines('Connections turned away', [[rate('stopgate_connections_denied_total', only_link, 'link, reason'), '{{link}} {{reason}}']], { unit: 'cps' })],
            ]],
        ],
    },
    store: {
        title: 'Stopgate: store',
        rows: [
            [4, [
                [6, figure('Disk free', `min(stopgate_store_disk_free_bytes{${only}} / stopgate_store_disk_bytes{${only}})`, { unit: 'percentunit', from: [[null, colours.bad], [0.2, colours.good]] })],
                [6, figure('Table files', `sum(stopgate_store_tables_bytes{${only}})`, { unit: 'bytes' })],
                [6, figure('Background errors', `sum(stopgate_store_background_errors{${only}})`, { from: zero_is_good })],
                [6, figure('Filter mismatches', `sum(stopgate_filter_mismatch_total{${only}})`, { from: zero_is_good, description: 'Anything but 0 is a defect: a text to a suppressed number may have passed.' })],
            ]],
            [8, [
                [12, heat('Opt-outs to the disk', `sum by (le) (increase(stopgate_opt_out_durable_seconds_bucket{${only}}[$__rate_interval]))`)],
                [12, heat('Verdicts', `sum by (le) (increase(stopgate_lookup_seconds_bucket{${only}}[$__rate_interval]))`)],
            ]],
            [8, [
                [8, lines('Entries', [[`sum by (list) (stopgate_suppressions{${only}})`, '{{list}}']], { stack: true })],
                [8, lines('Memory filter', [
                    [`sum by (state) (stopgate_filter_state{${only}})`, '{{state}}'],
                ], { description: '1 for what it is now.' })],
                [8, lines('Memory', [
                    [`stopgate_filter_bytes{${only}}`, '{{instance}} filter'],
                    [`stopgate_store_cache_bytes{${only}}`, '{{instance}} cache'],
                    [`stopgate_store_memtables_bytes{${only}}`, '{{instance}} memtables'],
                ], { unit: 'bytes', stack: true })],
            ]],
            [8, [
                [8, lines('Log syncs', [[`rate(stopgate_store_wal_syncs_total{${only}}[$__rate_interval])`, '{{instance}}']], { unit: 'cps' })],
                [8, lines('Cache and filters', [
                    [`rate(stopgate_store_cache_hits_total{${only}}[$__rate_interval])`, '{{instance}} blocks found'],
                    [`rate(stopgate_store_cache_misses_total{${only}}[$__rate_interval])`, '{{instance}} blocks read'],
                    [`rate(stopgate_store_bloom_useful_total{${only}}[$__rate_interval])`, '{{instance}} reads spared'],
                    [`rate(stopgate_store_bloom_positives_total{${only}}[$__rate_interval])`, '{{instance}} let pass'],
                    [`rate(stopgate_store_bloom_true_positives_total{${only}}[$__rate_interval])`, '{{instance}} rightly'],
                ], { unit: 'cps' })],
                [8, lines('Writes', [
                    [`rate(stopgate_store_wal_bytes_total{${only}}[$__rate_interval])`, '{{instance}} log'],
                    [`rate(stopgate_store_compaction_read_bytes_total{${only}}[$__rate_interval])`, '{{instance}} compaction reads'],
                    [`rate(stopgate_store_compaction_written_bytes_total{${only}}[$__rate_interval])`, '{{instance}} compaction writes'],
                ], { unit: 'Bps' })],
            ]],
            [8, [
                [8, lines('Errors', [[rate('stopgate_store_errors_total', only, 'operation'), '{{operation}}']], { unit: 'cps' })],
                [8, lines('Stalls', [
                    [`rate(stopgate_store_stall_seconds_total{${only}}[$__rate_interval])`, '{{instance}} slowed down'],
                    [`stopgate_store_writes_stopped{${only}}`, '{{instance}} stopped'],
                ], { unit: 'percentunit' })],
                [8, lines('Compaction behind', [[`stopgate_store_compaction_pending_bytes{${only}}`, '{{instance}}']], { unit: 'bytes' })],
            ]],
        ],
    },
    compliance: {
        title: 'Stopgate: compliance',
        with_links: true,
        rows: [
            [4, [
                [4, figure('Opt-outs today', `sum(increase(stopgate_keywords_total{${only_link}, keyword_class="opt_out"}[24h]))`)],
                [4, figure('Opt-ins today', `sum(increase(stopgate_keywords_total{${only_link}, keyword_class="opt_in"}[24h]))`)],
                [4, figure('Texts refused today', `sum(increase(stopgate_submits_refused_total{${only_link}}[24h]))`)],
                [4, figure('Durable within, 99 %', quantile(0.99, 'stopgate_opt_out_durable_seconds', only), { unit: 's' })],
                [4, figure('Confirmations not delivered', `sum(increase(stopgate_confirmations_total{${only_link}, outcome!="accepted"}[24h]))`, { from: zero_is_good })],
                [4, figure('Waiting for review', `sum(stopgate_review_waiting{${only}})`, { from: zero_is_good })],
            ]],
            [8, [
                [12, lines('Keywords', [[rate('stopgate_keywords_total', only_link, 'list, keyword_class'), '{{list}} {{keyword_class}}']], { unit: 'cps' })],
                [12, lines('Texts refused', [[rate('stopgate_submits_refused_total', only_link, 'list'), '{{list}}']], { unit: 'cps', stack: true })],
            ]],
            [8, [
                [8, lines('Confirmations', [[rate('stopgate_confirmations_total', only_link, 'outcome'), '{{outcome}}']], { unit: 'cps' })],
                [8, lines('Receipts for refused texts', [[rate('stopgate_receipts_total', only_link, 'outcome'), '{{outcome}}']], { unit: 'cps' })],
                [8, lines('From opt-out to disk', [
                    [quantile(0.5, 'stopgate_opt_out_durable_seconds', only), 'median'],
                    [quantile(0.99, 'stopgate_opt_out_durable_seconds', only), '99 %'],
                ], { unit: 's' })],
            ]],
            [8, [
                [8, lines('Replies that read like opt-outs', [[rate('stopgate_suspicious_replies_total', only_link, 'list'), '{{list}}']], { unit: 'cps' })],
                [8, lines('Told by the carrier', [[rate('stopgate_carrier_opt_outs_total', only_link, 'link'), '{{link}}']], { unit: 'cps' })],
                [8, lines('First texts with the notice, and orders of staff', [
                    [rate('stopgate_first_message_notices_total', only_link, 'link'), '{{link}} notices'],
                    [rate('stopgate_staff_commands_total', only_link, 'link'), '{{link}} orders'],
                ], { unit: 'cps' })],
            ]],
        ],
    },
}; // prettier-ignore

function variable(name, label, query) {
    return {
        name,
        label,
        type: 'query',
        datasource,
        query: { query, refId: name },
        definition: query,
        refresh: 2,
        includeAll: true,
        multi: true,
        allValue: '.*',
        current: { text: 'All', value: '$__all', selected: true },
        hide: 0,
        sort: 1,
        options: [],
        regex: '',
        skipUrlSync: false,
    };
}

function whole(name, { title, rows, with_links }) {
    const panels = [];
    let y = 0;
    for (const [height, row] of rows) {
        let x = 0;
        for (const [width, panel] of row) {
            panels.push({ id: panels.length + 1, gridPos: { h: height, w: width, x, y }, ...panel });
            x += width;
        }
        y += height;
    }
    return {
        uid: `stopgate-${name}`,
        title,
        tags: ['stopgate', 'smpp'],
        editable: true,
        graphTooltip: 1,
        schemaVersion: 39,
        version: 1,
        timezone: 'browser',
        refresh: '30s',
        time: { from: 'now-6h', to: 'now' },
        timepicker: {},
        annotations: { list: [] },
        links: [
            {
                title: 'Stopgate',
                type: 'dashboards',
                tags: ['stopgate'],
                asDropdown: false,
                includeVars: true,
                keepTime: true,
                targetBlank: false,
                icon: 'external link',
                tooltip: '',
                url: '',
            },
        ],
        templating: {
            list: [
                { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus', refresh: 1, hide: 0, includeAll: false, multi: false, options: [], regex: '', skipUrlSync: false },
                variable('instance', 'Instance', 'label_values(stopgate_build_info, instance)'),
                ...(with_links ? [variable('link', 'Link', `label_values(stopgate_links_bound{${only}}, link)`)] : []),
            ],
        },
        panels,
    }; // prettier-ignore
}

const into = process.argv[2] ?? path.join(here, 'dashboards');
fs.mkdirSync(into, { recursive: true });
for (const [name, what] of Object.entries(dashboards)) {
    fs.writeFileSync(path.join(into, `${name}.json`), JSON.stringify(whole(name, what), null, 2) + '\n');
}
