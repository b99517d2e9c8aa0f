import { accessToken, renewedToken } from './http';
import { readProblem, unreachable } from './problem';

interface Watched {
  /** How much was sent, from 0 to 1. `fetch` can't tell. */
  progress: (part: number) => void;
  signal: AbortSignal;
}

/** Posts a form with one file as who is signed in. Throws a `Problem` unless the answer is good, or why it was aborted. */
export async function upload<T>(path: string, file: Blob, watched: Watched): Promise<T> {
  const token = await accessToken();
  let answer = await post(path, file, token, watched);
  if (answer.status === 401 && token !== null) answer = await post(path, file, await renewedToken(token), watched);
  if (answer.status >= 200 && answer.status < 300) return parsed(answer.text) as T;
  throw readProblem(parsed(answer.text), answer.status);
}

function post(path: string, file: Blob, token: string | null, { progress, signal }: Watched): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const form = new FormData();
    form.append('file', file);
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal.addEventListener('abort', abort);
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(signal.reason as Error);
    request.onloadend = () => signal.removeEventListener('abort', abort);
    request.open('POST', `/api/v1${path}`);
    if (token) request.setRequestHeader('authorization', `Bearer ${token}`);
    request.send(form);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
