import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the one browser of all tests listens. */
    browser: string;
  }
}

const names = ['chromium', 'chromium-browser', 'google-chrome'];
// It is to be alone with the server: no looking for updates, no protocol but TCP.
const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export default async function start(project: TestProject): Promise<() => Promise<void>> {
  // Chromium's sandbox refuses root, as whom containers like to run.
  const args = process.getuid?.() === 0 ? [...quiet, '--no-sandbox'] : quiet;
  const server = await chromium.launchServer({ executablePath: found(), args });
  project.provide('browser', server.wsEndpoint());
  return () => server.close();
}

function found(): string {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const all = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const path = all.find(isProgram);
  if (!path) throw new Error('No Chromium: run tools/setup-tests, or name one in the environment variable CHROMIUM.');
  return path;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
