import { routinesAreCalled } from "./contract/calling.ts";
import { clientsAreKeptApart } from "./contract/client-databases.ts";
import { identityIsTheTokens } from "./contract/identity.ts";
import { limitsHold } from "./contract/limits.ts";
import { lostConnectionsAreTold } from "./contract/lost-connections.ts";
import { routinesSpeak } from "./contract/messages.ts";
import { reportsUseSql } from "./contract/own-reports.ts";
import { routinesOwnTheirTransactions } from "./contract/own-transactions.ts";
import { onlyListedNamesAreCalled } from "./contract/permissions.ts";
import { savesCountAsAWhole } from "./contract/saving.ts";
import { type Subject, subjectOn } from "./contract/subject.ts";
import { valuesAreExact } from "./contract/values.ts";
import type { SqlServer } from "./server.ts";

/**
 * What every engine must do, on a real server, through requests as the Addin sends them: each file in
 * `contract/` holds one part.
 * @returns what it is tested on, for tests of what one engine has and the others have not
 */
export function engineContract(start: () => Promise<SqlServer>): Subject {
  const subject = subjectOn(start);
  routinesAreCalled(subject);
  valuesAreExact(subject);
  onlyListedNamesAreCalled(subject);
  identityIsTheTokens(subject);
  clientsAreKeptApart(subject);
  routinesSpeak(subject);
  savesCountAsAWhole(subject);
  routinesOwnTheirTransactions(subject);
  reportsUseSql(subject);
  limitsHold(subject);
  lostConnectionsAreTold(subject);
  return subject;
}
