// A real OpenID Connect server. Whoever comes is who was named last, without a form to fill in; and it can be told to
// answer with an ID token that nobody may believe. Speaks of itself by one line: the address that it listens on.
//
//   node server.mjs PORT REDIRECT_URI      PORT 0: any
//   GET /is?who=ana                        who comes from now on
//   GET /lies?about=nonce                  what its tokens lie about from now on; "" for nothing
import { createServer } from "node:http";
import { generateKeyPair, exportJWK, decodeJwt, SignJWT, UnsecuredJWT } from "jose";
import { Provider } from "oidc-provider";

const [port, redirectUri] = process.argv.slice(2);
const people = {
  ana: { email: "ana@example.org", email_verified: true, name: "Ana María", preferred_username: "ana" },
  bo: { email: "bo@example.org", email_verified: true, name: "Bo", preferred_username: "bo" },
  shy: { name: "Shy" },
};
let who = "ana";
let lie = "";

async function newKey() {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: "key", alg: "RS256", use: "sig" };
}

/** The token, with a lie in it; signed as the true one, unless that is the lie. */
async function lied(token, key) {
  const claims = decodeJwt(token);
  const now = Math.floor(Date.now() / 1000);
  const lies = {
    nonce: { nonce: "another" },
    audience: { aud: "another" },
    issuer: { iss: "https://another.example.org" },
    expired: { iat: now - 3600, exp: now - 60 },
  };
  Object.assign(claims, lies[lie]);
  if (lie === "none") {
    return new UnsecuredJWT(claims).encode();
  }
  const signing = lie === "signature" ? await newKey() : key;
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "key", typ: "JWT" }).sign(signing);
}

const server = createServer();
await new Promise((listening) => server.listen(Number(port), "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;
const key = await newKey();

const provider = new Provider(issuer, {
  clients: [{ client_id: "hearth", client_secret: "a secret of the two", redirect_uris: [redirectUri] }],
  jwks: { keys: [key] },
  cookies: { keys: ["signs what only this run knows"] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  async loadExistingGrant(ctx) {
    const { client, session } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid profile email");
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  if (ctx.path === "/is") {
    who = ctx.query.who;
    ctx.body = who;
  } else if (ctx.path === "/lies") {
    lie = ctx.query.about;
    ctx.body = lie;
  } else if (ctx.path.startsWith("/interaction/")) {
    await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: who } });
    ctx.respond = false;
  } else {
    await next();
    if (lie && ctx.path === "/token" && ctx.body?.id_token) {
      ctx.body.id_token = await lied(ctx.body.id_token, key);
    }
  }
});
server.on("request", provider.callback());
// It ends when the pipe that is its input closes, which happens even if whoever started it is killed.
process.stdin.on("end", () => process.exit()).resume();
console.log(`listening on ${issuer}`);
