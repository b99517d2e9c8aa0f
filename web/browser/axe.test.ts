import { describe, expect, test } from 'vitest';
import { inEachTheme, sizes, violations, type Size } from './looks';
import { scenes } from './scenes';
import { Stage } from './stage';

const stage = new Stage();

describe.each(Object.keys(sizes) as Size[])('axe finds nothing on a %s', (size) => {
  test.each(scenes)('$name', async (scene) => {
    await stage.show(scene, size, async (person) => {
      await inEachTheme(person.page, async (theme) => expect(await violations(person.page, theme), theme).toEqual([]));
    });
  });
});
