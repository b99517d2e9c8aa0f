import type { Person } from './people';
import { conversations } from './scenes-chat';
import { gatherings } from './scenes-gatherings';
import { outside, settings } from './scenes-accounts';
import { moderating, running } from './scenes-moderation';
import { news } from './scenes-notifications';
import { pictures } from './scenes-pictures';
import { shares } from './scenes-shares';
import { signing } from './scenes-signing';
import { places } from './scenes-spaces';
import { plans } from './scenes-times';
import type { World } from './world';

/** A screen in one of its states. */
export interface Scene {
  readonly name: string;
  /** With whose eyes: nobody's, Ana's with all that happened, Ben's whom moderators wrote to, or Sam's who is new. */
  readonly who: 'nobody' | 'ana' | 'ben' | 'sam';
  /** The browser's language; English unless it says so. */
  readonly locale?: string;
  readonly show: (person: Person, world: World) => Promise<void>;
}

export const scenes: readonly Scene[] = [...outside, ...conversations, ...settings, ...pictures, ...places, ...shares, ...gatherings, ...plans, ...news, ...signing, ...moderating, ...running];
