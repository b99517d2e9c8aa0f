import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests of the whole: a real server, a real browser. `--mode screenshots` takes pictures instead. */
export default defineConfig(({ mode }) => ({
  root: fileURLToPath(new URL('.', import.meta.url)),
  test: {
    include: [mode === 'screenshots' ? 'screenshots.ts' : '*.test.ts'],
    globalSetup: 'chromium.ts',
    // One thing at a time: each file has a server and browser windows of its own, on a machine that may be small.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // As patient as everything else that is waited for: by itself it would be a second.
    expect: { poll: { timeout: 30_000 } },
  },
}));
