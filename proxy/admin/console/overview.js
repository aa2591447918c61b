// How the gateway is doing, live.
import { get } from './api.js';
import { chart, spark } from './chart.js';
import { h } from './dom.js';
import { by_label, sum } from './exposition.js';
import { features } from './features.js';
import { icon } from './icons.js';
import { on_beat, span_ms } from './pulse.js';
import { head } from './shell.js';
import { empty, notice, scroll } from './states.js';
import { event_rows } from './timeline.js';
import { compact, count, rate, seconds } from './words.js';

export const title = () => 'Overview';

function tile(name, look, from_zero) {
    const value = h('div.tile-value', '–');
    const more = h('div.tile-more', '\u00a0');
    const room = h('div.tile-spark');
    const element = h('section.tile', h('h2', name), value, more, room);
    const show = (words, unit, below, values) => {
        value.replaceChildren(words, unit ? h('span.unit', unit) : '');
        more.textContent = below || '\u00a0';
        room.replaceChildren(values ? spark(values, look, from_zero) : '');
    };
    return { element, show };
}

const troubles = [
    ['stopgate_store_errors_total', 'store operations failed', 'bad'],
    ['stopgate_filter_mismatch_total', 'answers of the memory filter were wrong', 'bad'],
    ['stopgate_malformed_pdus_total', 'PDUs did not parse', 'warn'],
    ['stopgate_connections_denied_total', 'connections were turned away', 'warn'],
];

function concerns(families, waiting) {
    const found = [];
    if (waiting)
        found.push([
            'info',
            h('a', { href: '#/review' }, `${count(waiting)} ${waiting === 1 ? 'reply waits' : 'replies wait'} for review`),
        ]);
    const failed =
        sum(families, 'stopgate_confirmations_total') - sum(families, 'stopgate_confirmations_total', { outcome: 'accepted' });
    if (failed) found.push(['warn', `${count(failed)} confirmations did not reach their person`]);
    for (const [family, words, kind] of troubles) {
        const value = sum(families, family);
        if (value) found.push([kind, `${count(value)} ${words}`]);
    }
    if (found.length === 0) return h('p.calm', icon('check'), 'Nothing needs a look.');
    return h(
        'ul.concerns',
        found.map(([kind, words]) => h(`li.${kind}`, icon(kind === 'info' ? 'review' : 'warning'), h('span', words))),
    );
}

function lists_table(families) {
    const held = by_label(families, 'stopgate_suppressions', 'list');
    const refused = by_label(families, 'stopgate_submits_refused_total', 'list');
    const outs = by_label(families, 'stopgate_keywords_total', 'list', { keyword_class: 'opt_out' });
    const back = by_label(families, 'stopgate_keywords_total', 'list', { keyword_class: 'opt_in' });
    return h(
        'table.table',
        h(
            'thead',
            h(
                'tr',
                ['List', 'Suppressed', 'Refused', 'Opt-outs', 'Opt-ins'].map((name, place) =>
                    h(place ? 'th.amount' : 'th', { scope: 'col' }, name),
                ),
            ),
        ),
        h(
            'tbody',
            [...held].map(([list, entries]) =>
                h(
                    'tr',
                    h('th', { scope: 'row' }, h('a', { href: `#/numbers?list=${encodeURIComponent(list)}` }, list)),
                    [entries, refused.get(list) ?? 0, outs.get(list) ?? 0, back.get(list) ?? 0].map((value) =>
                        h('td.amount', compact(value)),
                    ),
                ),
            ),
        ),
    );
}

