import { expect, test } from 'vitest';
import { inEachTheme, violations, type Size } from './looks';
import { scenes } from './scenes';
import { Stage } from './stage';

/** Asks axe about each scene in each theme. A file for each size, as the two run side by side. */
export function findNothingOn(size: Size): void {
  const stage = new Stage();
  test.each(scenes)('$name', async (scene) => {
    await stage.show(scene, size, async (person) => {
      await inEachTheme(person.page, async (theme) => expect(await violations(person.page, theme), theme).toEqual([]));
    });
  });
}
