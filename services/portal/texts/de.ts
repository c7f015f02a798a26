// What customers read on the portal's pages, in German.
import type { Texts } from './en.ts';

export const de: Texts = {
  name: 'Deutsch',
  dateLocale: 'de-DE',
  skip: 'Zum Inhalt springen',
  languages: 'Sprache',
  optional: 'freiwillig',
  errorPrefix: 'Fehler: ',
  faults: {
    required: 'Bitte schreiben Sie uns, was passiert ist. Mehr brauchen wir nicht.',
    too_long: 'Das ist zu lang. Bitte kürzen Sie es.',
    invalid_email: 'Bitte prüfen Sie diese Adresse: Sie sollte wie name@beispiel.de aussehen.',
    twice: 'Das kam doppelt an. Bitte senden Sie es nur einmal.',
  },
  states: {
    received: {
      headline: 'Ihre Nachricht ist angekommen',
      text: 'Sie ist sicher bei uns, und ein Mensch sieht sie sich an.',
    },
    opened: {
      headline: 'Ihr Fall ist eröffnet',
      text: 'Wir haben Ihre Nachricht; gleich nimmt sich ein Mensch ihrer an.',
    },
    working: {
      headline: 'Wir arbeiten daran',
      text: 'Ein Mensch hat Ihren Fall übernommen und geht dem Geschehenen nach.',
    },
    waiting: {
      headline: 'Wir warten auf eine Antwort',
      text: 'Uns fehlt noch etwas, um weiterzumachen. Falls es von Ihnen kommt, können Sie unten antworten.',
    },
    resolved: {
      headline: 'Ihr Fall ist gelöst',
      text: 'Wenn es für Sie damit nicht erledigt ist, schreiben Sie uns unten; dann öffnen wir ihn wieder.',
    },
    closed: {
      headline: 'Ihr Fall ist abgeschlossen',
      text: 'Wenn noch etwas nicht stimmt, schreiben Sie uns unten.',
    },
    merged: {
      headline: 'Wir bearbeiten dies zusammen mit einer anderen Nachricht',
      text: 'Beide betreffen dieselbe Sache, darum kümmert sich eine Person um beide.',
    },
  },
  steps: { received: 'Angekommen', working: 'In Bearbeitung', resolved: 'Gelöst' },
  notices: {
    notFound: {
      title: 'Dieser Link öffnet keinen Fall',
      text: 'Vielleicht ist er unvollständig. Versuchen Sie den ganzen Link aus unserer Nachricht, oder finden Sie Ihren Fall mit Vorgangsnummer und E-Mail-Adresse.',
    },
    nothingHere: {
      title: 'Unter dieser Adresse ist keine Seite',
      text: 'Vielleicht ist sie vertippt. Über die Links unten können Sie uns schreiben oder Ihren Fall finden.',
    },
    surveyReopened: {
      title: 'Wir arbeiten wieder daran',
      text: 'Sobald wir fertig sind, bekommen Sie einen neuen Link. Danke für Ihre Geduld.',
    },
    surveyNotFound: {
      title: 'Diese Umfrage ist nicht verfügbar',
      text: 'Vielleicht ist der Link unvollständig. Bitte versuchen Sie den ganzen Link aus unserer Nachricht.',
    },
    unavailable: {
      title: 'Das können wir gerade nicht anzeigen',
      text: 'Es geht nichts verloren. Bitte versuchen Sie es in einer Minute noch einmal.',
    },
    refused: {
      title: 'Das konnten wir nicht lesen',
      text: 'Bitte gehen Sie zurück und versuchen Sie es noch einmal.',
    },
    busy: {
      title: 'Einen Moment, bitte',
      text: 'Über Ihre Verbindung kamen sehr viele Anfragen. Bitte versuchen Sie es in einer Minute noch einmal.',
    },
    failed: {
      title: 'Bei uns ist etwas schiefgegangen',
      text: 'Wir haben es vermerkt. Bitte versuchen Sie es in ein paar Minuten noch einmal.',
    },
  },
  form: {
    title: 'Was ist schiefgelaufen?',
    lead: 'Wir lesen jede Nachricht, und ein Mensch antwortet Ihnen.',
    nextTitle: 'So geht es weiter',
    next: (hours) => [
      {
        title: 'Sie bekommen eine Vorgangsnummer',
        text: 'Sie erscheint gleich nach dem Senden, mit einem persönlichen Link zu Ihrem Fall.',
      },
      {
        title: `Wir bestätigen innerhalb von ${hours} Stunden`,
        text: 'Wenn Sie eine E-Mail-Adresse angeben, kommt die Bestätigung dorthin.',
      },
      {
        title: 'Ein Mensch bringt es in Ordnung',
        text: 'Sie können jederzeit sehen, wie es steht, und etwas hinzufügen.',
      },
    ],
    followTitle: 'Sie haben uns schon geschrieben?',
    followLink: 'Sehen, wie Ihr Fall steht',
    messageLegend: 'Ihre Nachricht',
    message: 'Was ist passiert?',
    messageHint: 'In Ihren eigenen Worten. Mehr brauchen wir nicht.',
    files: 'Fotos oder Dokumente',
    filesHint: (count, megabytes) => `Bis zu ${count} Dateien, zusammen ${megabytes} MB.`,
    contactLegend: 'Wie erreichen wir Sie?',
    contactHint:
      'Alles freiwillig. Ohne Angaben bewahren Sie bitte den persönlichen Link auf, den Sie nach dem Senden erhalten.',
    nameLabel: 'Name',
    email: 'E-Mail',
    phone: 'Telefon',
    detailsLegend: 'Angaben, die uns helfen',
    subject: 'Betreff',
    orderNumber: 'Bestell- oder Buchungsnummer',
    occurredAt: 'Wann ist es passiert?',
    send: 'Nachricht senden',
    privacy: 'Was Sie senden, nutzen wir nur, um Ihren Fall zu bearbeiten.',
  },
  problems: {
    fields: 'Bitte sehen Sie sich das noch einmal an:',
    filesAgain: 'Ihr Text ist noch da. Bitte wählen Sie Ihre Dateien noch einmal aus.',
    tooLarge: (megabytes) =>
      `Die Dateien sind zu groß: Mehr als ${megabytes} MB zusammen können wir nicht annehmen. Ihr Text ist noch da.`,
    tooManyFiles: (count) => `Bitte senden Sie höchstens ${count} Dateien. Ihr Text ist noch da.`,
    malformed:
      'Ein Teil der Sendung war nicht lesbar. Bitte prüfen Sie sie und senden Sie sie noch einmal.',
    unavailable:
      'Wir können Ihre Nachricht gerade nicht speichern. Sie ist noch da: Bitte senden Sie sie in einer Minute noch einmal.',
    limited:
      'Über Ihre Verbindung kamen sehr viele Nachrichten. Ihre ist noch da: Bitte senden Sie sie in einer Minute noch einmal.',
    changed:
      'Von dieser Seite kam schon eine Nachricht, und diese ist anders. Wenn wir auch diese haben sollen, senden Sie sie bitte noch einmal.',
  },
  thanks: {
    title: 'Danke',
    text: 'Wir haben Ihre Nachricht. Sie ist sicher gespeichert, und ein Mensch sieht sie sich an.',
    reference: 'Ihre Vorgangsnummer',
    promise: 'Wir bestätigen bis',
    link: 'Fall verfolgen',
    keep: 'Bewahren Sie diesen Link auf: Wer ihn hat, kann sehen, wie Ihr Fall steht.',
    another: 'Noch eine Nachricht senden',
  },
  lookup: {
    title: 'Wie steht mein Fall?',
    text: 'Geben Sie die Vorgangsnummer ein, die Sie von uns haben, und die E-Mail-Adresse, von der Sie geschrieben haben.',
    reference: 'Vorgangsnummer',
    referenceHint: 'Sie sieht aus wie C-7K3M-9QXD.',
    email: 'E-Mail',
    show: 'Meinen Fall zeigen',
    miss: 'Zu dieser Vorgangsnummer und E-Mail-Adresse haben wir keinen Fall gefunden. Bitte prüfen Sie beides.',
    limited:
      'Das waren zu viele Versuche. Bitte warten Sie ein paar Minuten und versuchen Sie es noch einmal.',
  },
  status: {
    title: (reference) => `Fall ${reference}`,
    reference: 'Vorgangsnummer',
    part: (reference) => `Er wird als Teil von Fall ${reference} bearbeitet.`,
    receivedAt: 'Angekommen',
    acknowledgeBy: 'Wir bestätigen bis',
    resolveBy: 'Voraussichtlich gelöst bis',
    updates: 'Was wir Ihnen mitgeteilt haben',
    noUpdates: 'Noch nichts. Sobald es etwas Neues gibt, lesen Sie es hier.',
    outcome: 'Das Ergebnis',
    replyTitle: 'Etwas hinzufügen',
    replyHint:
      'Eine Einzelheit, eine Antwort, eine Frage: Sie geht an die Person, die Ihren Fall bearbeitet.',
    reply: 'Ihre Nachricht',
    replySend: 'Senden',
    replySent: 'Danke. Ihre Nachricht liegt bei Ihrem Fall.',
  },
  rating: {
    title: 'Wie gut haben wir es in Ordnung gebracht?',
    text: 'Ihre Antwort geht an die Menschen, die es beim nächsten Mal besser machen können.',
    scale: ['Gar nicht', 'Schlecht', 'Teilweise', 'Gut', 'Sehr gut'],
    choose: 'Bitte wählen Sie eine der fünf Antworten.',
    comment: 'Möchten Sie etwas hinzufügen?',
    send: 'Antwort senden',
    sent: 'Danke für Ihre Antwort.',
    already: 'Ihre Antwort haben wir schon. Danke.',
    superseded: 'Nach diesem Link haben wir uns noch einmal darum gekümmert.',
    next: 'Bewerten, wie es jetzt ist',
  },
  footer: { form: 'Uns schreiben', status: 'Meinen Fall finden' },
};
