/** What the bundler tells of the modules. */
interface Graph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/**
 * Puts what the page begins with into one file: all that `entry` imports, whoever else needs it too. Left to itself,
 * the bundler makes a file of each part that something loaded later shares, and many small files compress badly.
 */
export function withTheEntry(entry: string): (id: string, graph: Graph) => string | null {
  let reached: Set<string> | undefined;
  return (id, graph) => {
    reached ??= from(entry, graph);
    return reached.has(id) ? 'page' : null;
  };
}

function from(entry: string, graph: Graph): Set<string> {
  const reached = new Set([entry]);
  for (const id of reached) {
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) reached.add(imported);
  }
  if (reached.size < 2) throw new Error(`${entry} imports nothing: it isn't what the page begins with.`);
  return reached;
}
