import { toasts } from './toasts.svelte';
import { t } from './words.svelte';

/** Copies `text`, and says whether it could. Browsers refuse on pages that came by plain http. */
export async function copy(text: string): Promise<void> {
  const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
  toasts.show(copied ? t().page.copied : t().page.notCopied);
}
