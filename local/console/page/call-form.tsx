import type { ReturnedParameter } from "../../addin/response.ts";
import type { Parameter } from "./about.ts";
import type { Chosen, Form } from "./call.ts";

interface CallFormProps {
  readonly chosen: Chosen;
  readonly form: Form;
  readonly onChange: (form: Form) => void;
  /** What the last answer said of the parameters. */
  readonly returned: readonly ReturnedParameter[];
  readonly isRunning: boolean;
  readonly onPull: () => void;
}

/** The form of a route or routine: its parameters, and what a data portal and a sheet would add. */
export function CallForm({ chosen, form, onChange, returned, isRunning, onPull }: CallFormProps) {
  const { route, parameters } = chosen;
  const said = (name: string) =>
    returned.find((one) => one.name.replace(/^@/, "").toLowerCase() === name.toLowerCase()) ?? null;
  const others = returned.filter(
    (one) =>
      (one.validationMessage || one.outputValue) &&
      !parameters.some(({ name }) => said(name) === one) &&
      !/^@?Interject_ReturnError$/i.test(one.name),
  );
  return (
    <form
      aria-label={chosen.command?.text ?? route.path}
      onSubmit={(event) => {
        event.preventDefault();
        onPull();
      }}
    >
      <div class="fields">
        {parameters.map((parameter) => (
          <Field
            key={parameter.name}
            parameter={parameter}
            value={form.values[parameter.name] ?? ""}
            returned={said(parameter.name)}
            onChange={(value) => onChange({ ...form, values: { ...form.values, [parameter.name]: value } })}
          />
        ))}
      </div>
      {others.map(({ name, validationMessage, outputValue }) => (
        <p key={name} class={validationMessage ? "error" : ""}>
          {name}: {validationMessage || outputValue}
        </p>
      ))}
      {route.kind === "command" && <CommandFields form={form} onChange={onChange} />}
      {route.kind !== "plain" && (
        <details>
          <summary>More parameters, column and row definitions</summary>
          <div class="fields">
            {(
              [
                ["more", "Parameters, one Name=value a line"],
                ["columns", "Column definitions, one a line"],
                ["rows", "Row definitions, Name=value, Name=value a line"],
              ] as const
            ).map(([name, label]) => (
              <label key={name}>
                {label}
                <textarea
                  rows={3}
                  value={form[name]}
                  onInput={({ currentTarget }) => onChange({ ...form, [name]: currentTarget.value })}
                />
              </label>
            ))}
          </div>
        </details>
      )}
      {route.save === null && (
        <button type="submit" class="main" disabled={isRunning}>
          {route.kind === "plain" ? "Ask" : "Pull"}
        </button>
      )}
    </form>
  );
}

function CommandFields({ form, onChange }: { readonly form: Form; readonly onChange: (form: Form) => void }) {
  const text = (name: "connection" | "commandText", label: string) => (
    <label>
      {label}
      <input
        value={form[name]}
        onInput={({ currentTarget }) => onChange({ ...form, [name]: currentTarget.value })}
      />
    </label>
  );
  return (
    <div class="fields">
      {text("commandText", "Command text")}
      {text("connection", "Connection")}
      <label>
        Command type
        <select
          value={form.commandType}
          onChange={({ currentTarget }) =>
            onChange({ ...form, commandType: currentTarget.value as Form["commandType"] })
          }
        >
          <option>StoredProcedure</option>
          <option>TableDirect</option>
          <option>Text</option>
        </select>
      </label>
    </div>
  );
}

interface FieldProps {
  readonly parameter: Parameter;
  readonly value: string;
  readonly returned: ReturnedParameter | null;
  readonly onChange: (value: string) => void;
}

/** A parameter. Anything can be typed, wrong values too: what the API says of them is worth seeing. */
function Field({ parameter, value, returned, onChange }: FieldProps) {
  const { name, kind, expected, allowed, isOptional } = parameter;
  const id = `parameter-${name}`;
  const words = allowed ?? (kind === "boolean" ? ["true", "false"] : null);
  const message = returned?.validationMessage ?? "";
  const hint = `${expected}${isOptional ? "" : ", required"}`;
  return (
    <div class="field">
      <label for={id}>{name}</label>
      <input
        id={id}
        value={value}
        list={words === null ? undefined : `${id}-words`}
        placeholder={kind === "date" ? "2026-06-16" : ""}
        aria-required={!isOptional}
        aria-invalid={message !== ""}
        aria-describedby={`${id}-hint`}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      {words !== null && (
        <datalist id={`${id}-words`}>
          {words.map((word) => (
            <option key={word} value={word} />
          ))}
        </datalist>
      )}
      <small id={`${id}-hint`} class={message === "" ? "" : "error"}>
        {message === "" ? hint : message}
        {returned?.outputValue && ` Returned: ${returned.outputValue}`}
      </small>
    </div>
  );
}
