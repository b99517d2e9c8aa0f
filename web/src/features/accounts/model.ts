/** Somebody, as named in chats and messages. A deleted account has no username. */
export interface Person {
  id: string;
  username: string | null;
  name: string;
  deleted?: boolean;
}

export interface Account extends Person {
  username: string;
  email?: string;
  email_verified?: boolean;
}

export interface Registration {
  username: string;
  email: string;
  name: string;
  password: string;
  invitation?: string;
}
