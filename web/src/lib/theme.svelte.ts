export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Also read by public/theme.js, which applies it before anything is drawn. */
const KEY = 'hearth.theme';

/** Light or dark: as the system prefers, or as was chosen here. */
class Appearance {
  theme = $state<Theme>(kept());

  start(): void {
    this.#apply();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#apply());
    addEventListener('storage', (event) => {
      if (event.key === KEY || event.key === null) this.#show(kept());
    });
  }

  choose(theme: Theme): void {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
    this.#show(theme);
  }

  #show(theme: Theme): void {
    this.theme = theme;
    this.#apply();
  }

  /** The browser's own bars take the colour of the ground, whichever that is now. */
  #apply(): void {
    const root = document.documentElement;
    if (this.theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = this.theme;
    const ground = getComputedStyle(root).backgroundColor;
    for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) meta.content = ground;
  }
}

export const appearance = new Appearance();

function kept(): Theme {
  const theme = localStorage.getItem(KEY);
  return themes.find((one) => one === theme) ?? 'system';
}
