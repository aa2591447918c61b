// Charts of the last minutes, in SVG. They redraw on each beat; a pointer shows the values of one moment.
import { h, s } from './dom.js';

// Young charts show less than their span, so that what there is can be read.
const least_span = 60_000;
const tick_room = 78; // pixels
const margin = { top: 12, right: 12, bottom: 24, left: 52 };

// The least of 1, 2 and 5 times a power of ten that keeps `most` within three steps.
function step_for(most) {
    const power = 10 ** Math.floor(Math.log10(most / 3));
    return [1, 2, 5, 10].map((one) => one * power).find((one) => one * 3 >= most);
}

// Runs of neighbouring points that have a value.
function runs(points) {
    const all = [[]];
    for (const point of points) point[1] === null ? all.push([]) : all.at(-1).push(point);
    return all.filter((run) => run.length > 0);
}

const path_of = (run) => run.map(([x, y], place) => `${place ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

// `series`: [{ name, look, area, value(sample) }], `look` one of the classes of pages.css; `say`: a value in words; `least`: the
// axis never ends below it. Gives { element, draw(samples, now) }.
export function chart({ label, series, say, height = 200, span, least }) {
    const drawing = s('svg', { class: 'chart-drawing', height, role: 'img', 'aria-label': label });
    const tip = h('div.chart-tip', { hidden: true, 'aria-hidden': 'true' });
    const legend = h(
        'div.legend',
        series.map((one) => h('span.legend-item', h(`i.swatch.${one.look}`), one.name)),
    );
    const element = h('div.chart', legend, h('div.chart-stage', drawing, tip));
    let shown = { samples: [], now: Date.now() };
    let width = 0;

    let shown_span = span;
    const x_of = (at) => margin.left + (1 - (shown.now - at) / shown_span) * (width - margin.left - margin.right);

    function draw(samples = shown.samples, now = shown.now) {
        shown = { samples, now };
        shown_span = Math.min(span, Math.max(least_span, now - (samples[0]?.at ?? now)));
        if (width === 0) return;
        const most = Math.max(least, ...samples.flatMap((one) => series.map(({ value }) => value(one) ?? 0)));
        const step = step_for(most);
        const top = Math.ceil(most / step) * step;
        const y_of = (value) => margin.top + (1 - value / top) * (height - margin.top - margin.bottom);
        const parts = [];
        for (let value = 0; value <= top + step / 2; value += step) {
            const y = Math.round(y_of(value)) + 0.5;
            parts.push(s('line', { class: value ? 'grid' : 'floor', x1: margin.left, x2: width - margin.right, y1: y, y2: y }));
            parts.push(s('text', { class: 'tick', x: margin.left - 8, y: y + 4, 'text-anchor': 'end' }, say(value)));
        }
        const minutes = shown_span > 150_000;
        const pace = minutes ? 60_000 : 15_000;
        const apart = ((width - margin.left - margin.right) * pace) / shown_span;
        for (let gone = 0; gone <= shown_span; gone += pace * Math.max(1, Math.ceil(tick_room / apart))) {
            const words = gone === 0 ? 'now' : minutes ? `${gone / 60_000} min ago` : `${gone / 1_000} s ago`;
            const anchor = gone === 0 ? 'end' : gone === shown_span ? 'start' : 'middle';
            parts.push(s('text', { class: 'tick', x: x_of(now - gone), y: height - 6, 'text-anchor': anchor }, words));
        }
        for (const { look, area, value } of series) {
            const points = samples.filter((one) => one.at >= now - shown_span).map((one) => [x_of(one.at), value(one)]);
            for (const run of runs(points.map(([x, v]) => [x, v === null || v === undefined ? null : y_of(v)]))) {
                const line = path_of(run);
                if (area)
                    parts.push(
                        s('path', {
                            class: `area ${look}`,
                            d: `${line}L${run.at(-1)[0].toFixed(1)} ${y_of(0)}L${run[0][0].toFixed(1)} ${y_of(0)}Z`,
                        }),
                    );
                parts.push(s('path', { class: `line ${look}`, d: line }));
            }
        }
        drawing.replaceChildren(...parts);
        const last = samples.at(-1);
        const words = series.map(
            (one) =>
                `${one.name} ${last && one.value(last) !== null && one.value(last) !== undefined ? say(one.value(last)) : 'none'}`,
        );
        drawing.setAttribute('aria-label', `${label}. Now: ${words.join(', ')}.`);
    }

    drawing.addEventListener('pointermove', ({ offsetX }) => {
        const near = shown.samples.filter((one) => series.some(({ value }) => value(one) !== null && value(one) !== undefined));
        const one = near.reduce(
            (best, each) => (Math.abs(x_of(each.at) - offsetX) < Math.abs(x_of(best.at) - offsetX) ? each : best),
            near[0],
        );
        if (!one) return;
        tip.hidden = false;
        tip.replaceChildren(
            h('b', new Date(one.at).toLocaleTimeString()),
            ...series.map(({ name, look, value }) =>
                h('span.legend-item', h(`i.swatch.${look}`), name, h('b', value(one) === null ? '–' : say(value(one)))),
            ),
        );
        const x = x_of(one.at);
        tip.style.translate = `${x > width / 2 ? x - tip.offsetWidth - 12 : x + 12}px 0`;
        drawing.querySelector('.cross')?.remove();
        drawing.append(s('line', { class: 'cross', x1: x, x2: x, y1: margin.top, y2: height - margin.bottom }));
    });
    drawing.addEventListener('pointerleave', () => {
        tip.hidden = true;
        drawing.querySelector('.cross')?.remove();
    });
    new ResizeObserver(([{ contentRect }]) => {
        if (contentRect.width === width) return;
        width = contentRect.width;
        draw();
    }).observe(element);
    return { element, draw };
}

// A line without axes; its meaning stands beside it.
export function spark(values, look, from_zero = true) {
    const [width, height] = [120, 32];
    const [low, high] = [from_zero ? 0 : Math.min(...values), Math.max(...values)];
    const share = (value) => (high > low ? (value - low) / (high - low) : 0);
    const points = values.map((value, place) => [
        (place / Math.max(values.length - 1, 1)) * width,
        height - 2 - share(value) * (height - 4),
    ]);
    const line = points.length > 1 ? path_of(points) : '';
    return s(
        'svg',
        { class: 'spark', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
        s('path', { class: `area ${look}`, d: line && `${line}L${width} ${height}L0 ${height}Z` }),
        s('path', { class: `line ${look}`, d: line }),
    );
}
