// Our reading of numbers against that of google-libphonenumber, whose metadata our table was made from, and against the number
// that each spelling was made of.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } = createRequire(import.meta.url)('google-libphonenumber');
const phones = PhoneNumberUtil.getInstance();
const regions = phones.getSupportedRegions();
const program = `${process.env.STOPGATE_BUILD}/stopgate-canonical`;

let seed = 20250801;
const random = (limit) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * limit);
};
const one_of = (list) => list[random(list.length)];

// Numbers of each kind and region: the example with its last digits varied, as far as that is a number there.
function numbers() {
    const wanted = { MOBILE: 24, FIXED_LINE_OR_MOBILE: 12, FIXED_LINE: 10 };
    const found = [];
    for (const region of regions) {
        for (const [kind, type] of Object.entries(PhoneNumberType)) {
            const example = type >= 0 && phones.getExampleNumberForType(region, type);
            if (!example || !phones.getSupportedTypesForRegion(region).includes(type)) continue;
            const code = String(example.getCountryCode());
            const national = phones.getNationalSignificantNumber(example);
            const seen = new Set();
            for (let turn = 0; turn < 150 && seen.size < (wanted[kind] ?? 3); turn++) {
                const varied = turn === 0 ? 0 : 1 + random(Math.min(6, national.length - 1));
                const end = varied === 0 ? '' : String(random(10 ** varied)).padStart(varied, '0');
                const digits = national.slice(0, national.length - varied) + end;
                const parsed = phones.parse(`+${code}${digits}`, region);
                if (seen.has(digits) || !phones.isValidNumberForRegion(parsed, region)) continue;
                if (phones.format(parsed, PhoneNumberFormat.E164) !== `+${code}${digits}`) continue;
                seen.add(digits);
                found.push({ region, kind, code, national: digits, international: code + digits, parsed });
            }
        }
    }
    return found;
}

const any_type = () => one_of([0, 0, 2, 3, 4, 6]);
const digits_of = (text) => text.replace(/\D/g, '');
const dialled_from = (parsed, region) => phones.formatOutOfCountryCallingNumber(parsed, region).replace(/[^\d+]/g, '');

// How a number is spelled: {home, ton, text}, and `oracle`, what libphonenumber is asked where it can't know the TON.
const spellings = {
    'TON 1': ({ region, international }) => ({ home: region, ton: 1, text: international, oracle: `+${international}` }),
    'with +': ({ region, international }) => ({ home: region, ton: any_type(), text: `+${international}` }),
    'with 00': ({ region, international }) => {
        return { home: region, ton: any_type(), text: `00${international}`, oracle: `+${international}` };
    },
    'international, formatted': ({ region, parsed }) => {
        return { home: region, ton: any_type(), text: phones.format(parsed, PhoneNumberFormat.INTERNATIONAL) };
    },
    'national prefix behind the code': ({ region, code, national }) => {
        return { home: one_of(regions), ton: 1, text: `+${code} (${phones.getNddPrefixForRegion(region, true) ?? ''})${national}` };
    },
    'national, formatted': ({ region, parsed }) => {
        return { home: region, ton: any_type(), text: phones.format(parsed, PhoneNumberFormat.NATIONAL) };
    },
    'national, digits': ({ region, parsed }) => {
        return { home: region, ton: any_type(), text: digits_of(phones.format(parsed, PhoneNumberFormat.NATIONAL)) };
    },
    'national, without prefix': ({ region, national }) => ({ home: region, ton: any_type(), text: national }),
    'without +': ({ region, international }) => ({ home: region, ton: any_type(), text: international }),
    'dialled from another country': ({ parsed }) => {
        const home = one_of(regions);
        return { home, ton: any_type(), text: dialled_from(parsed, home) };
    },
    'without + in another country': ({ international, code }) => {
        const home = one_of(regions.filter((region) => String(phones.getCountryCodeForRegion(region)) !== code));
        return { home, ton: any_type(), text: international };
    },
};
// Where each number must be recognised, and where each mobile number must, as the others get no texts.
const clear = ['TON 1', 'with +', 'with 00', 'international, formatted', 'national prefix behind the code'];
const clear_for_mobiles = ['national, formatted', 'national, digits', 'national, without prefix', 'without +'];
// The share of mobile numbers that must be recognised where a number may mean two things. By a country's own digits it often does.
const least = { 'dialled from another country': 0.999, 'without + in another country': 0.98 };

const possible = (international) => {
    try {
        return phones.isPossibleNumber(phones.parse(international));
    } catch {
        return false;
    }
};

