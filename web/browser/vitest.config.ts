import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests of the whole: a real server, a real browser. `--mode screenshots` takes pictures instead. */
export default defineConfig(({ mode }) => {
  const common = { root: fileURLToPath(new URL('.', import.meta.url)), globalSetup: 'chromium.ts', testTimeout: 120_000, hookTimeout: 120_000 };
  // One thing at a time: each file has a server and browser windows of its own, on a machine that may be small.
  const alone = { ...common, fileParallelism: false };
  if (mode === 'screenshots') return { root: common.root, test: { ...alone, include: ['screenshots.ts'] } };
  const axe = ['axe-*.test.ts'];
  return {
    root: common.root,
    test: {
      projects: [
        { test: { ...alone, name: 'people', include: ['*.test.ts'], exclude: axe, sequence: { groupOrder: 0 } } },
        // Nothing there hangs on time, and there is much of it: both sizes at once.
        { test: { ...common, name: 'axe', include: axe, maxWorkers: 2, sequence: { groupOrder: 1 } } },
      ],
    },
  };
});
