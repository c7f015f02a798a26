// What tasks are called, in the languages of the templates. Whoever opens a task says what it is, never in which language:
// lists are in the policy's first one, mails in their reader's.

import type { RemedyWarning } from '../remedies/review.ts';

/** What a task is called, in a language. */
export type Title = (locale: string) => string;

/** What an approver should look at, after the rest. */
const seeAlso = (lookAt: string): string => (lookAt ? ` (${lookAt})` : '');

const english = {
  escalation: (level: number, action: string) => `Level ${level}: ${action}`,
  resolve: () => 'Resolve the case',
  review: () => 'Review and initiate investigation',
  warning: (level: number) => `Goes to level ${level} soon`,
  investigate: () => 'Investigate this case',
  agitated: () => 'Very upset customer: take over the conversation',
  decideContact: () => 'Threat: decide whether and how this customer is answered',
  decideContactOverdue: () => 'Threat: nobody decided in time whether this customer is answered',
  reportViolence: () => 'Threat: file the workplace-violence report',
  answerSocial: () => 'Answer by direct message: acknowledge and promise an answer',
  findPerson: () => 'Came by a machine: find the person behind it and acknowledge by hand',
  acknowledgeInPerson: () => 'No e-mail address: acknowledge in person or by phone',
  acknowledgeNow: () => 'Not acknowledged yet: do it by hand before the time is over',
  acknowledgementFailed: () =>
    'The acknowledgement was not delivered: reach the customer another way',
  assign: () => 'Assign an investigator',
  nextUpdate: () => 'Tell the customer how things stand',
  dueSoon: (title: string) => `Due soon: ${title}`,
  overdue: (title: string) => `Overdue: ${title}`,
  answerInquiry: () => 'Answer the inquiry',
  waitEnded: () => 'The wait is over: go on',
  readReply: () => 'The customer wrote again: read and answer',
  tellOutcome: () => 'Resolved: tell the customer the outcome by direct message',
  checkLink: (reference: string, reason: string) => `May belong to ${reference}: ${reason}`,
  triage: (maybe: string) =>
    maybe ? `Decide what this is about, perhaps: ${maybe}` : 'Decide what this is about',
  unreadable: () => 'Could not be read: look at the original',
  approveRemedy: (remedy: string, what: string, lookAt: string) =>
    `Approve or reject ${remedy}: ${what}${seeAlso(lookAt)}`,
  lookAt: {
    splitting: 'perhaps split up',
    severity_lowered: 'severity lowered',
    customer_remedies: 'other remedies of this customer',
    others_open: 'other open proposals',
    above_caps: 'above the caps',
    above_budget: 'above the budget',
  } as Record<RemedyWarning['kind'], string>,
  deliverRemedy: (remedy: string) =>
    `Compensation ${remedy}: tell the customer, then record its delivery`,
  payoutTrouble: (remedy: string, status: string, reason: string) =>
    `The payout of ${remedy} is ${status.replace('_', ' ')} (${reason}): check with the provider, then settle it`,
  paidTwice: (remedy: string) =>
    `${remedy} was paid out although it had been given by hand: get one of the two back`,
  remedyBudget: (month: string, percent: string, spent: string) =>
    `Compensation of ${month} has reached ${percent} % of its budget: ${spent}`,
  remedyNotDelivered: (remedy: string, status: string) =>
    `Compensation ${remedy} was not delivered (${status}): check, then deliver by hand`,
  messageFailed: (purpose: string, status: string) =>
    `The ${purpose} was not delivered (${status})`,
  quarantined: (reference: string, reason: string) =>
    `Look at ${reference}: ${reason}, not acted on by itself`,
  deadLetter: (topic: string, group: string, tries: number) =>
    `${topic} could not be handled by ${group} after ${tries} tries: redress dead-letter show`,
  connectorDown: (connector: string, reason: string) =>
    `${connector} cannot do its work: ${reason}`,
  reasons: {
    not_a_participant: 'not sent by a participant',
    authentication_failed: 'the sender’s mail server was not proven',
    merged: 'that case was merged',
    too_late: 'that case was closed too long ago',
    ambiguous_sender: 'more than one sender',
    too_large: 'too large',
  } as Record<string, string>,
};
type Titles = typeof english;

