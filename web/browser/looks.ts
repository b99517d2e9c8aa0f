import axe from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';

export const sizes = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desk: { viewport: { width: 1440, height: 900 } },
} satisfies Record<string, BrowserContextOptions>;
export type Size = keyof typeof sizes;

export const themes = ['light', 'dark'] as const;

/** Looks at the page as it is in each theme, without what moves. */
export async function inEachTheme(page: Page, look: (theme: (typeof themes)[number]) => Promise<void>): Promise<void> {
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    // Colours that fade from one theme to the other are at their end when no animation is left.
    await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))));
    await look(theme);
  }
}

/** The rules of axe that ask for colours. All others find the same in either theme. */
const ofColours = ['color-contrast', 'link-in-text-block'];

/** What axe finds wrong with the page as it is: the rule, and where it is broken. */
export async function violations(page: Page, theme: (typeof themes)[number]): Promise<string[]> {
  // Put in by the debugger, as the page's policy lets no foreign script in.
  await page.evaluate(`globalThis.axe ?? (() => { ${axe.source} })()`);
  const options: axe.RunOptions = { resultTypes: ['violations'], ...(theme !== themes[0] && { runOnly: ofColours }) };
  const found = await page.evaluate((given) => (globalThis as unknown as { axe: typeof axe }).axe.run(given), options);
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${rule.help}: ${node.html} (${node.failureSummary?.replaceAll(/\s+/g, ' ')})`));
}
