// A theme that was chosen holds from the first paint; without one the system's does.
const chosen_theme = localStorage.getItem('stopgate.theme');
if (chosen_theme) document.documentElement.dataset.theme = chosen_theme;
