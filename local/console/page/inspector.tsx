import { useEffect, useState } from "preact/hooks";
import type { Answer } from "./ask.ts";
import type { Copy } from "./copies.ts";
import { post, textIn } from "./post.ts";

interface InspectorProps {
  readonly answer: Answer | null;
  readonly version: string;
  readonly copies: readonly Copy[];
}

const views = ["Request", "Context", "Answer", "Timing", "Log", "Token"] as const;
type View = (typeof views)[number];

/** What went over the wire for the last call, and what is known of it. */
export function Inspector({ answer, version, copies }: InspectorProps) {
  const [view, setView] = useState<View>("Request");
  const [copied, setCopied] = useState("");
  const fetched = useFetched(view, answer, version);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = views[(views.indexOf(view) + step + views.length) % views.length] ?? view;
    setView(next);
    document.getElementById(`tab-${next}`)?.focus();
    event.preventDefault();
  };
  return (
    <aside aria-label="What was sent and answered">
      <div role="tablist" aria-label="Parts of the last call" onKeyDown={move}>
        {views.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={name === view}
            aria-controls="inspected"
            tabIndex={name === view ? 0 : -1}
            onClick={() => setView(name)}
          >
            {name}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reached by key */}
      <div id="inspected" role="tabpanel" aria-labelledby={`tab-${view}`} tabIndex={0}>
        <pre>{answer === null ? "Nothing has been asked yet." : shown(view, answer, fetched)}</pre>
      </div>
      <div class="copies">
        {copies.map(({ label, text }) => (
          <button
            key={label}
            type="button"
            onClick={() => copy(label, text).then(setCopied, ({ message }: Error) => setCopied(message))}
          >
            {label}
          </button>
        ))}
        <span role="status">{copied}</span>
      </div>
    </aside>
  );
}

/** @returns what to say of it */
async function copy(label: string, text: Copy["text"]): Promise<string> {
  const copied = await text();
  return navigator.clipboard.writeText(copied).then(
    () => `${label}: done.`,
    () => "The browser does not let the page write to the clipboard.",
  );
}

/** What the console's server knows of the call: its log lines, and why its token is good or not. */
function useFetched(view: View, answer: Answer | null, version: string): string {
  const [text, setText] = useState("");
  const isOver = answer?.totalMs !== null;
  useEffect(() => {
    setText("");
    if (answer === null || !isOver) return;
    let isCurrent = true;
    const show = (given: string) => {
      if (isCurrent) setText(given);
    };
    const asked =
      view === "Log" ? logOf(answer) : view === "Token" ? explained(answer.token) : Promise.resolve("");
    asked.then(show, (error: unknown) => show(error instanceof Error ? error.message : String(error)));
    return () => {
      isCurrent = false;
    };
  }, [view, answer, isOver, version]);
  return text;
}

/** The functions write a request's last line after its answer. */
const logDelayMs = 300;

async function logOf({ headers }: Answer): Promise<string> {
  const requestId = new Map(headers).get("x-amzn-requestid") ?? "";
  await new Promise((resolve) => setTimeout(resolve, logDelayMs));
  const answered = await post("/log", { requestId });
  const lines: unknown = typeof answered === "object" ? Reflect.get(answered ?? {}, "lines") : [];
  if (!Array.isArray(lines) || lines.length === 0)
    return "The functions have logged nothing for this request.";
  return lines.map((line) => pretty(String(line).replace(/^[^{]*/, ""))).join("\n\n");
}

async function explained(token: string): Promise<string> {
  if (token === "") return "No token was sent.";
  return textIn(await post("/explain", { token }), "text") ?? "";
}

function shown(view: View, answer: Answer, fetched: string): string {
  switch (view) {
    case "Request":
      return `${answer.question.method} ${answer.question.path}\n\n${pretty(answer.body)}`;
    case "Context":
      return contextOf(answer.body);
    case "Answer":
      return answered(answer);
    case "Timing":
      return timing(answer);
    case "Log":
    case "Token":
      return fetched === "" ? "…" : fetched;
  }
}

function answered({ status, headers, beginning, characters }: Answer): string {
  const rest =
    characters > beginning.length ? `\n… and ${count(characters - beginning.length)} characters` : "";
  const names = headers
    .filter(([name]) => !ofTheWay.has(name))
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
  return `${status === 0 ? "no answer" : status}\n${names}\n\n${rest === "" ? pretty(beginning) : beginning}${rest}`;
}

function timing({ firstByteMs, totalMs, rows, characters }: Answer): string {
  const ms = (value: number | null) => (value === null ? "…" : `${count(Math.round(value))} ms`);
  const rate = totalMs === null || totalMs < 1 ? "…" : `${count(Math.round((rows / totalMs) * 1000))} rows/s`;
  return [
    `First byte     ${ms(firstByteMs)}`,
    `Whole answer   ${ms(totalMs)}`,
    `Rows           ${count(rows)}`,
    `Rate           ${rate}`,
    `Document       ${count(characters)} characters`,
  ].join("\n");
}

/** Headers of the way from the console to the browser. */
const ofTheWay: ReadonlySet<string> = new Set(["connection", "date", "keep-alive", "transfer-encoding"]);

const count = (value: number) => value.toLocaleString("en-US");

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The request context's XML, an element a line. */
function contextOf(body: string): string {
  try {
    const { RequestParameterList } = JSON.parse(body) as {
      RequestParameterList: readonly { readonly Name: string; readonly InputValue: string | null }[];
    };
    const found = RequestParameterList.find(({ Name }) => Name === "@Interject_RequestContext");
    return (found?.InputValue ?? "").replaceAll("><", ">\n<");
  } catch {
    return "The request has no context.";
  }
}
