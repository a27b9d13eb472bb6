import type { ConnectionEntry } from "./connection-entry.ts";
import type { Finding } from "./peer-settings.ts";
import type { Plan } from "./plan.ts";
import type { Secret } from "./secrets.ts";

/** The file of a secret within the folder, and the command that makes the secret from it. */
export function fileOf({ name }: Pick<Secret, "name">): string {
  return `${name.replaceAll("/", ".")}.json`;
}

/**
 * What the command prints: settings, commands, and what a person has to do. No secret is in it.
 * @param folder where the secrets' files are
 * @param isWritten whether they are there already
 */
export function printedPlan(
  { settings, secrets, findings }: Plan,
  folder: string,
  isWritten: boolean,
): string {
  return [
    "Settings, for reports/settings.json:",
    JSON.stringify(settings, null, 2).split("\n").map(printable).join("\n"),
    ...(secrets.length === 0
      ? []
      : secretCommands(secrets, folder, isWritten, settings.connections.some(isMapped))),
    ...listOf("What cannot move as it is", findings, "cannot"),
    ...listOf("What to check or decide", findings, "check"),
    "Nothing was sent anywhere.",
  ]
    .map((part) => `${part}\n`)
    .join("\n");
}

const isMapped = (entry: ConnectionEntry) => entry.perClientFrom !== undefined;

function secretCommands(
  secrets: readonly Secret[],
  folder: string,
  isWritten: boolean,
  hasMap: boolean,
): string[] {
  const incomplete = secrets.filter(({ isComplete }) => !isComplete).map(fileOf);
  const files = isWritten
    ? `The files are in ${folder}.` +
      (incomplete.length === 0
        ? ""
        : ` Write what the first list below asks for into ${incomplete.join(", ")}.`)
    : `Write each file yourself, or have them written with --write-secrets ${folder}. A file holds one document:\n` +
      '{ "username": "...", "password": "...", "host": "...", "port": 1433, "dbname": "..." }' +
      (hasMap ? '\nFor perClientFrom, it holds such a document for each client: { "CLIENT": { ... } }' : "");
  return [
    `Secrets, in AWS Secrets Manager. ${files}`,
    "The commands are the same in PowerShell, the Command Prompt, macOS and Linux. Each prints an ARN: write it\n" +
      "into the settings, in the place of the one with the same name.",
    secrets.map((secret) => commandOf(secret, folder)).join("\n"),
    `Then delete the files: rm -r "${folder}" (PowerShell, macOS, Linux), or rmdir /s "${folder}" (Command Prompt).`,
  ];
}

function commandOf(secret: Secret, folder: string): string {
  const file = `${folder.replaceAll("\\", "/").replace(/\/+$/, "")}/${fileOf(secret)}`;
  return `aws secretsmanager create-secret --name ${secret.name} --secret-string "file://${file}" --query ARN --output text`;
}

function listOf(title: string, findings: readonly Finding[], kind: Finding["kind"]): string[] {
  const lines = findings
    .filter((finding) => finding.kind === kind)
    .map(({ sentence, page }) => `- ${printable(sentence)}\n  ${page}`);
  return lines.length === 0 ? [] : [`${title}:`, [...new Set(lines)].join("\n")];
}

/** A line in which a name from the file cannot steer a terminal, nor begin another line. */
function printable(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
