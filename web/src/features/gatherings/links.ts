import type { GatheringLink } from './model';

const shown = new Map<string, GatheringLink>();

/** The links that were made on this page, by their gathering. Nobody can ask for one later. */
export const links = {
  put: (gathering: string, link: GatheringLink): void => void shown.set(gathering, link),
  take: (gathering: string): GatheringLink | null => shown.get(gathering) ?? null,
  drop: (gathering: string): void => void shown.delete(gathering),
};
