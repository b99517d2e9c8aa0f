import type { Plugin } from 'vite';

/** What the Content-Security-Policy of the server (`script-src 'self'; style-src 'self'`) would refuse to run. */
export function inlineParts(html: string): string[] {
  const scripts = [...html.matchAll(/<script\b[^>]*>/gi)].map((tag) => tag[0]).filter((tag) => !/\ssrc=/i.test(tag));
  const styles = html.match(/<style\b[^>]*>/gi) ?? [];
  const attributes = html.match(/<[^>]*\s(style|on[a-z]+)\s*=[^>]*>/gi) ?? [];
  return [...scripts, ...styles, ...attributes];
}

/** Stops the build when the page would carry inline script or style. */
export function refuseInline(): Plugin {
  return {
    name: 'hearth-refuse-inline',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const parts = inlineParts(html);
        if (parts.length > 0) throw new Error(`index.html carries what the Content-Security-Policy forbids: ${parts.join(' ')}`);
      },
    },
  };
}
