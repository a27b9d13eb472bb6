import * as v from "valibot";
import { pattern } from "./checks.ts";

/** Where a connection's databases of clients stand, if they stand outside of the settings. */
export const clientMapEntries = {
  /**
   * The databases of clients, as in perClient: ARN of a secret in AWS Secrets Manager or of a parameter in
   * AWS Systems Manager, with a JSON object of the clients' places. Adding a client then needs no deployment.
   */
  perClientFrom: v.exactOptional(
    pattern(
      /^arn:[\w-]+:(secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+|ssm:[\w-]+:\d{12}:parameter\/[\w/.-]+)$/,
      "it must be the ARN of a secret in AWS Secrets Manager or of a parameter in AWS Systems Manager",
    ),
  ),
  /** Which secrets perClientFrom may name, and so the function may read. */
  perClientSecrets: v.exactOptional(
    pattern(
      /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+\*$/,
      "it must be the ARN of secrets in AWS Secrets Manager, with the beginning of their names and * at the end",
    ),
  ),
};
