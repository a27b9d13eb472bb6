/**
 * What a settings file of Interject's .NET or Python API says. This folder reads such a file, and prints what
 * becomes of it here. It prints no connection string, and no part of one that signs in.
 */
export interface PeerSettings {
  readonly peer: ".NET" | "Python";
  /** .NET's `Authority`, Python's `issuer`. */
  readonly issuer: string | null;
  /** Python alone: .NET's API checks no audience. */
  readonly audiences: readonly string[];
  readonly algorithms: readonly string[];
  readonly connectionStrings: readonly ConnectionString[];
  /** .NET's `UseClientIdAsConnectionName`. */
  readonly clientIdIsName: boolean;
  /** Web pages that may call, as `https://host`, or `*`. */
  readonly corsOrigins: readonly string[];
  readonly findings: readonly Finding[];
}

/** A connection string, by its key in the file. Its text holds a password: nothing may print it. */
export interface ConnectionString {
  readonly key: string;
  readonly text: string;
}

/** Something that a person has to know, with the page of this project's documentation that helps. */
export interface Finding {
  /** `cannot`: it does not move as it is. `check`: a person decides or looks. */
  readonly kind: "cannot" | "check";
  readonly sentence: string;
  readonly page: string;
}

export function cannot(sentence: string, page: string): Finding {
  return { kind: "cannot", sentence, page };
}

export function check(sentence: string, page: string): Finding {
  return { kind: "check", sentence, page };
}

/** A settings file cannot be read. The message is one sentence, and quotes nothing of the file. */
export class SettingsUnreadable extends Error {
  override readonly name = "SettingsUnreadable";
}
