import { languages, type Catalogue, type Language } from './catalogue';
import { en } from './catalogue/en';

const KEY = 'hearth.language';

/** English is always there; the others are loaded when they are chosen. */
const load: Record<Language, () => Promise<Catalogue>> = {
  en: async () => en,
  de: async () => (await import('./catalogue/de')).de,
};

/** The language of the page, and its texts. */
class Words {
  language = $state<Language>('en');
  /** What was chosen, or null for the browser's own. */
  chosen = $state<Language | null>(null);
  texts = $state.raw<Catalogue>(en);

  /** Speaks what was chosen before, or what the browser prefers. */
  start(): Promise<void> {
    const kept = localStorage.getItem(KEY);
    this.chosen = isLanguage(kept) ? kept : null;
    return this.#speak();
  }

  choose(language: Language | null): Promise<void> {
    this.chosen = language;
    if (language) localStorage.setItem(KEY, language);
    else localStorage.removeItem(KEY);
    return this.#speak();
  }

  async #speak(): Promise<void> {
    const language = this.chosen ?? preferred(navigator.languages);
    // A catalogue that can't be loaded leaves the page as it is.
    const texts = await load[language]().catch(() => null);
    if (!texts) return;
    this.language = language;
    this.texts = texts;
    document.documentElement.lang = language;
  }
}

export const words = new Words();

/** The texts in the language of the page. Read it where it is shown, so that it follows a change. */
export function t(): Catalogue {
  return words.texts;
}

/** The first of the browser's languages that the page speaks. */
export function preferred(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.toLowerCase().split('-')[0]!).find(isLanguage) ?? 'en';
}

function isLanguage(tag: string | null): tag is Language {
  return tag !== null && tag in languages;
}
