import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = process.env.HEARTH_BIN ?? fileURLToPath(new URL('../../target/debug/hearth', import.meta.url));
const PATIENCE = 30_000;

/** Settings as in config.default.toml, by `SECTION__KEY`. */
export type Settings = Record<string, string>;
/** Settings that hang on the address at which it will be. */
export type SettingsAt = (address: string) => Settings | Promise<Settings>;

/** A real server on a free port, with an empty folder that goes when it stops. */
export class Hearth {
  readonly address: string;
  #folder = mkdtempSync(join(tmpdir(), 'hearth-browser-'));
  #settings: Settings;
  #child: ChildProcess | null = null;
  #said = '';
  #complained = '';

  private constructor(port: number, settings: Settings) {
    this.address = addressAt(port);
    this.#settings = settings;
    process.once('exit', () => this.#remove());
  }

  static async start(settings: SettingsAt): Promise<Hearth> {
    const port = await freePort();
    const hearth = new Hearth(port, await settings(addressAt(port)));
    await hearth.start();
    return hearth;
  }

  get port(): number {
    return Number(new URL(this.address).port);
  }

  /** Starts it, again on the same port and folder after a `kill`. */
  async start(): Promise<void> {
    const given = { SERVER__LISTEN: `127.0.0.1:${this.port}`, DATA__DIR: this.#folder, LOG__FILTER: 'warn', ...this.#settings };
    const settings = Object.fromEntries(Object.entries(given).map(([key, value]) => [`HEARTH__${key}`, value]));
    const child = spawn(program, ['serve'], { cwd: this.#folder, env: { ...process.env, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.#said = '';
    child.stderr.on('data', (part: Buffer) => (this.#complained += part.toString()));
    child.stdout.on('data', (part: Buffer) => (this.#said += part.toString()));
    await this.#says(/^Hearth is listening/m);
  }

  /** The one-time link with which the first admin registers. */
  async setUpLink(): Promise<string> {
    return (await this.#says(/^\s*(\S+\/join\?code=\S+)\s/m))[1]!;
  }

  /** The mails that it has written, the oldest first, as they would go over the wire; not the one that it just begins to write. */
  mails(): string[] {
    const folder = join(this.#folder, 'mail');
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.eml')).sort().map((name) => readFileSync(join(folder, name), 'utf8')).filter((mail) => mail !== '') : [];
  }

  /** Ends it as a power cut does: without a word to anybody. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Ends it for good. Throws when it logged an error of its own. */
  async stop(): Promise<void> {
    await this.kill();
    this.#remove();
    const errors = this.#complained.split('\n').filter((line) => line.includes(' ERROR '));
    if (errors.length > 0) throw new Error(`Hearth logged errors:\n${errors.join('\n')}`);
  }

  /** Waits until its output has what is looked for. */
  #says(wanted: RegExp): Promise<RegExpExecArray> {
    const child = this.#child!;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Hearth didn't say ${wanted} in time.\n${this.#complained}`)), PATIENCE);
      const look = () => {
        const found = wanted.exec(this.#said);
        if (!found) return;
        clearTimeout(late);
        resolve(found);
      };
      child.once('error', (error) => reject(new Error(`${program} can't be run: ${error.message}`)));
      child.once('exit', (code) => reject(new Error(`Hearth ended with ${code}.\n${this.#complained}`)));
      child.stdout!.on('data', look);
      look();
    });
  }

  #remove(): void {
    this.#child?.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const addressAt = (port: number) => `http://127.0.0.1:${port}`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
