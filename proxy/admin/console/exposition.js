// Prometheus text exposition: a map from a family's or a bucket's name to its samples [{ labels, value }].
const line_shape = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const label_shape = /(\w+)="((?:[^"\\]|\\.)*)"/g;

export function read_exposition(text) {
    const families = new Map();
    for (const line of text.split('\n')) {
        if (!line.startsWith('stopgate_')) continue;
        const parts = line.match(line_shape);
        if (!parts) continue;
        const labels = {};
        for (const [, key, value] of (parts[2] ?? '').matchAll(label_shape)) labels[key] = value.replace(/\\(["\\])/g, '$1');
        if (!families.has(parts[1])) families.set(parts[1], []);
        families.get(parts[1]).push({ labels, value: Number(parts[3]) });
    }
    return families;
}

const fits = (labels, wanted) => Object.entries(wanted).every(([key, value]) => labels[key] === value);

export function sum(families, name, wanted = {}) {
    let total = 0;
    for (const { labels, value } of families.get(name) ?? []) if (fits(labels, wanted)) total += value;
    return total;
}

// [label's value, sum], in the order of the exposition.
export function by_label(families, name, label, wanted = {}) {
    const totals = new Map();
    for (const { labels, value } of families.get(name) ?? []) {
        if (fits(labels, wanted)) totals.set(labels[label], (totals.get(labels[label]) ?? 0) + value);
    }
    return totals;
}

// The value that the share `q` of what was observed between two scrapes did not exceed; null when there was nothing.
export function quantile(now, before, name, q) {
    const counts = by_label(now, `${name}_bucket`, 'le');
    const earlier = by_label(before, `${name}_bucket`, 'le');
    const buckets = [...counts].map(([le, value]) => [le === '+Inf' ? Infinity : Number(le), value - (earlier.get(le) ?? 0)]);
    buckets.sort(([one], [other]) => one - other);
    const total = buckets.at(-1)?.[1] ?? 0;
    if (total <= 0) return null;
    const rank = q * total;
    let [low, below] = [0, 0];
    for (const [edge, value] of buckets) {
        if (value >= rank) return edge === Infinity ? low : low + ((edge - low) * (rank - below)) / (value - below || 1);
        [low, below] = [edge, value];
    }
    return low;
}
