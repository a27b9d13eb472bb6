import { useEffect, useRef, useState } from "preact/hooks";
import { type About, about, type Connection, connections } from "./about.ts";
import type { Question } from "./ask.ts";
import { type Chosen, emptyForm, type Form, formulaOf } from "./call.ts";
import { CallForm } from "./call-form.tsx";
import { Catalogue } from "./catalogue.tsx";
import { copiesOf } from "./copies.ts";
import { Grid } from "./grid.tsx";
import { Inspector } from "./inspector.tsx";
import { Messages } from "./messages.tsx";
import { SaveBar } from "./save-bar.tsx";
import { blankRow, blankSheet, rowsToSave, type Sheet, withResults } from "./sheet.ts";
import { useCalls } from "./use-calls.ts";
import { useWorkbook } from "./use-workbook.ts";
import { mary, type Who } from "./who.ts";
import { WhoBar } from "./who-bar.tsx";
import { WorkbookView } from "./workbook-view.tsx";

/** The whole page: who asks above, what can be asked at the left, the sheet, and the wire at the right. */
export function Console() {
  const [known, setKnown] = useState<About | null>(null);
  const [tried, setTried] = useState<readonly Connection[] | null>(null);
  const [trouble, setTrouble] = useState("");
  const told = (error: unknown) => setTrouble(error instanceof Error ? error.message : String(error));
  useEffect(() => {
    about().then(setKnown, told);
    connections().then(setTried, (error: unknown) => {
      setTried([]);
      told(error);
    });
  }, []);
  if (known === null) return <p role="status">{trouble === "" ? "…" : trouble}</p>;
  return <Desk about={known} connections={tried} trouble={trouble} />;
}

interface DeskProps {
  readonly about: About;
  readonly connections: readonly Connection[] | null;
  readonly trouble: string;
}