const german: Titles = {
  escalation: (level, action) => `Stufe ${level}: ${action}`,
  resolve: () => 'Den Fall lösen',
  review: () => 'Prüfen und Untersuchung einleiten',
  warning: (level) => `Geht bald auf Stufe ${level}`,
  investigate: () => 'Diesen Fall untersuchen',
  agitated: () => 'Sehr aufgebrachter Kunde: das Gespräch übernehmen',
  decideContact: () => 'Drohung: entscheiden, ob und wie dieser Kunde eine Antwort bekommt',
  decideContactOverdue: () =>
    'Drohung: niemand hat rechtzeitig entschieden, ob dieser Kunde eine Antwort bekommt',
  reportViolence: () => 'Drohung: den Bericht über Gewalt am Arbeitsplatz ausfüllen',
  answerSocial: () => 'Per Direktnachricht antworten: Eingang bestätigen, Antwort zusagen',
  findPerson: () =>
    'Kam von einer Maschine: die Person dahinter finden und den Eingang selbst bestätigen',
  acknowledgeInPerson: () => 'Keine E-Mail-Adresse: Eingang persönlich oder am Telefon bestätigen',
  acknowledgeNow: () => 'Eingang noch nicht bestätigt: vor Ablauf der Frist selbst bestätigen',
  acknowledgementFailed: () =>
    'Die Eingangsbestätigung kam nicht an: den Kunden auf anderem Weg erreichen',
  assign: () => 'Jemanden mit der Untersuchung betrauen',
  nextUpdate: () => 'Dem Kunden sagen, wie es steht',
  dueSoon: (title) => `Bald fällig: ${title}`,
  overdue: (title) => `Überfällig: ${title}`,
  answerInquiry: () => 'Die Anfrage beantworten',
  waitEnded: () => 'Die Wartezeit ist um: weitermachen',
  readReply: () => 'Der Kunde hat wieder geschrieben: lesen und antworten',
  tellOutcome: () => 'Gelöst: dem Kunden das Ergebnis per Direktnachricht mitteilen',
  checkLink: (reference, reason) => `Gehört vielleicht zu ${reference}: ${reason}`,
  triage: (maybe) =>
    maybe ? `Entscheiden, worum es geht, vielleicht: ${maybe}` : 'Entscheiden, worum es geht',
  unreadable: () => 'Nicht lesbar: das Original ansehen',
  approveRemedy: (remedy, what, lookAt) =>
    `${remedy} genehmigen oder ablehnen: ${what}${seeAlso(lookAt)}`,
  lookAt: {
    splitting: 'vielleicht aufgeteilt',
    severity_lowered: 'Schweregrad gesenkt',
    customer_remedies: 'andere Entschädigungen dieses Kunden',
    others_open: 'andere offene Vorschläge',
    above_caps: 'über den Grenzen',
    above_budget: 'über dem Budget',
  },
  deliverRemedy: (remedy) =>
    `Entschädigung ${remedy}: dem Kunden mitteilen, dann die Übergabe festhalten`,
  payoutTrouble: (remedy, status, reason) =>
    `Auszahlung von ${remedy}: ${status} (${reason}): beim Anbieter prüfen, dann festhalten`,
  paidTwice: (remedy) =>
    `${remedy} wurde ausgezahlt, obwohl es schon selbst übergeben war: eines zurückholen`,
  remedyBudget: (month, percent, spent) =>
    `Entschädigungen im ${month} haben ${percent} % des Budgets erreicht: ${spent}`,
  remedyNotDelivered: (remedy, status) =>
    `Entschädigung ${remedy} kam nicht an (${status}): prüfen, dann selbst übergeben`,
  messageFailed: (purpose, status) => `Nachricht „${purpose}“ kam nicht an (${status})`,
  quarantined: (reference, reason) =>
    `${reference} ansehen: ${reason}, nicht von selbst bearbeitet`,
  deadLetter: (topic, group, tries) =>
    `${group} kam mit ${topic} nach ${tries} Versuchen nicht zurecht: redress dead-letter show`,
  connectorDown: (connector, reason) => `${connector} kann nicht arbeiten: ${reason}`,
  reasons: {
    not_a_participant: 'von jemandem, der nicht beteiligt ist',
    authentication_failed: 'Absender nicht bestätigt',
    merged: 'jener Fall wurde zusammengelegt',
    too_late: 'jener Fall ist schon zu lange zu',
    ambiguous_sender: 'mehr als ein Absender',
    too_large: 'zu groß',
  },
};

