// A place to drop a file on, or to choose one by pointer or keyboard.
import { fresh_id, h } from './dom.js';
import { icon } from './icons.js';
import { octets } from './words.js';

// `chosen(file)` is called with each file; `more`: attributes, such as those of only_for(). Gives the element.
export function file_field(label, hint, accept, chosen, more = {}) {
    const id = fresh_id('file');
    const input = h('input.visually-hidden', { type: 'file', id, accept, ...more, onchange: () => take(input.files[0]) });
    const words = h('span.drop-words', h('b', label), h('span', hint));
    const zone = h(
        `label.drop${more.disabled ? '.off' : ''}`,
        { for: id, title: more.title },
        icon('file'),
        words,
        h('span.button', { 'aria-hidden': 'true' }, 'Choose a file'),
    );
    function take(file) {
        if (!file) return;
        words.replaceChildren(h('b', file.name), h('span', octets(file.size)));
        zone.classList.add('has-file');
        chosen(file);
        input.value = ''; // so that the same one can be chosen again, mended
    }
    zone.addEventListener('dragover', (event) => {
        event.preventDefault();
        if (!more.disabled) zone.classList.add('over');
    });
    zone.addEventListener('dragleave', () => zone.classList.remove('over'));
    zone.addEventListener('drop', (event) => {
        event.preventDefault();
        zone.classList.remove('over');
        if (!more.disabled) take(event.dataTransfer.files[0]);
    });
    return h('div.drop-field', input, zone);
}
