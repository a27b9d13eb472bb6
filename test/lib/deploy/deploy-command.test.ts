import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deployCommand, type Verb } from "../../../lib/deploy/deploy-command.ts";

/** What AWS's services answer on this machine; a test changes what it is about. */
interface Answers {
  account: string;
  sts: string;
  bootstrap: string;
  streaming: { status: number; name: string };
  limits: { all: number; unreserved: number } | "AccessDeniedException";
  held: number | null;
}

const usual: Answers = {
  account: "444455556666",
  sts: "",
  bootstrap: "27",
  streaming: { status: 404, name: "ResourceNotFoundException" },
  limits: { all: 1000, unreserved: 1000 },
  held: null,
};

let answers: Answers;
let asked: string[];
let directory: string;
let close: () => void;

beforeEach(async () => {
  answers = { ...usual };
  asked = [];
  directory = mkdtempSync(join(tmpdir(), "deploy-"));
  writeFileSync(join(directory, "cdk.json"), "{}");
  mkdirSync(join(directory, "reports"));
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { status, headers, text } = answer(request, Buffer.concat(chunks).toString("utf8"));
    response.writeHead(status, headers).end(text);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "example");
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_CONFIG_FILE", join(directory, "none"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(directory, "none"));
  for (const name of ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "INTERJECT_SETTINGS_FILE"])
    vi.stubEnv(name, undefined);
});
afterEach(() => {
  close();
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

function answer(request: IncomingMessage, body: string): Reply {
  const region = /\/(\w+-\w+-\d)\//.exec(request.headers.authorization ?? "")?.[1];
  const json = (status: number, value: object, error?: string): Reply => ({
    status,
    headers: {
      "Content-Type": "application/json",
      ...(error === undefined ? {} : { "x-amzn-ErrorType": error }),
    },
    text: JSON.stringify(value),
  });
  const xml = (status: number, text: string): Reply => ({
    status,
    headers: { "Content-Type": "text/xml" },
    text,
  });
  const xmlError = (code: string) =>
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>m</Message></Error></ErrorResponse>`;
  if (body.includes("GetCallerIdentity")) {
    asked.push(`identity ${region}`);
    if (answers.sts !== "") return xml(403, xmlError(answers.sts));
    return xml(
      200,
      `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${answers.account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    );
  }
  if (request.headers["x-amz-target"] === "AmazonSSM.GetParameter") {
    asked.push(`bootstrap ${JSON.parse(body).Name}`);
    if (/[A-Z]/.test(answers.bootstrap)) return json(400, { __type: answers.bootstrap });
    return json(200, { Parameter: { Value: answers.bootstrap } });
  }
  if (request.url?.endsWith("/response-streaming-invocations")) {
    asked.push(`streaming ${request.headers["x-amz-invocation-type"]}`);
    return json(answers.streaming.status, {}, answers.streaming.name);
  }
  if (request.url?.startsWith("/2016-08-19/account-settings")) {
    asked.push("limits");
    if (typeof answers.limits === "string") return json(403, {}, answers.limits);
    const { all, unreserved } = answers.limits;
    return json(200, {
      AccountLimit: { ConcurrentExecutions: all, UnreservedConcurrentExecutions: unreserved },
    });
  }
  if (body.includes("DescribeStackResources")) {
    asked.push("stack");
    if (answers.held === null) return xml(400, xmlError("ValidationError"));
    return xml(
      200,
      "<DescribeStackResourcesResponse><DescribeStackResourcesResult><StackResources><member>" +
        "<LogicalResourceId>DataFunction76</LogicalResourceId><PhysicalResourceId>data-7</PhysicalResourceId>" +
        "<ResourceType>AWS::Lambda::Function</ResourceType></member></StackResources>" +
        "</DescribeStackResourcesResult></DescribeStackResourcesResponse>",
    );
  }
  if (request.url?.endsWith("/functions/data-7/concurrency")) {
    asked.push("held");
    return json(200, { ReservedConcurrentExecutions: answers.held });
  }
  return json(500, {}, `Unexpected ${request.method} ${request.url}`);
}

const settingsJson = (settings: object) =>
  writeFileSync(join(directory, "reports/settings.json"), JSON.stringify({ clients: ["ACME"], ...settings }));
const place = { account: "444455556666", region: "eu-west-1" };

/** Runs the command; the scripts that it would run end with `codes`, or else well. */
async function command(verb: Verb, words: string[] = [], codes: Record<string, number> = {}) {
  const printed: string[] = [];
  const ran: string[] = [];
  const given: Record<string, string | undefined>[] = [];
  const code = await deployCommand(verb, words, {
    directory,
    environment: process.env,
    print: (line) => printed.push(line),
    during: (_, work) => work,
    async run(script, rest, environment) {
      ran.push([basename(script), ...rest].join(" "));
      given.push({ AWS_REGION: environment["AWS_REGION"], of: environment["INTERJECT_ENVIRONMENT"] });
      return codes[basename(script)] ?? 0;
    },
  });
  return { code, printed, ran, given };
}

describe("a deployment that can succeed", () => {
  it("checks the types, and hands over to CDK's command what stands behind the environment's name", async () => {
    settingsJson({ environments: { test: { ...place, stackName: "Test" }, prod: place } });
    expect(await command("deploy", ["prod", "--require-approval", "never"], { cdk: 3 })).toEqual({
      code: 3,
      printed: ["InterjectDataApi in the account 444455556666, eu-west-1"],
      ran: ["tsc --noEmit", "cdk deploy --require-approval never"],
      given: [
        { AWS_REGION: undefined, of: "prod" },
        { AWS_REGION: "eu-west-1", of: "prod" },
      ],
    });
    expect(asked).toEqual([
      "identity eu-west-1",
      "bootstrap /cdk-bootstrap/hnb659fds/version",
      "streaming DryRun",
      "limits",
    ]);
  });

  it("needs no environments: the shell's region is taken", async () => {
    settingsJson({});
    vi.stubEnv("AWS_DEFAULT_REGION", "us-east-2");
    expect(await command("diff", ["--strict"])).toMatchObject({ ran: ["tsc --noEmit", "cdk diff --strict"] });
    expect(asked[0]).toBe("identity us-east-2");
  });

  it("is a removal too, which waits neither for types nor for room", async () => {
    settingsJson({ ...place, dataReservedConcurrency: 5000 });
    expect(await command("destroy")).toMatchObject({ ran: ["cdk destroy"] });
    expect(asked).toEqual(["identity eu-west-1", "bootstrap /cdk-bootstrap/hnb659fds/version"]);
  });

  it("finds the bucket and roles that cdk.json names", async () => {
    settingsJson(place);
    writeFileSync(
      join(directory, "cdk.json"),
      JSON.stringify({ context: { "@aws-cdk/core:bootstrapQualifier": "acme" } }),
    );
    await command("destroy");
    expect(asked).toContain("bootstrap /cdk-bootstrap/acme/version");
  });

  it("says what the credentials may not find out, and goes on", async () => {
    settingsJson(place);
    Object.assign(answers, { bootstrap: "AccessDeniedException", limits: "AccessDeniedException" });
    answers.streaming = { status: 403, name: "AccessDeniedException" };
    const { printed, ran } = await command("deploy");
    expect(printed.slice(1)).toEqual([
      "Whether CDK's bucket and roles are there is not known: the credentials may not ask.",
      "Whether the account has room for executions is not known: the credentials may not ask.",
    ]);
    expect(ran).toContain("cdk deploy");
  });

  it("says that a new account allows few executions", async () => {
    settingsJson(place);
    answers.limits = { all: 10, unreserved: 10 };
    expect((await command("deploy")).printed[1]).toMatch(/^The account may have 10 executions at a time/);
  });

  it("counts executions that the deployed function has already", async () => {
    settingsJson({ ...place, dataReservedConcurrency: 50 });
    Object.assign(answers, { limits: { all: 1000, unreserved: 100 }, held: 50 });
    expect((await command("deploy")).ran).toContain("cdk deploy");
    expect(asked.slice(-2)).toEqual(["stack", "held"]);
  });
});

describe("a deployment that cannot succeed stops with a sentence", () => {
  const refused = async (sentence: RegExp, verb: Verb = "deploy", words: string[] = []) => {
    const ran = vi.fn<() => Promise<number>>();
    await expect(
      deployCommand(verb, words, {
        directory,
        environment: process.env,
        print: () => {},
        during: (_, work) => work,
        run: ran,
      }),
    ).rejects.toThrow(sentence);
    expect(ran).not.toHaveBeenCalled();
  };

  it("for wrong settings, before AWS is asked", async () => {
    settingsJson({ logLevel: "LOUD" });
    await refused(/^The setting logLevel in reports\/settings\.json is wrong/);
    expect(asked).toEqual([]);
  });

  it("for an environment that is not named, or not there", async () => {
    settingsJson({ environments: { test: { ...place, stackName: "Test" }, prod: place } });
    await refused(/^Say which environment: npm run destroy -- test, or prod\.$/, "destroy");
    await refused(/^There is no environment production in reports/, "deploy", ["production"]);
  });

  it("for another account than the one that is pinned", async () => {
    settingsJson({ environments: { prod: { ...place, account: "111122223333" } } });
    const sentence = /are for the account 444455556666, and the settings pin 111122223333/;
    for (const verb of ["deploy", "diff", "destroy"] as const) await refused(sentence, verb, ["prod"]);
  });

  it("without a region", async () => {
    settingsJson({});
    await refused(/^No AWS region is chosen/);
  });

  it("without credentials", async () => {
    settingsJson(place);
    vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", undefined);
    await refused(/^This shell has no AWS credentials that work: sign in/);
  });

  it("with credentials that have ended", async () => {
    settingsJson(place);
    answers.sts = "ExpiredToken";
    await refused(/^AWS does not accept the credentials of this shell \(ExpiredToken\): sign in again\.$/);
  });

  it("where AWS cannot be reached", async () => {
    settingsJson(place);
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    await refused(/^AWS cannot be reached: .*ECONNREFUSED/);
  });

  it("where CDK has no bucket and roles, or old ones", async () => {
    settingsJson(place);
    answers.bootstrap = "ParameterNotFound";
    await refused(/^CDK has no .*: run npx cdk bootstrap aws:\/\/444455556666\/eu-west-1\.$/);
    answers.bootstrap = "5";
    await refused(/too old \(version 5\): run npx cdk bootstrap/);
  });

  it("where Lambda does not stream", async () => {
    settingsJson(place);
    answers.streaming = { status: 404, name: "UnknownOperationException" };
    await refused(/^Lambda does not stream answers in eu-west-1/);
  });

  it("where AWS does not answer", async () => {
    settingsJson(place);
    answers.bootstrap = "InternalServerError";
    await refused(/^AWS does not say what must be known first \(InternalServerError\)/);
  });

  it("where the account has no room for what the settings set aside", async () => {
    settingsJson({ ...place, dataReservedConcurrency: 20, authorizerProvisionedConcurrency: 3 });
    answers.limits = { all: 120, unreserved: 120 };
    await refused(/^The settings set 23 executions aside, and Lambda has 20 to give: of the 120 /);
  });

  it("for types that do not fit", async () => {
    settingsJson(place);
    await expect(command("deploy", [], { tsc: 2 })).rejects.toThrow(/^The types of the sources do not fit/);
  });
});
