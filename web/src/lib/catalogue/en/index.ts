import { accounts } from './accounts';
import { chat } from './chat';
import { page } from './page';
import { problems } from './problems';

/** Every text of the page, in English. Other languages have the same shape. */
export const en = { page, problems, accounts, chat };
