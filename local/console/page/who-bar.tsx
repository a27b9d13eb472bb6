import { useState } from "preact/hooks";
import { people, type Who } from "./who.ts";

interface WhoBarProps {
  readonly who: Who;
  readonly faults: Readonly<Record<string, string>>;
  /** Whether the local identity provider signs the tokens. */
  readonly canSign: boolean;
  readonly onChange: (who: Who) => void;
}

/** Who asks: the token's contents, or a pasted token where another provider signs. */
export function WhoBar({ who, faults, canSign, onChange }: WhoBarProps) {
  const [isOpen, setOpen] = useState(false);
  if (!canSign) {
    return (
      <div class="who">
        <label>
          Access token
          <input
            type="password"
            autocomplete="off"
            value={who.pasted}
            onInput={({ currentTarget }) => onChange({ ...who, pasted: currentTarget.value })}
          />
        </label>
      </div>
    );
  }
  const known = people.findIndex(({ user, client }) => user === who.user && client === who.client);
  const text = (name: "user" | "login" | "client" | "scopes" | "roles", label: string) => (
    <label>
      {label}
      <input
        value={who[name]}
        onInput={({ currentTarget }) => onChange({ ...who, [name]: currentTarget.value })}
      />
    </label>
  );
  return (
    <div class="who">
      <label>
        Who asks
        <select
          value={String(known)}
          onChange={({ currentTarget }) => {
            const person = people[Number(currentTarget.value)];
            if (person === undefined) setOpen(true);
            else onChange({ ...person, bad: who.bad, lifetimeSeconds: who.lifetimeSeconds });
          }}
        >
          {people.map(({ login, client }, at) => (
            <option key={login} value={String(at)}>
              {login} of {client}
            </option>
          ))}
          <option value="-1">someone else</option>
        </select>
      </label>
      <label>
        Token
        <select
          value={who.bad}
          onChange={({ currentTarget }) => onChange({ ...who, bad: currentTarget.value })}
        >
          <option value="">good</option>
          {Object.entries(faults).map(([name, what]) => (
            <option key={name} value={name}>
              {name}: {what}
            </option>
          ))}
        </select>
      </label>
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        Details
      </button>
      {isOpen && (
        <div class="who-details">
          {text("user", "User")}
          {text("login", "Login")}
          {text("client", "Client")}
          {text("scopes", "Scopes")}
          {text("roles", "Roles")}
          <label>
            Lifetime, seconds
            <input
              type="number"
              min="1"
              max="86400"
              value={who.lifetimeSeconds}
              onInput={({ currentTarget }) =>
                onChange({ ...who, lifetimeSeconds: Math.trunc(currentTarget.valueAsNumber) || 1 })
              }
            />
          </label>
        </div>
      )}
    </div>
  );
}
