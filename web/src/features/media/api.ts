import { api, bodyOf, done } from '../../lib/api';
import { upload } from '../../lib/upload';
import type { Media } from './model';

export function uploadPicture(file: Blob, progress: (part: number) => void, signal: AbortSignal): Promise<Media> {
  return upload('/media', file, { progress, signal });
}

export function getMedia(id: string): Promise<Media> {
  return bodyOf(api.GET('/media/{id}', { params: { path: { id } } }));
}

export function deleteMedia(id: string): Promise<void> {
  return done(api.DELETE('/media/{id}', { params: { path: { id } } }));
}
