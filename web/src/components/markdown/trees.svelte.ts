import { hasForm, plainTree } from './plain';
import type { Node } from './tree';

/** Something that somebody wrote. */
export interface Written {
  readonly text?: string | null;
}

type Parse = (text: string) => Node[];

/** Reads Markdown. The reader is large, so it is loaded when the first text needs it; until then such a text is shown as it was written. */
class Trees {
  #parse = $state.raw<Parse | null>(null);
  #loading: Promise<void> | undefined;
  /** Each state of what was written is an object of its own, so its tree goes with it. */
  #made = new WeakMap<Written, Node[]>();

  of(written: Written): Node[] {
    const text = written.text ?? '';
    if (!hasForm(text)) return plainTree(text);
    if (!this.#parse) {
      void this.load();
      return plainTree(text);
    }
    let tree = this.#made.get(written);
    if (!tree) this.#made.set(written, (tree = this.#parse(text)));
    return tree;
  }

  /** Resolves when Markdown can be read, or can't be loaded. */
  load(): Promise<void> {
    this.#loading ??= import('./tree').then(
      ({ treeOf }) => void (this.#parse = treeOf),
      () => void (this.#loading = undefined),
    );
    return this.#loading;
  }
}

export const trees = new Trees();
