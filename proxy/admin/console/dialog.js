// Dialogs: what will happen in a sentence, then a yes or a no. Escape is a no; the focus goes back where it was.
import { fresh_id, h } from './dom.js';
import { icon } from './icons.js';

function open(title, body, footer, wide) {
    const label = fresh_id('dialog');
    const element = h(
        `dialog.dialog${wide ? '.wide' : ''}`,
        { 'aria-labelledby': label },
        h(
            'header.dialog-head',
            h('h2', { id: label }, title),
            h(
                'button.button.quiet.square',
                { type: 'button', 'aria-label': 'Close', onclick: () => element.close() },
                icon('close'),
            ),
        ),
        body,
        footer,
    );
    element.addEventListener('close', () => element.remove());
    // A press on the backdrop, not one that began inside.
    element.addEventListener('pointerdown', (event) => event.target === element && element.close());
    document.body.append(element);
    element.showModal();
    return element;
}

// A form in a dialog. `run(values)` does it: while it runs the button is busy; when it throws, the message is shown and the dialog
// stays. Resolves with what `run` gave, or null when it was left. `body`: nodes; fields have names.
export function form_dialog({ title, body, yes, danger = false, wide = false, run, check = () => true }) {
    return new Promise((resolve) => {
        let result = null;
        const message = h('p.field-error', { role: 'alert' });
        const go = h(`button.button.${danger ? 'danger' : 'primary'}`, { type: 'submit' }, yes);
        const form = h(
            'form.dialog-form',
            { onsubmit: submit, oninput: recheck, novalidate: true },
            h('div.dialog-body', body, message),
            h('footer.dialog-foot', h('button.button', { type: 'button', onclick: () => element.close() }, 'Cancel'), go),
        );
        const values = () => Object.fromEntries(new FormData(form));
        function recheck() {
            go.disabled = !check(values());
        }
        async function submit(event) {
            event.preventDefault();
            if (go.disabled) return;
            go.disabled = true;
            go.classList.add('busy');
            message.textContent = '';
            try {
                result = await run(values());
                element.close();
            } catch (trouble) {
                message.textContent = trouble.message;
                recheck();
            } finally {
                go.classList.remove('busy');
            }
        }
        const element = open(title, form, null, wide);
        element.addEventListener('close', () => resolve(result));
        recheck();
        (form.querySelector('[autofocus], input:not([type=hidden]), select, textarea') ?? go).focus();
    });
}

export function show_dialog(title, body) {
    return open(title, h('div.dialog-body', body), null, true);
}

// A labelled field; `control` gets its id and name here.
export function field(label, control, hint) {
    const id = fresh_id('field');
    control.id = id;
    const hint_id = hint && `${id}-hint`;
    if (hint) control.setAttribute('aria-describedby', hint_id);
    return h('div.field', h('label', { for: id }, label), control, hint && h('p.hint', { id: hint_id }, hint));
}

export const input = (name, more = {}) =>
    h('input.input', { name, type: 'text', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', ...more });

// `choices`: [value, words]
export function select(name, choices, chosen = '', more = {}) {
    const made = h(
        'select.input',
        { name, ...more },
        choices.map(([value, words]) => h('option', { value }, words)),
    );
    made.value = chosen;
    return made;
}
