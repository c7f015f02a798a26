// Which room may import which. Needs TypeScript ^6: with 7 this tool reads no .ts file and passes (test/tidy.test.ts guards that).
const owners = {
  '@dnd-kit/core': '^services/console/app/pages/board/dragged-board\\.tsx$',
  echarts: '^services/console/app/pages/overview/trend-chart\\.tsx$',
  kafkajs: '^shared/bus/kafka/kafka\\.ts$',
  knex: '^shared/migrate\\.ts$|^shared/migrations/',
  pg: '^shared/(db|migrate|embedded-postgres)\\.ts$',
  imapflow: '^services/email/imap(-connect)?\\.ts$',
  'smtp-server': '^services/email/smtp-inlet\\.ts$',
  mailparser: '^services/email/mime-parse\\.ts$|^services/cases/shown-mail/read-html\\.ts$',
  'sanitize-html': '^services/cases/shown-mail/sanitise\\.ts$',
  'html-to-text': '^services/email/mime-parse\\.ts$',
  'email-reply-parser': '^services/email/mime-parse\\.ts$',
  'twitter-api-v2': '^shared/platforms/x-client\\.ts$',
  nodemailer: '^services/notifier/senders/email\\.ts$',
  handlebars: '^services/(notifier/templates/compile|portal/pages)\\.ts$',
  pdfmake: '^services/notifier/letter/letter-pdf\\.ts$',
  natural: '^services/classifier/text-model\\.ts$',
  eld: '^services/classifier/language-model\\.ts$',
  'csv-parse': '^services/cli/labelled-rows\\.ts$|^services/cases/import/csv-rows\\.ts$',
  busboy: '^services/portal/request-body\\.ts$',
  helmet: '^services/portal/edge\\.ts$',
  'express-rate-limit': '^services/portal/edge\\.ts$|^shared/client-address\\.ts$',
  'temporal-polyfill': '^shared/calendar/',
  'date-holidays': '^shared/calendar/holidays\\.ts$',
  otpauth: '^services/console/sign-in/totp\\.ts$',
  '@simplewebauthn/server': '^services/console/sign-in/passkeys\\.ts$',
  'openid-client': '^services/console/sign-in/provider\\.ts$|^services/email/oauth/token-client\\.ts$',
  uuid: '^shared/ids\\.ts$',
  pino: '^shared/log\\.ts$',
  yaml: '^services/config-file\\.ts$|^shared/policy/policy(-document)?\\.ts$|^services/cases/policy/publish\\.ts$|^services/cases/cli/policy-commands\\.ts$|^services/console/app/pages/policy/draft/policy-draft\\.ts$',
  'zod-openapi': '^shared/api/document\\.ts$',
  'prom-client': '^shared/metrics\\.ts$',
};

const composition = '^services/(main|redress|api-reference|config|config-file|database|web-server)\\.ts$|^services/cli/';

export default {
  forbidden: [
    {
      name: 'service-imports-service',
      comment: 'Services meet in shared/events and on the bus. Only the composition root knows several.',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: composition },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    { name: 'shared-imports-service', severity: 'error', from: { path: '^shared/' }, to: { path: '^services/' } },
    {
      name: 'events-import-only-zod',
      severity: 'error',
      from: { path: '^shared/events/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^shared/events/|node_modules/zod' },
    },
    {
      name: 'domain-is-pure',
      comment: 'Decisions as values: no I/O, no clock, no chance.',
      severity: 'error',
      from: { path: '^services/([^/]+)/domain/', pathNot: '\\.test\\.ts$' },
      to: {
        pathNot:
          '^services/$1/domain/|^shared/(events/|policy/|calendar/|(errors|canonical-json)\\.ts)|node_modules/(zod|date-holidays|temporal-polyfill)',
      },
    },
    {
      name: 'product-imports-test',
      severity: 'error',
      from: { path: '^(services|shared)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^test/' },
    },
    {
      name: 'app-imports-only-itself',
      comment: 'The app of the console runs in browsers: what it knows of the services is the API. The console’s own pure part runs in both.',
      severity: 'error',
      from: { path: '^services/console/app/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(services|shared|test)/', pathNot: '^services/console/(app|domain)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...Object.entries(owners).map(([sdk, owner]) => ({
      name: `one-owner-${sdk}`,
      severity: 'error',
      from: { path: '^(services|shared)/', pathNot: `${owner}|\\.test\\.ts$` },
      to: { path: `(^|node_modules/)(@types/)?${sdk}(/|$)` },
    })),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^services/console/dist/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
