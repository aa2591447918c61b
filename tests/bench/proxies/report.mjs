// Tables in Markdown and plots in SVG.
import fs from 'node:fs';

export const count = (value, digits = 0) =>
    Number.isFinite(value) ? value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits }) : '–';
// A median and its middle half.
export const spread = (of) => (of ? `${count(of.median, 2)} (${count(of.middle[0], 2)}–${count(of.middle[1], 2)})` : '–');
export const microseconds = (ns) => count(ns / 1000, 0);

export function markdown(head, rows) {
    const line = (cells) => `| ${cells.join(' | ')} |`;
    return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n') + '\n';
}

// Of summaries; the last three columns are ratios to HAProxy.
export function comparison(head, summaries) {
    const columns = ['submits/s', 'CPU ns', 'of it system', 'p50 µs', 'p99 µs', 'p99.9 µs', 'throughput', 'CPU', 'p99'];
    return markdown(
        [head, ...columns],
        summaries.map((one) => [
            one.name,
            count(one.per_second),
            count(one.cpu_ns),
            Number.isFinite(one.system_share) ? `${count(one.system_share * 100)} %` : '–',
            ...[one.p50, one.p99, one.p99_9].map(microseconds),
            ...[one.ratios.per_second, one.ratios.cpu, one.ratios.p99].map(spread),
        ]),
    );
}

const [begin, end] = ['<!-- run.mjs writes from here -->', '<!-- to here -->'];
export function put_between_marks(file, text) {
    const [before, rest] = fs.readFileSync(file, 'utf8').split(begin);
    const after = rest?.split(end)[1];
    if (after === undefined) throw new Error(`${file} has no ${begin} … ${end}`);
    fs.writeFileSync(file, `${before}${begin}\n${text}${end}${after}`);
}

// Lines over one logarithmic axis. `series`: [{name, points: [[x, y]…]}].
export function plot({ title, x, y, series }) {
    const [width, height, left, right, top, bottom] = [900, 380, 100, 290, 40, 50];
    const xs = series.flatMap((one) => one.points.map(([at]) => Math.log10(at)));
    const ys = series.flatMap((one) => one.points.map(([, value]) => value));
    const [x0, x1, y1] = [Math.min(...xs), Math.max(...xs), Math.max(...ys) * 1.1];
    const px = (at) => left + ((Math.log10(at) - x0) / (x1 - x0 || 1)) * (width - left - right);
    const py = (value) => height - bottom - (value / y1) * (height - top - bottom);
    const colours = ['#0b6e99', '#c4512d', '#5b8c3a', '#7a4fa3', '#b58900', '#555555', '#d03c7f', '#1f9e89', '#8c510a', '#3b4cc0', '#e08214', '#000000'];
    const ticks = [...new Set(series.flatMap((one) => one.points.map(([at]) => at)))].sort((a, b) => a - b);
    const parts = [
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
        `<rect width="${width}" height="${height}" fill="white"/>`,
        `<text x="${left}" y="20" font-size="15">${title}</text>`,
        `<text x="${(left + width - right) / 2}" y="${height - 10}" text-anchor="middle">${x}</text>`,
        `<text transform="translate(16 ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">${y}</text>`,
        ...ticks.map((at) => `<text x="${px(at)}" y="${height - bottom + 18}" text-anchor="middle">${count(at)}</text>`),
        ...[0, 0.25, 0.5, 0.75, 1].map((share) => {
            const at = py(share * y1);
            const digits = y1 < 10 ? 2 : 0;
            return (
                `<line x1="${left}" x2="${width - right}" y1="${at}" y2="${at}" stroke="#ddd"/>` +
                `<text x="${left - 8}" y="${at + 4}" text-anchor="end">${count(share * y1, digits)}</text>`
            );
        }),
    ];
    series.forEach(({ name, points }, which) => {
        const colour = colours[which % colours.length];
        const path = points.map(([at, value]) => `${px(at)},${py(value)}`).join(' ');
        parts.push(
            `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
            ...points.map(([at, value]) => `<circle cx="${px(at)}" cy="${py(value)}" r="3" fill="${colour}"/>`),
            `<text x="${width - right + 12}" y="${top + 14 + which * 18}" fill="${colour}">${name}</text>`,
        );
    });
    return parts.join('\n') + '\n</svg>\n';
}
