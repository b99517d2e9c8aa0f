import { expect, test } from 'vitest';
import { house } from './house';
import type { Person } from './people';

const home = house();
const ana = { username: 'ana', name: 'Ana Lindqvist' };
const eve = { username: 'eve', name: '<img src=x onerror="hacked(1)">' };

/** Each would call `hacked` or ask another host, if any of it were taken for more than text. */
const hostile = [
  '<script>hacked(1)</script>',
  '<img src=x onerror="hacked(1)">',
  '<svg onload="hacked(1)"><g/onload=hacked(1)></svg>',
  '<iframe src="https://elsewhere.example/"></iframe><object data="https://elsewhere.example/"></object>',
  '<style>* { display: none !important }</style><link rel=stylesheet href="https://elsewhere.example/">',
  '<p style="position: fixed; inset: 0">over everything</p>',
  '<a href="javascript:hacked(1)" onclick="hacked(1)">raw link</a>',
  '<form action="https://elsewhere.example/"><input autofocus onfocus="hacked(1)"></form>',
  '<details open ontoggle="hacked(1)"><summary>raw details</summary></details>',
  '[plain](javascript:hacked(1)) [mixed](JaVaScRiPt:hacked(1)) [named](&#106;avascript:hacked(1)) [tab](java&Tab;script:hacked(1))',
  '[page](data:text/html,<script>hacked(1)</script>) [old](vbscript:hacked(1)) [file](file:///etc/passwd)',
  '<javascript:hacked(1)> [by name][evil]\n\n[evil]: javascript:hacked(1) "onmouseover=hacked(1)"',
  '[title](https://elsewhere.example/ "\\" onmouseover=hacked(1) x=\\"")',
  '![picture](https://elsewhere.example/spy.png) ![code](javascript:hacked(1))',
  '```"><script>hacked(1)</script>\n</code></pre><img src=x onerror=hacked(1)>\n```',
  '`</code><img src=x onerror=hacked(1)>` **<b onmouseover=hacked(1)>bold</b>** @<script>hacked(1)</script>',
  '<scr<script>ipt>hacked(1)</scr</script>ipt> <math><mtext><table><mglyph><style><img src=x onerror=hacked(1)>',
];

/** What costs a bad parser minutes, or its stack. */
const knotted = [`${'> '.repeat(2000)}deep quote`, `${'['.repeat(4000)}deep link`, `${'*a **b '.repeat(1000)}deep stars`, `${'- '.repeat(2000)}deep list`, `${'`'.repeat(5000)}a`, `${'![a]('.repeat(1500)}deep pictures`];

test('what a message, a name or a title says is text, and nothing more', async () => {
  const a = await home.person(ana, { viewport: { width: 1280, height: 900 } });
  await a.register();
  const [anasRest, evesRest] = [await home.signIn(ana), await home.register(eve)];
  const chat = await anasRest.group('<svg onload="hacked(1)">title', evesRest);
  await a.page.exposeFunction('hacked', () => a.watch.accuse('a message ran as code'));
  a.page.on('dialog', () => a.watch.accuse('a message opened a dialog'));

  for (const text of [...hostile, ...knotted]) {
    await evesRest.send(chat.id, text, { client_id: `hostile-${hostile.indexOf(text)}-${knotted.indexOf(text)}` });
  }
  await evesRest.send(chat.id, '<img src=x onerror=hacked(1)>', { content_warning: '<img src=x onerror=hacked(1)>', reply_to: 1 });
  await evesRest.send(chat.id, 'The last one');

  await a.open(`/chats/${chat.id}`);
  await a.feed.getByRole('article').first().waitFor();
  // All of it passes over the screen, from the newest to the first.
  const seen = await a.readAll(async () => expect(await dangers(a)).toEqual([]));
  expect(seen.at(0)).toContain('<script>hacked(1)</script>');
  expect(seen.at(-1)).toContain('The last one');
  expect(seen.length).toBe(hostile.length + knotted.length + 2);

  await a.search('hacked');
  await a.results.first().waitFor();
});

/** What a message brought onto the page that isn't text, or leads where no link may lead. */
async function dangers(person: Person): Promise<string[]> {
  return person.feed.evaluate((feed) => {
    const harmless = ['A', 'BLOCKQUOTE', 'BR', 'BUTTON', 'CODE', 'DEL', 'DIV', 'EM', 'HR', 'LI', 'OL', 'P', 'PRE', 'S', 'SPAN', 'STRONG', 'UL'];
    const parts = [...feed.querySelectorAll('.text *')];
    const strange = parts.filter((part) => !harmless.includes(part.tagName) || part.getAttributeNames().some((name) => name.startsWith('on') || name === 'style'));
    const links = parts.filter((part) => part instanceof HTMLAnchorElement && !['http:', 'https:', 'mailto:'].includes(part.protocol));
    return [...strange, ...links].map((part) => part.outerHTML);
  });
}

test('the policy of the page allows its own files and nothing else', async () => {
  const answer = await fetch(home.hearth.address);
  const policy = Object.fromEntries(
    answer.headers
      .get('content-security-policy')!
      .split(';')
      .map((part) => part.trim().split(/\s+(.*)/, 2) as [string, string]),
  );
  expect(policy['default-src']).toBe("'none'");
  for (const kind of ['script-src', 'style-src', 'connect-src', 'font-src', 'worker-src']) expect(policy[kind], kind).toBe("'self'");
  for (const kind of ['frame-ancestors', 'base-uri']) expect(policy[kind], kind).toBe("'none'");
  expect(Object.values(policy).join(' ')).not.toMatch(/unsafe|\*|https?:/);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
});
