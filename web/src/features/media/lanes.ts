/** The server takes three uploads of an account at a time. One is left for another tab. */
const LANES = 2;

let free = LANES;
const waiting: (() => void)[] = [];

/** Runs `act` when fewer than two others do. */
export async function inLane<T>(act: () => Promise<T>): Promise<T> {
  if (free > 0) free -= 1;
  else await new Promise<void>((go) => waiting.push(go));
  try {
    return await act();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }
}
