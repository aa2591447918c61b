// The page before all others: asks for a token.
import { field, input } from './dialog.js';
import { h, s } from './dom.js';
import { icon, mark } from './icons.js';
import { notice } from './states.js';

// The way of texts through the gate: most pass, some end at it.
function picture() {
    const lanes = [40, 88, 136, 184, 232];
    const stopped = new Set([88, 184]);
    return s(
        'svg',
        { class: 'gate', viewBox: '0 0 480 272', 'aria-hidden': 'true' },
        lanes.map((y) =>
            s('path', { class: stopped.has(y) ? 'lane stopped' : 'lane', d: stopped.has(y) ? `M0 ${y}H214` : `M0 ${y}H480` }),
        ),
        lanes.map((y, place) =>
            s('circle', {
                class: stopped.has(y) ? 'dot stopped' : 'dot',
                cx: stopped.has(y) ? 206 : 300 + ((place * 67) % 150),
                cy: y,
                r: 5,
            }),
        ),
        lanes.map((y, place) => s('circle', { class: 'dot faint', cx: 30 + ((place * 53) % 140), cy: y, r: 5 })),
        s('rect', { class: 'gate-bar', x: 226, y: 8, width: 8, height: 256, rx: 4 }),
    );
}

export function sign_in({ why, enter }) {
    const token = input('token', { type: 'password', autocomplete: 'current-password', required: true });
    const message = h('p.field-error', { role: 'alert' });
    const button = h('button.button.primary.large', { type: 'submit' }, 'Sign in');
    const form = h(
        'form.sign-in-form',
        {
            onsubmit: async (event) => {
                event.preventDefault();
                message.textContent = '';
                if (!token.value.trim()) {
                    message.textContent = 'Enter a token.';
                    return token.focus();
                }
                button.disabled = true;
                button.classList.add('busy');
                try {
                    await enter(token.value.trim());
                } catch (trouble) {
                    message.textContent = trouble.message;
                    button.disabled = false;
                    button.classList.remove('busy');
                    token.select();
                    token.focus();
                }
            },
        },
        h('div.brand', mark(), 'Stopgate'),
        h('h1', 'Sign in'),
        why && notice('warn', why),
        field(
            'Token',
            token,
            'The gateway keeps the first one in the file admin-token of its store directory; others are in its configuration.',
        ),
        message,
        button,
        h('p.fine', icon('shield'), 'The token stays in this tab and is forgotten when you close it.'),
    );
    requestAnimationFrame(() => token.focus());
    return h(
        'main.sign-in',
        h('section.sign-in-side', form),
        h(
            'aside.sign-in-art',
            { 'aria-label': 'About Stopgate' },
            picture(),
            h('p.claim', 'Nobody who texted STOP is texted again.'),
            h('p.claim-more', 'Every text, on every link, judged before it leaves.'),
        ),
    );
}