function Desk({ about: { apiUrl, issuer, faults, routes }, connections, trouble }: DeskProps) {
  const [who, setWho] = useState<Who>(mary);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [form, setForm] = useState<Form | null>(null);
  /** What the last answer answers. */
  const [asked, setAsked] = useState<{ readonly chosen: Chosen; readonly form: Form } | null>(null);
  const [problem, setProblem] = useState("");
  const [sheets, setSheets] = useState<readonly Sheet[]>([]);
  const [current, setCurrent] = useState(0);
  const [edits, setEdits] = useState(0);
  const calls = useCalls(issuer !== null);
  const desk = useWorkbook((question) => {
    setAsked(null);
    return calls.ask(who, question, () => {});
  });
  const work = useRef<HTMLElement>(null);
  const { answer, version } = calls;
  const isRunning = answer !== null && answer.totalMs === null;
  const book = desk.isShown ? desk.book : null;
  const sheet = sheets[current] ?? sheets[0] ?? null;

  const choose = (next: Chosen) => {
    desk.show(false);
    setChosen(next);
    setForm(emptyForm(next));
    setProblem("");
    const columns = next.route.save?.map(({ name }) => name);
    if (columns !== undefined && !columns.every((name) => sheet?.columns.includes(name))) {
      setSheets([blankSheet(columns)]);
      setCurrent(0);
    }
    work.current?.focus();
  };

  const pull = async () => {
    if (chosen === null || form === null || chosen.route.save !== null) return;
    const { method, path, kind } = chosen.route;
    try {
      const formula = kind === "plain" ? null : formulaOf(chosen, form);
      setProblem("");
      setCurrent(0);
      setSheets([]);
      setAsked({ chosen, form });
      await calls.ask(who, { method, path, formula }, (begun) => setSheets([...begun.sheets]));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };

  const save = async (target: Chosen, onlyChanged: boolean) => {
    if (sheet === null || form === null || chosen === null) return;
    try {
      const isOwn = target.route === chosen.route && target.command?.text === chosen.command?.text;
      const filled = isOwn ? form : emptyForm(target);
      const formula = formulaOf(target, filled);
      const sent = rowsToSave(sheet, onlyChanged);
      const question: Question = {
        method: "POST",
        path: target.route.path,
        formula: { ...formula, save: { columns: sent.columns, rows: sent.rows } },
      };
      setProblem("");
      setAsked({ chosen: target, form: filled });
      const saved = await calls.ask(who, question, () => {});
      const returned = saved.sheets.find(({ columns }) => columns.includes("Row"));
      if (returned === undefined) return;
      setSheets([withResults(sheet, sent, returned, saved.notes?.errorMessage === "")]);
      setCurrent(0);
      setEdits((count) => count + 1);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };

  const addRow = () => {
    if (sheet === null) return;
    sheet.rows.push(blankRow(sheet.columns));
    setEdits((count) => count + 1);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: who cannot drop a file chooses it above
    <div
      class="layout"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void desk.open(event.dataTransfer?.files[0]);
      }}
    >
      <header>
        <h1>Interject data API</h1>
        <p>
          {apiUrl} <a href="/openapi">Description</a>
        </p>
        <WhoBar who={who} faults={faults} canSign={issuer !== null} onChange={setWho} />
        <label>
          Open a workbook, or drop it here
          <input
            type="file"
            accept=".xlsx,.xlsm"
            onChange={({ currentTarget }) => void desk.open(currentTarget.files?.[0])}
          />
        </label>
        {desk.book !== null && !desk.isShown && (
          <button type="button" onClick={() => desk.show(true)}>
            Back to {desk.book.name}
          </button>
        )}
      </header>
      <Catalogue routes={routes} connections={connections} chosen={chosen} onChoose={choose} />
      <main ref={work} tabIndex={-1}>
        {trouble !== "" && <p class="error">{trouble}</p>}
        {book !== null ? null : chosen === null || form === null ? (
          <p>Choose a route or a routine: it is called as Excel would call it.</p>
        ) : (
          <>
            <h2>{chosen.command?.text ?? chosen.route.path}</h2>
            <CallForm
              chosen={chosen}
              form={form}
              onChange={setForm}
              returned={asked?.chosen === chosen ? (answer?.notes?.parameters ?? []) : []}
              isRunning={isRunning}
              onPull={pull}
            />
          </>
        )}
        {[problem, desk.problem]
          .filter((text) => text !== "")
          .map((text) => (
            <p key={text} role="alert" class="error">
              {text}
            </p>
          ))}
        {answer !== null && <Messages answer={answer} onCancel={calls.cancel} />}
        {calls.renewed && (
          <p role="status">The token was refused: a new one was taken, as the Addin does at 401.</p>
        )}
        {book !== null && (
          <WorkbookView
            key={book.name}
            open={book}
            version={desk.version}
            isRunning={isRunning}
            outcomes={desk.outcomes}
            onRun={desk.run}
          />
        )}
        {book === null && sheets.length > 1 && (
          <div class="tables">
            {sheets.map((_, at) => (
              <button key={at} type="button" aria-pressed={at === current} onClick={() => setCurrent(at)}>
                Table {at + 1}
              </button>
            ))}
          </div>
        )}
        {book === null && sheet !== null && (
          <Grid
            sheet={sheet}
            version={`${version} ${edits} ${current}`}
            label="Rows of the answer"
            isWhole={!isRunning}
            onChange={() => setEdits((count) => count + 1)}
          />
        )}
        {book === null && sheet !== null && chosen !== null && (
          <SaveBar
            key={chosen.route.path}
            routes={routes}
            connections={connections ?? []}
            chosen={chosen}
            changedRows={isRunning ? 0 : sheet.rows.filter(({ isChanged }) => isChanged).length}
            isRunning={isRunning}
            onSave={save}
            onAddRow={addRow}
          />
        )}
      </main>
      <Inspector
        answer={answer}
        version={version}
        copies={answer === null || asked === null ? [] : copiesOf(answer, asked.chosen, asked.form, apiUrl)}
      />
    </div>
  );
}
