type Listener = (body: never) => void;

const listeners = new Map<string, Set<Listener>>();

/** Calls back with each live event of that name (docs/live.md), whatever holds the connection. Returns what ends it. */
export function hear<T>(event: string, listener: (body: T) => void): () => void {
  const all = listeners.get(event) ?? new Set();
  listeners.set(event, all.add(listener as Listener));
  return () => all.delete(listener as Listener);
}

/** To be called by what holds the connection. */
export function tell(event: string, body: unknown): void {
  for (const listener of [...(listeners.get(event) ?? [])]) listener(body as never);
}
