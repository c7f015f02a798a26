// The types of what the tests use of oidc-provider, which brings none.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  class Grant {
    constructor(of: { clientId: string; accountId: string });
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }
  type Context = {
    oidc: {
      client?: { clientId: string };
      session?: { accountId?: string };
      provider: { Grant: typeof Grant };
    };
  };
  class Provider {
    constructor(
      issuer: string,
      settings: {
        findAccount(context: Context, accountId: string): object;
        interactions: { url(context: Context, interaction: { uid: string }): string };
        loadExistingGrant(context: Context): Promise<Grant>;
        [other: string]: unknown;
      },
    );
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: object,
    ): Promise<void>;
  }

  export { Provider };
}
