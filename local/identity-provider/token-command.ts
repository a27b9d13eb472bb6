import { readArguments } from "../command-line/arguments.ts";
import type { Environment } from "../command-line/environment.ts";
import { places } from "../command-line/places.ts";
import { accessToken, type BadToken, badTokens } from "./access-token.ts";
import { signingKey } from "./signing-key.ts";
import { settingsFor } from "./trust-settings.ts";

const usage = `Prints an access token of the local identity provider, or explains a token.

  npm run -s token -- [options]
  npm run -s token -- --explain TOKEN

  --explain TOKEN     says, rule by rule, what the settings make of a token; - reads it from stdin

  --user ID           Interject's public user id           (local-user)
  --login NAME        login name                           (mary@example.com)
  --client ID         Interject's public client id         (local-client)
  --scopes A,B        scopes                               (openid,profile)
  --scope-string      scopes as one text, as some servers send them, instead of a list
  --roles A,B         roles                                (none)
  --lifetime SECONDS  time until it ends                   (3600)
  --issuer URL        issuer                               (that of npm start)
  --audience URL      audience                             ({issuer}/resources)
  --bad FAULT         with a fault built in:
${Object.entries(badTokens)
  .map(([name, what]) => `                        ${name.padEnd(16)}${what}`)
  .join("\n")}
`;

/** What a command is to do: print something, or explain a token (`-` is the one on stdin). */
export type TokenCommand = { readonly explain: null; readonly output: string } | { readonly explain: string };

/**
 * What the command is to do for its arguments.
 * @throws Error with one sentence for an argument that is wrong
 */
export function tokenCommand(arguments_: readonly string[], environment: Environment): TokenCommand {
  const { values } = readArguments({
    args: [...arguments_],
    options: {
      user: { type: "string" },
      login: { type: "string" },
      client: { type: "string" },
      scopes: { type: "string" },
      "scope-string": { type: "boolean", default: false },
      roles: { type: "string" },
      lifetime: { type: "string", default: "3600" },
      issuer: { type: "string" },
      audience: { type: "string" },
      bad: { type: "string" },
      explain: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return { explain: null, output: usage };
  if (values.explain !== undefined) return { explain: values.explain };
  const { user, login, client, audience, scopes, roles, bad } = values;
  const { issuer, folder } = places(environment);
  const lifetimeSeconds = Number(values.lifetime);
  if (!Number.isInteger(lifetimeSeconds) || lifetimeSeconds < 1) {
    throw new Error(`--lifetime must be a whole number of seconds, not ${values.lifetime}.`);
  }
  if (bad !== undefined && !isBad(bad))
    throw new Error(`--bad must be one of ${Object.keys(badTokens).join(", ")}, not ${bad}.`);
  const token = accessToken(signingKey(folder), {
    issuer: values.issuer ?? issuer,
    lifetimeSeconds,
    ...(audience === undefined ? {} : { audience }),
    ...(user === undefined ? {} : { user }),
    ...(login === undefined ? {} : { login }),
    ...(client === undefined ? {} : { client }),
    ...(scopes === undefined ? {} : { scopes: listOf(scopes) }),
    scopesAsText: values["scope-string"],
    ...(roles === undefined ? {} : { roles: listOf(roles) }),
    ...(bad === undefined ? {} : { bad }),
  });
  return { explain: null, output: `${token}\n` };
}

/**
 * The environment whose settings judge a token: a token of the local identity provider is judged as
 * `npm start` would, unless the environment names issuers itself.
 */
export function judgingEnvironment(token: string, environment: Environment): Environment {
  const { issuer } = places(environment);
  if (environment["INTERJECT_ISSUER"] || environment["INTERJECT_ISSUERS"]) return environment;
  return claimedIssuer(token) === issuer ? { ...environment, ...settingsFor({ issuer }) } : environment;
}

/** What a token says of its issuer, whether or not it is true. */
function claimedIssuer(token: string): unknown {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return typeof claims === "object" && claims !== null && "iss" in claims ? claims.iss : null;
  } catch {
    return null;
  }
}

function isBad(text: string): text is BadToken {
  return Object.hasOwn(badTokens, text);
}

function listOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((item) => item !== "");
}
