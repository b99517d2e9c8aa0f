import type { en } from './en';

/** The same texts in another language: any string for a string, the same parameters for a function. */
export type Translated<T> = T extends string ? string : T extends (...given: infer P) => string ? (...given: P) => string : { readonly [K in keyof T]: Translated<T[K]> };

export type Catalogue = Translated<typeof en>;

/** The languages that the page speaks, by their BCP 47 tags, each named in itself. */
export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;
