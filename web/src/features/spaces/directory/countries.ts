import { languages } from '../../../lib/catalogue';
import { words } from '../../../lib/words.svelte';

// ISO 3166 leaves these to its users, and Unicode gives names to some that are no country.
const NO_COUNTRY = /^(A[AC]|CP|CQ|DG|E[AUZ]|IC|Q[M-Z]|TA|UN|X[A-Z]|ZZ)$/;
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const codes = letters.flatMap((first) => letters.map((second) => first + second)).filter((code) => !NO_COUNTRY.test(code));

const names = new Map<string, ReadonlyMap<string, string>>();

/** Names of countries in a language by their codes, as the browser knows them. */
function namesIn(language: string): ReadonlyMap<string, string> {
  const known = names.get(language);
  if (known) return known;
  const display = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
  // An old code has the name of the one that came after it, or of the one that it was a part of: each name counts once.
  const all = new Map<string, string>();
  for (const code of codes) {
    const name = display.of(code);
    if (name && new Intl.Locale(`und-${code}`).region === code) all.set(code, name);
  }
  names.set(language, all);
  return all;
}

/** All countries in the language of the page, by the alphabet. */
export function countries(): string[] {
  return [...namesIn(words.language).values()].sort((a, b) => a.localeCompare(b, words.language));
}

/**
 * A country as it is kept: by its English name, whichever of the page's languages it was written in, so that people
 * of all of them find the same. What is no country that the browser knows stays as it is.
 */
export function asKept(country: string): string {
  const wanted = folded(country);
  for (const language of Object.keys(languages)) {
    for (const [code, name] of namesIn(language)) if (folded(name) === wanted) return namesIn('en').get(code)!;
  }
  return country.trim();
}

/** A kept country in the language of the page. */
export function asShown(country: string): string {
  const wanted = folded(country);
  for (const [code, name] of namesIn('en')) if (folded(name) === wanted) return namesIn(words.language).get(code)!;
  return country;
}

/** Without case and accents. */
function folded(text: string): string {
  return text.trim().normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