export async function page({ view, signal }) {
    const tiles = {
        held: tile('Suppressed', 'blue', false),
        passed: tile('Texts passed', 'blue'),
        refused: tile('Texts refused', 'red'),
        carrier: tile('Carrier answers in', 'violet'),
    };
    const traffic = chart({
        label: 'Texts each second',
        span: span_ms,
        least: 4,
        say: rate,
        series: [
            { name: 'Passed', look: 'blue', area: true, value: (one) => one.rates?.passed ?? null },
            { name: 'Refused', look: 'red', area: true, value: (one) => one.rates?.refused ?? null },
        ],
    });
    const times = chart({
        label: "Time to the carrier's answer",
        span: span_ms,
        least: 0.004,
        say: (value) => (value ? seconds(value) : '0'),
        series: [
            { name: 'Slowest 1 %', look: 'violet', value: (one) => one.times.carrier_slow },
            { name: 'Median', look: 'blue', value: (one) => one.times.carrier_median },
        ],
    });
    const alarm = h('div.alarm', { role: 'status' });
    const own = h('dl.facts.wide-facts');
    const lists = h('div');
    const look_at = h('div');
    const build = h('span', '\u00a0');
    const latest = h('div');
    view.append(
        head('Overview', build),
        alarm,
        h(
            'div.tiles',
            Object.values(tiles).map((one) => one.element),
        ),
        h(
            'div.columns',
            h('section.card', h('header.card-head', h('h2', 'Texts each second')), traffic.element),
            h('section.card', h('header.card-head', h('h2', "Carrier's answers")), times.element),
        ),
        h(
            'div.columns.uneven',
            h(
                'section.card',
                h('header.card-head', h('h2', 'Lists'), h('span.card-note', 'since the gateway started, but for “Suppressed”')),
                scroll('Lists', lists),
            ),
            h(
                'div.stack',
                h('section.card', h('header.card-head', h('h2', 'Needs a look')), look_at),
                h('section.card', h('header.card-head', h('h2', "Stopgate's own time")), own),
            ),
        ),
    );
    if (features.trail) {
        view.append(
            h(
                'section.card',
                h('header.card-head', h('h2', 'Latest'), h('a.more', { href: '#/activity' }, 'All activity', icon('right'))),
                latest,
            ),
        );
    }

    let seen_changes = -1;
    async function refresh_latest(changes) {
        if (!features.trail || changes === seen_changes) return;
        seen_changes = changes;
        const { events } = await get('/v1/events', { limit: 6, order: 'newest' }, signal).catch(() => ({ events: [] }));
        if (signal.aborted) return;
        latest.replaceChildren(
            events.length
                ? event_rows(events)
                : empty('activity', 'Nothing yet', 'Opt-outs and opt-ins show up here as they come.'),
        );
    }

    on_beat(({ samples, ready, reached }) => {
        alarm.replaceChildren(...(ready ? [notice(reached ? 'warn' : 'bad', ready)] : []));
        const now = samples.at(-1);
        if (!now) return;
        const { families, rates } = now;
        const of = (pick) => samples.map(pick).filter((value) => value !== null && value !== undefined);
        const held = (one) => sum(one.families, 'stopgate_suppressions');
        const version = families.get('stopgate_build_info')?.[0]?.labels ?? {};
        build.textContent = `Stopgate ${version.version ?? ''}, configuration ${sum(families, 'stopgate_config_generation')}, ${count(sum(families, 'stopgate_links_bound'))} bound`;
        const gone = held(now) - held(samples[0]);
        tiles.held.show(
            compact(held(now)),
            '',
            gone ? `${gone > 0 ? '+' : '−'}${count(Math.abs(gone))} in the last minutes` : 'steady',
            of(held),
        );
        tiles.passed.show(
            rates ? rate(rates.passed) : '–',
            '/s',
            `${compact(now.totals.passed)} since the start`,
            of((one) => one.rates?.passed),
        );
        tiles.refused.show(
            rates ? rate(rates.refused) : '–',
            '/s',
            `${compact(now.totals.refused)} since the start`,
            of((one) => one.rates?.refused),
        );
        const slow = now.times.carrier_slow;
        tiles.carrier.show(
            seconds(now.times.carrier_median),
            '',
            slow === null ? 'no answers right now' : `99 % within ${seconds(slow)}`,
            of((one) => one.times.carrier_median),
        );
        traffic.draw(samples, now.at);
        times.draw(samples, now.at);
        lists.replaceChildren(lists_table(families));
        look_at.replaceChildren(concerns(families, sum(families, 'stopgate_review_waiting')));
        const lasting = (pick) => of(pick).at(-1) ?? null;
        own.replaceChildren(
            ...[
                ['Verdicts of one read', lasting((one) => one.times.lookup_median), lasting((one) => one.times.lookup_slow)],
                ['STOP on disk', lasting((one) => one.times.durable_median), lasting((one) => one.times.durable_slow)],
            ].map(([name, median, most]) =>
                h(
                    'div',
                    h('dt', name),
                    h(
                        'dd',
                        median === null
                            ? h('span', 'none in the last minutes')
                            : [h('b', seconds(median)), h('span', `99 % within ${seconds(most)}`)],
                    ),
                ),
            ),
        );
        refresh_latest(now.totals.opt_outs + now.totals.opt_ins + held(now));
    }, signal);
}
