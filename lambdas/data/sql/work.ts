/** What a request has done on its databases, for the line that is logged about it. */
export interface Work {
  /** Names of the settings' connections. */
  readonly connections: Set<string>;
  /** Routines as the database's catalogue names them. */
  readonly routines: Set<string>;
  /** Milliseconds until the databases had signed the API in and knew the caller. */
  connectingMs: number;
  /** Milliseconds of waiting for the databases after that. */
  databaseMs: number;
  /** Whether what was done counts; `by the routine` where the routine owns its transactions. */
  committed: "no" | "yes" | "unknown" | "by the routine";
}

export function noWork(): Work {
  return { connections: new Set(), routines: new Set(), connectingMs: 0, databaseMs: 0, committed: "no" };
}
