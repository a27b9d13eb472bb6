import {
  type ClaimPath,
  type ClaimPaths,
  type IssuerPreset,
  issuerPresets,
} from "../settings/issuer-presets.ts";
import type { IssuerSettings } from "../settings/issuers.ts";

/** Everything there is to know for judging the tokens of one identity provider. */
export interface Issuer {
  /** Exact value of `iss`. */
  readonly name: string;
  readonly audiences: readonly string[];
  readonly algorithms: readonly string[];
  /** Address of the key set; null asks the discovery document. */
  readonly jwksUri: string | null;
  /** Accepted values of the header's `typ` in lower case; null accepts a token without `typ`. */
  readonly types: readonly (string | null)[];
  readonly claims: ClaimPaths;
  /** Interject's public client id of everyone from this issuer; null leaves it to the token. */
  readonly clientId: string | null;
  readonly requiredScopes: readonly string[];
  readonly clockSkewSeconds: number;
}

/**
 * Servers that keep time by the network still differ by a second or two: tokens just issued must not fail.
 */
const defaultClockSkewSeconds = 5;

/** Of an issuer that vouches for one client alone nothing is believed unless settings name the claim. */
const unsaid = { roles: [], userIdentity: [], userId: [], loginName: [], clientId: [] };

/**
 * Fills in what the settings leave to the provider's preset.
 * @throws Error when neither settings nor preset name the issuer, which `IssuerSettings` does not let through
 */
export function issuerOf(settings: IssuerSettings): Issuer {
  const preset: IssuerPreset = issuerPresets[settings.provider ?? "duende"];
  const name = settings.issuer ?? preset.issuer;
  if (name === undefined) throw new Error("The setting issuers.issuer is missing.");
  const audiences = settings.audiences ?? (preset.audience === undefined ? [] : [preset.audience(name)]);
  const places = Object.entries(settings.claims ?? {}).map(([key, place]) => [key, [pathOf(place)]]);
  return {
    name,
    audiences,
    algorithms: settings.algorithms ?? ["RS256"],
    jwksUri: settings.discover === true ? null : (settings.jwksUri ?? preset.jwksUri(name)),
    types: (settings.types ?? preset.types).map((type) => type?.toLowerCase() ?? null),
    claims: {
      ...preset.claims,
      ...(settings.clientId === undefined ? {} : unsaid),
      ...Object.fromEntries(places),
    },
    clientId: settings.clientId ?? null,
    requiredScopes: settings.requiredScopes ?? [],
    clockSkewSeconds: settings.clockSkewSeconds ?? defaultClockSkewSeconds,
  };
}

function pathOf(place: string | readonly string[]): ClaimPath {
  return typeof place === "string" ? [place] : place;
}
