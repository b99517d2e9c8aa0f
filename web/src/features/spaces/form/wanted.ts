import type { NewSpace } from '../model';

/** What a space is to say of itself. A private space has neither a topic nor a way of joining. */
export type Wanted = Pick<NewSpace, 'visibility' | 'name' | 'description' | 'rules' | 'country' | 'region' | 'city'> & Partial<Pick<NewSpace, 'topic' | 'joining' | 'display_name'>>;
