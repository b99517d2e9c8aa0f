// Draws the icons that must be PNG from public/favicon.svg: node build/icons.mjs (needs Chromium; the results are kept).
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const svg = readFileSync(new URL('../public/favicon.svg', import.meta.url), 'utf8');
/** The flame on its ground without round corners, within the inner four fifths that every mask leaves. */
const maskable = svg.replace('rx="8" ', '').replace(/(<path[^]*)<\/svg>/, '<g transform="translate(3.2 3.2) scale(.8)">$1</g></svg>');

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();
for (const [name, size, text] of [['icon-192', 192, svg], ['icon-512', 512, svg], ['icon-maskable-512', 512, maskable]]) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px}</style>${text}`);
  await page.screenshot({ path: new URL(`../public/${name}.png`, import.meta.url).pathname, omitBackground: true });
}
await browser.close();