const spanish: Titles = {
  escalation: (level, action) => `Nivel ${level}: ${action}`,
  resolve: () => 'Resolver el caso',
  review: () => 'Revisar e iniciar la investigación',
  warning: (level) => `Pasa pronto al nivel ${level}`,
  investigate: () => 'Investigar este caso',
  agitated: () => 'Cliente muy alterado: hacerse cargo de la conversación',
  decideContact: () => 'Amenaza: decidir si se responde a este cliente y cómo',
  decideContactOverdue: () => 'Amenaza: nadie decidió a tiempo si se responde a este cliente',
  reportViolence: () => 'Amenaza: presentar el informe de violencia en el trabajo',
  answerSocial: () => 'Responder por mensaje directo: acusar recibo y prometer una respuesta',
  findPerson: () => 'Llegó por una máquina: encontrar a la persona y acusar recibo a mano',
  acknowledgeInPerson: () => 'Sin dirección de correo: acusar recibo en persona o por teléfono',
  acknowledgeNow: () => 'Sin acuse de recibo: enviarlo a mano antes de que venza el plazo',
  acknowledgementFailed: () =>
    'El acuse de recibo no llegó: contactar con el cliente por otro medio',
  assign: () => 'Asignar a quien investigue',
  nextUpdate: () => 'Informar al cliente de cómo va',
  dueSoon: (title) => `Vence pronto: ${title}`,
  overdue: (title) => `Vencido: ${title}`,
  answerInquiry: () => 'Responder a la consulta',
  waitEnded: () => 'La espera ha terminado: continuar',
  readReply: () => 'El cliente ha vuelto a escribir: leer y responder',
  tellOutcome: () => 'Resuelto: comunicar el resultado al cliente por mensaje directo',
  checkLink: (reference, reason) => `Puede pertenecer a ${reference}: ${reason}`,
  triage: (maybe) =>
    maybe ? `Decidir de qué se trata, quizá: ${maybe}` : 'Decidir de qué se trata',
  unreadable: () => 'No se pudo leer: mirar el original',
  approveRemedy: (remedy, what, lookAt) =>
    `Aprobar o rechazar ${remedy}: ${what}${seeAlso(lookAt)}`,
  lookAt: {
    splitting: 'quizá fraccionada',
    severity_lowered: 'gravedad rebajada',
    customer_remedies: 'otras compensaciones de este cliente',
    others_open: 'otras propuestas abiertas',
    above_caps: 'por encima de los límites',
    above_budget: 'por encima del presupuesto',
  },
  deliverRemedy: (remedy) =>
    `Compensación ${remedy}: comunicarla al cliente y registrar la entrega`,
  payoutTrouble: (remedy, status, reason) =>
    `Pago de ${remedy}: ${status} (${reason}): comprobarlo con el proveedor y registrarlo`,
  paidTwice: (remedy) =>
    `${remedy} se pagó aunque ya se había entregado a mano: recuperar uno de los dos`,
  remedyBudget: (month, percent, spent) =>
    `Las compensaciones de ${month} han llegado al ${percent} % del presupuesto: ${spent}`,
  remedyNotDelivered: (remedy, status) =>
    `La compensación ${remedy} no llegó (${status}): comprobar y entregar a mano`,
  messageFailed: (purpose, status) => `El mensaje «${purpose}» no llegó (${status})`,
  quarantined: (reference, reason) => `Mirar ${reference}: ${reason}, no se tramitó por sí solo`,
  deadLetter: (topic, group, tries) =>
    `${group} no pudo tratar ${topic} tras ${tries} intentos: redress dead-letter show`,
  connectorDown: (connector, reason) => `${connector} no puede trabajar: ${reason}`,
  reasons: {
    not_a_participant: 'de alguien que no participa',
    authentication_failed: 'remitente no verificado',
    merged: 'aquel caso se fusionó',
    too_late: 'aquel caso se cerró hace demasiado tiempo',
    ambiguous_sender: 'más de un remitente',
    too_large: 'demasiado grande',
  },
};

