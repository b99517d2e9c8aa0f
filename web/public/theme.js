// Runs before the page is drawn, so that a chosen theme doesn't flash the other one. See src/lib/theme.svelte.ts.
{
  const theme = localStorage.getItem('hearth.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
}
