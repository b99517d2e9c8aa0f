import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';
import { inEachTheme, sizes, type Size } from './looks';
import { scenes } from './scenes';
import { Stage } from './stage';

const folder = fileURLToPath(new URL('../../screenshots/', import.meta.url));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const stage = new Stage();

/** Pictures of every screen and state, as `screenshots/SCENE.SIZE.THEME.png`. */
test.each(scenes)('$name', async (scene) => {
  for (const size of Object.keys(sizes) as Size[]) {
    await stage.show(scene, size, async ({ page }) => {
      await inEachTheme(page, async (theme) => void (await page.screenshot({ path: `${folder}${scene.name}.${size}.${theme}.png` })));
    });
  }
});