const french: Titles = {
  escalation: (level, action) => `Niveau ${level} : ${action}`,
  resolve: () => 'Résoudre le dossier',
  review: () => 'Examiner et ouvrir une enquête',
  warning: (level) => `Passe bientôt au niveau ${level}`,
  investigate: () => 'Enquêter sur ce dossier',
  agitated: () => 'Client très contrarié : reprendre la conversation',
  decideContact: () => 'Menace : décider si et comment répondre à ce client',
  decideContactOverdue: () => 'Menace : personne n’a décidé à temps s’il faut répondre à ce client',
  reportViolence: () => 'Menace : remplir le rapport de violence au travail',
  answerSocial: () => 'Répondre par message privé : accuser réception et promettre une réponse',
  findPerson: () => 'Venu d’une machine : trouver la personne et accuser réception soi-même',
  acknowledgeInPerson: () =>
    'Pas d’adresse e-mail : accuser réception en personne ou par téléphone',
  acknowledgeNow: () => 'Réception non confirmée : le faire soi-même avant l’échéance',
  acknowledgementFailed: () =>
    'L’accusé de réception n’est pas arrivé : joindre le client autrement',
  assign: () => 'Désigner un enquêteur',
  nextUpdate: () => 'Dire au client où en est son dossier',
  dueSoon: (title) => `À faire bientôt : ${title}`,
  overdue: (title) => `En retard : ${title}`,
  answerInquiry: () => 'Répondre à la question',
  waitEnded: () => 'L’attente est terminée : continuer',
  readReply: () => 'Le client a réécrit : lire et répondre',
  tellOutcome: () => 'Résolu : annoncer le résultat au client par message privé',
  checkLink: (reference, reason) => `Concerne peut-être ${reference} : ${reason}`,
  triage: (maybe) =>
    maybe ? `Décider de quoi il s’agit, peut-être : ${maybe}` : 'Décider de quoi il s’agit',
  unreadable: () => 'Illisible : regarder l’original',
  approveRemedy: (remedy, what, lookAt) =>
    `Approuver ou refuser ${remedy} : ${what}${seeAlso(lookAt)}`,
  lookAt: {
    splitting: 'peut-être fractionnée',
    severity_lowered: 'gravité abaissée',
    customer_remedies: 'autres compensations de ce client',
    others_open: 'autres propositions ouvertes',
    above_caps: 'au-dessus des plafonds',
    above_budget: 'au-dessus du budget',
  },
  deliverRemedy: (remedy) => `Compensation ${remedy} : l’annoncer au client, puis noter la remise`,
  payoutTrouble: (remedy, status, reason) =>
    `Paiement de ${remedy} : ${status} (${reason}) : vérifier auprès du prestataire, puis le noter`,
  paidTwice: (remedy) =>
    `${remedy} a été payée alors qu’elle avait été remise en main propre : récupérer l’une des deux`,
  remedyBudget: (month, percent, spent) =>
    `Les compensations de ${month} ont atteint ${percent} % du budget : ${spent}`,
  remedyNotDelivered: (remedy, status) =>
    `La compensation ${remedy} n’est pas arrivée (${status}) : vérifier, puis remettre soi-même`,
  messageFailed: (purpose, status) => `Le message « ${purpose} » n’est pas arrivé (${status})`,
  quarantined: (reference, reason) =>
    `Regarder ${reference} : ${reason}, non traité automatiquement`,
  deadLetter: (topic, group, tries) =>
    `${group} n’a pas pu traiter ${topic} après ${tries} essais : redress dead-letter show`,
  connectorDown: (connector, reason) => `${connector} ne peut pas travailler : ${reason}`,
  reasons: {
    not_a_participant: 'de quelqu’un qui n’y participe pas',
    authentication_failed: 'expéditeur non vérifié',
    merged: 'ce dossier a été fusionné',
    too_late: 'ce dossier est clos depuis trop longtemps',
    ambiguous_sender: 'plus d’un expéditeur',
    too_large: 'trop volumineux',
  },
};

const languages = new Map([
  ['en', english],
  ['de', german],
  ['es', spanish],
  ['fr', french],
]);

/** The titles in a language; English where there are none in it. */
export const titlesIn = (locale: string): Titles => languages.get(locale) ?? english;

/** A reason of the rules for intake in words; one without words as it is. */
const reasonIn = (titles: Titles, reason: string): string =>
  titles.reasons[reason] ?? reason.replaceAll('_', ' ');

/** The title of a link to check. */
export const linkTitle =
  (reference: string, reason: string): Title =>
  (locale) => {
    const titles = titlesIn(locale);
    return titles.checkLink(reference, reasonIn(titles, reason));
  };

/** The title of a quarantined item. */
export const quarantineTitle =
  (reference: string, reason: string): Title =>
  (locale) => {
    const titles = titlesIn(locale);
    return titles.quarantined(reference, reasonIn(titles, reason));
  };

/** A title as it stands in lists: in the first language of the policy. */
export const listTitle = (title: Title, { locales }: { locales: readonly string[] }): string =>
  title(locales[0] ?? 'en');
