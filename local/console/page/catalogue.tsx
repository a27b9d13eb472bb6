import { useState } from "preact/hooks";
import type { Connection, Route } from "./about.ts";
import type { Chosen } from "./call.ts";
import { parametersOf } from "./signature.ts";

interface CatalogueProps {
  readonly routes: readonly Route[];
  /** Null while the connections are being tried. */
  readonly connections: readonly Connection[] | null;
  readonly chosen: Chosen | null;
  readonly onChoose: (chosen: Chosen) => void;
}

/** What can be asked: the routes, and for every connection the routines that data portals may call. */
export function Catalogue({ routes, connections, chosen, onChoose }: CatalogueProps) {
  const [wanted, setWanted] = useState("");
  const isWanted = (name: string) => name.toLowerCase().includes(wanted.trim().toLowerCase());
  const command = routes.find(({ kind }) => kind === "command");
  const isChosen = (route: Route, routine: string | null) =>
    chosen?.route === route && (chosen.command?.text ?? null) === routine;
  const entry = (key: string, isCurrent: boolean, next: Chosen, label: string, aside: string) => (
    <li key={key}>
      <button type="button" aria-current={isCurrent ? "true" : undefined} onClick={() => onChoose(next)}>
        {label}
        {aside !== "" && <small>{aside}</small>}
      </button>
    </li>
  );
  return (
    <nav aria-label="Routes and routines">
      <label>
        Find
        <input type="search" value={wanted} onInput={({ currentTarget }) => setWanted(currentTarget.value)} />
      </label>
      <h2>Routes</h2>
      <ul>
        {routes
          .toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind))
          .filter(({ path }) => isWanted(path))
          .map((route) =>
            entry(
              `${route.method} ${route.path}`,
              isChosen(route, null),
              { route, parameters: route.parameters, command: null },
              route.path.split("/").at(-1) || "/",
              [
                `${route.method === "GET" ? "GET " : ""}${route.path}`,
                route.isPublic ? "public" : "",
                demandsOf(route),
              ]
                .filter((word) => word !== "")
                .join(", "),
            ),
          )}
      </ul>
      {connections === null && <p>Trying the connections …</p>}
      {connections?.map(({ connection, client, findings, routines }) => (
        <section key={`${connection} ${client}`}>
          <h2>
            {connection}
            {client !== null && ` of ${client}`}
          </h2>
          {findings
            .filter(({ level }) => level !== "ok")
            .map(({ level, text }) => (
              <p key={text} class={level}>
                {text}
              </p>
            ))}
          <ul>
            {command !== undefined &&
              routines
                .filter(({ name }) => isWanted(name))
                .map(({ name, parameters }) =>
                  entry(
                    name + parameters,
                    isChosen(command, name),
                    {
                      route: command,
                      parameters: parametersOf(parameters),
                      command: { connection, text: name },
                    },
                    name,
                    "",
                  ),
                )}
          </ul>
        </section>
      ))}
    </nav>
  );
}

const order: readonly Route["kind"][] = ["report", "command", "plain"];

function demandsOf({ demands }: Route): string {
  return Object.entries(demands)
    .map(([name, values]) => `${name}: ${Array.isArray(values) ? values.join(" ") : values}`)
    .join(", ");
}
