import { useState } from "preact/hooks";
import type { Connection, Route } from "./about.ts";
import type { Chosen } from "./call.ts";
import { parametersOf } from "./signature.ts";

interface SaveBarProps {
  readonly routes: readonly Route[];
  readonly connections: readonly Connection[];
  readonly chosen: Chosen;
  /** Rows that have been edited since they came. */
  readonly changedRows: number;
  readonly isRunning: boolean;
  readonly onSave: (target: Chosen, onlyChanged: boolean) => void;
  readonly onAddRow: () => void;
}

/** Where the sheet's rows go: what is chosen on the left, or another report or routine that saves. */
export function SaveBar({
  routes,
  connections,
  chosen,
  changedRows,
  isRunning,
  onSave,
  onAddRow,
}: SaveBarProps) {
  const targets = targetsOf(routes, connections, chosen);
  const [picked, setPicked] = useState("");
  const [onlyChanged, setOnlyChanged] = useState(chosen.route.save === null);
  const target = targets.find(({ name }) => name === picked) ?? targets[0];
  if (target === undefined) return null;
  return (
    <div class="save">
      <button type="button" onClick={onAddRow}>
        Add a row
      </button>
      <label>
        Save with
        <select value={target.name} onChange={({ currentTarget }) => setPicked(currentTarget.value)}>
          {targets.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={onlyChanged}
          onChange={({ currentTarget }) => setOnlyChanged(currentTarget.checked)}
        />
        only the {changedRows.toLocaleString("en-US")} changed
      </label>
      <button
        type="button"
        class="main"
        disabled={isRunning || (onlyChanged && changedRows === 0)}
        onClick={() => onSave(target.chosen, onlyChanged)}
      >
        Save
      </button>
    </div>
  );
}

interface Target {
  readonly name: string;
  readonly chosen: Chosen;
}

function targetsOf(
  routes: readonly Route[],
  connections: readonly Connection[],
  chosen: Chosen,
): readonly Target[] {
  const command = routes.find(({ kind }) => kind === "command");
  const own = { name: chosen.command?.text ?? chosen.route.path, chosen };
  const reports = routes
    .filter(({ kind }) => kind === "report")
    .map((route) => ({ name: route.path, chosen: { route, parameters: route.parameters, command: null } }));
  const routines =
    command === undefined
      ? []
      : connections.flatMap(({ connection, routines }) =>
          routines.map(({ name, parameters }) => ({
            name,
            chosen: {
              route: command,
              parameters: parametersOf(parameters),
              command: { connection, text: name },
            },
          })),
        );
  const savers = reports.filter(({ chosen: { route } }) => route.save !== null);
  const others = reports.filter(({ chosen: { route } }) => route.save === null);
  const ordered =
    chosen.route.save === null ? [...savers, own, ...routines, ...others] : [own, ...savers, ...routines];
  return ordered.filter(({ name }, at) => ordered.findIndex((one) => one.name === name) === at);
}
