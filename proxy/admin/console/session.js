// Who uses the console. The token lives as long as the browser's tab, and nowhere else.
const place = 'stopgate.token';
const ranks = ['viewer', 'operator', 'admin'];

export const who = { name: '', role: 'viewer' };

export const token = () => sessionStorage.getItem(place) ?? '';
export const keep_token = (given) => sessionStorage.setItem(place, given);
export function forget_token() {
    sessionStorage.removeItem(place);
}
export const may = (role) => ranks.indexOf(who.role) >= ranks.indexOf(role);

// For a control that needs a role: attributes that switch it off and say why.
export const only_for = (role) =>
    may(role) ? {} : { disabled: true, title: `This needs the role ${role}; your token has the role ${who.role}.` };
