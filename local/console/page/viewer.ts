import { textIn } from "./post.ts";
import { mary, tokenFor } from "./who.ts";

/** What swagger-ui-dist's script leaves in the window (Swagger UI: "Configuration"). */
interface SwaggerUi {
  readonly preauthorizeApiKey: (scheme: string, token: string) => void;
}
interface ViewerRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
}
declare const SwaggerUIBundle: (options: object) => SwaggerUi;

/**
 * Shows the API's description. A request is sent by way of the console, as the console's own page does it,
 * because the browser lets this page reach no other address.
 */
async function show(): Promise<void> {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", follow);
  follow();
  const spec: { readonly servers: readonly { readonly url: string }[] } = await (
    await fetch("/openapi.json")
  ).json();
  const api = spec.servers[0]?.url ?? "";
  const ui = SwaggerUIBundle({
    spec,
    dom_id: "#viewer",
    deepLinking: true,
    // Nothing is asked of Swagger's own validator, which is another server.
    validatorUrl: null,
    showMutatedRequest: false,
    requestInterceptor(request: ViewerRequest): ViewerRequest {
      if (!request.url.startsWith(api)) return request;
      request.headers["console-method"] = request.method;
      request.method = "POST";
      request.url = request.url.replace(api, `${location.origin}/call`);
      return request;
    },
    async onComplete() {
      const token = await tokenFor(mary).catch(() => "");
      if (token !== "") ui.preauthorizeApiKey("accessToken", token);
    },
  });
}

show().catch((error: unknown) => {
  const shown = document.getElementById("viewer");
  if (shown !== null) shown.textContent = textIn(error, "message") ?? String(error);
});
