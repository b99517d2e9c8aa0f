import type { Catalogue } from '..';
import { accounts } from './accounts';
import { chat } from './chat';
import { page } from './page';
import { problems } from './problems';

export const de: Catalogue = { page, problems, accounts, chat };
