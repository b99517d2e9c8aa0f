import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../crates/hearth/tests/clients/oidc/server.mjs', import.meta.url));

/** A real OpenID Connect server, at which whoever comes is who was named last. */
export class OtherServer {
  private constructor(
    readonly issuer: string,
    private readonly child: ChildProcess,
  ) {}

  /** One that sends people back to the Hearth at this address. */
  static async for(hearth: string): Promise<OtherServer> {
    const child = spawn('node', [script, '0', `${hearth}/api/v1/oidc/work/callback`], { stdio: ['pipe', 'pipe', 'ignore'] });
    for await (const line of createInterface({ input: child.stdout! })) {
      const issuer = /^listening on (\S+)/.exec(line)?.[1];
      if (issuer) return new OtherServer(issuer, child);
    }
    throw new Error('The OpenID Connect server didn’t start: run tools/setup-tests.');
  }

  /** How Hearth knows it. */
  get settings(): string {
    return `[{ name = "work", title = "Work", issuer = "${this.issuer}", client_id = "hearth", client_secret = "a secret of the two", register = true }]`;
  }

  /** Who comes from now on. */
  async is(who: string): Promise<void> {
    await fetch(`${this.issuer}/is?who=${who}`);
  }

  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.stdin!.end();
    await ended;
  }
}