// Where we mean to say something else than libphonenumber does. `holds` says whether {spelling, home, text, ours, number} is a case.
const differences = [
    {
        name: 'short codes stay',
        reason: 'Up to six bare digits are a short code; a landline as short gets no texts, and a code must not depend on its TON.',
        holds: ({ text, ours }) => ours === digits_of(text) && ours.length <= 6,
    },
    {
        name: 'a country code without "+" is seen',
        reason:
            'Senders leave "+" out. Digits that are a mobile number abroad, or that begin with our own code, are rather that than ' +
            'a landline, a service or a number of no plan at home; libphonenumber puts our code before all of them.',
        holds: ({ text, ours }) => ours === digits_of(text) && possible(`+${ours}`),
    },
    {
        name: 'a national prefix behind a country code goes',
        reason:
            "libphonenumber takes the longest prefix that its pattern allows, a carrier's number included, or none; we take the " +
            'one that leaves a number.',
        holds: ({ ours, number, spelling }) => spelling === 'national prefix behind the code' && ours === number.international,
    },
    {
        name: '"00" is tried before a longer prefix of the region',
        reason: 'Networks use it, whatever people dial there ("00" and carrier 41 in Brazil): what leaves a number counts.',
        holds: ({ text, ours }) => text.startsWith('00') && ours === text.slice(2),
    },
    {
        name: 'what is dialled before a number abroad may begin one at home',
        reason: 'Belarus dials 810 for abroad and 8 for home, where area codes begin with 10: the likelier of both numbers counts.',
        holds: ({ text, ours, home }) => {
            const code = String(phones.getCountryCodeForRegion(home));
            return /^[1-9]/.test(text) && ours.startsWith(code) && text.slice(1) === ours.slice(code.length);
        },
    },
];

function canonical(rows) {
    const input = rows.map(({ home, ton, text }) => `${home} ${ton} ${text}\n`).join('');
    return execFileSync(program, { input, maxBuffer: 1 << 28, encoding: 'utf8' }).split('\n').slice(0, -1);
}

function oracle({ home, text, oracle }) {
    try {
        return digits_of(phones.format(phones.parse(oracle ?? text, home), PhoneNumberFormat.E164));
    } catch (error) {
        return `(${error.message})`;
    }
}

test('the table in the sources is the one that the package makes', () => {
    const script = fileURLToPath(new URL('dialling_plans.mjs', import.meta.url));
    execFileSync(process.execPath, [script, '--check'], { stdio: 'inherit' });
});

test('a number in all its spellings is one number', (t) => {
    const all = numbers();
    assert.ok(all.length >= 10_000, `${all.length} numbers`);
    assert.equal(new Set(all.map(({ region }) => region)).size, regions.length);

    const unexplained = [];
    const lost = [];
    const counts = new Map(differences.map((each) => [each, 0]));
    for (const [spelling, spell] of Object.entries(spellings)) {
        const rows = all.map((number) => ({ spelling, number, ...spell(number) }));
        const ours = canonical(rows);
        assert.equal(ours.length, rows.length);
        const sum = { same: 0, right: 0, they: 0, mobile: 0, mobile_right: 0 };
        rows.forEach((row, at) => {
            const { number, home, ton, text } = row;
            const theirs = oracle(row);
            const right = ours[at] === number.international;
            const mobile = number.kind === 'MOBILE' || number.kind === 'FIXED_LINE_OR_MOBILE';
            sum.same += ours[at] === theirs;
            sum.right += right;
            sum.they += theirs === number.international;
            sum.mobile += mobile;
            sum.mobile_right += mobile && right;
            const made_of = `${number.international} (${number.kind})`;
            const said = `${spelling}: ${home} ${ton} "${text}" is ${ours[at]}, theirs ${theirs}, made of ${made_of}`;
            if (!right && (clear.includes(spelling) || (mobile && clear_for_mobiles.includes(spelling)))) lost.push(said);
            if (ours[at] === theirs) return;
            const why = differences.find((each) => each.holds({ ...row, ours: ours[at] }));
            if (why) counts.set(why, counts.get(why) + 1);
            else unexplained.push(said);
        });
        const share = (part, whole) => `${((100 * part) / whole).toFixed(2)} %`;
        const [same, right, they] = [sum.same, sum.right, sum.they].map((part) => share(part, rows.length));
        const mobiles = share(sum.mobile_right, sum.mobile);
        t.diagnostic(`${spelling.padEnd(32)} as the oracle ${same}, right ${right} (oracle ${they}), mobiles right ${mobiles}`);
        assert.ok(sum.mobile_right >= (least[spelling] ?? 0) * sum.mobile, `${spelling}: ${mobiles} of the mobiles`);
    }
    t.diagnostic(`${all.length} numbers in ${Object.keys(spellings).length} spellings each`);
    for (const [{ name }, count] of counts) t.diagnostic(`differs ${count} times: ${name}`);
    assert.deepEqual(unexplained.slice(0, 20), [], `${unexplained.length} differences without a reason`);
    assert.deepEqual(lost.slice(0, 20), [], `${lost.length} wrong`);
});
