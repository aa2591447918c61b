// Numbers and times as people read them.
const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const day_and_time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const clock_of_trail = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

export const count = (value) => whole.format(value);
export const compact = (value) => (value < 10_000 ? whole.format(Math.round(value)) : short.format(value));
export const several = (number, one, many = one + 's') => `${count(number)} ${number === 1 ? one : many}`;

export function rate(value) {
    if (value >= 1000) return short.format(value);
    return String(value >= 100 ? Math.round(value) : Number(value.toFixed(1)));
}

// Seconds, as short as it stays exact enough: "840 µs", "1.2 ms".
export function seconds(value) {
    if (value === null || Number.isNaN(value)) return '–';
    const [amount, unit] = value < 1e-3 ? [value * 1e6, 'µs'] : value < 1 ? [value * 1e3, 'ms'] : [value, 's'];
    return `${amount >= 100 ? Math.round(amount) : Number(amount.toPrecision(2))} ${unit}`;
}

export const moment = (iso) => day_and_time.format(new Date(iso));
export const date = (iso) => day.format(new Date(iso));
export const exact_hours = (iso) => clock_of_trail.format(new Date(iso));

export function since(iso, now = Date.now()) {
    const gone = (new Date(iso).getTime() - now) / 1000;
    for (const [unit, size] of [
        ['day', 86_400],
        ['hour', 3_600],
        ['minute', 60],
    ]) {
        if (Math.abs(gone) >= size) return Math.abs(gone) > 30 * 86_400 ? date(iso) : ago.format(Math.round(gone / size), unit);
    }
    return 'just now';
}

export const octets = (size) => {
    for (const [unit, one] of [
        ['GB', 1e9],
        ['MB', 1e6],
        ['kB', 1e3],
    ])
        if (size >= one) return `${(size / one).toFixed(1)} ${unit}`;
    return `${size} octets`;
};

// "alerts, for texts from 5550000"
export function reach(binding) {
    if (binding.scope === 'global') return 'Everything, from every list';
    if (binding.scope === 'list' || !binding.sender) return 'Every sender of the list';
    return `Texts from ${binding.sender}`;
}

export const source_words = { keyword: 'Replied', staff: 'Staff', import: 'Import', carrier: 'Carrier' };
export const list_name = (name) => name || 'Every list';
