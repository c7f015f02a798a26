// What tasks are called, in the languages of the templates. Whoever opens a task says what it is, never in which language:
// lists are in the policy's first one, mails in their reader's.

/** What a task is called, in a language. */
export type Title = (locale: string) => string;

const english = {
  escalation: (level: number, action: string) => `Level ${level}: ${action}`,
  resolve: () => 'Resolve the case',
  review: () => 'Review and initiate investigation',
  warning: (level: number) => `Goes to level ${level} soon`,
  investigate: () => 'Investigate this case',
  agitated: () => 'Very upset customer: take over the conversation',
  decideContact: () => 'Threat: decide whether and how this customer is answered',
  decideContactOverdue: () => 'Threat: nobody decided in time whether this customer is answered',
  answerSocial: () => 'Answer by direct message: acknowledge and promise an answer',
  findPerson: () => 'Came by a machine: find the person behind it and acknowledge by hand',
  acknowledgeInPerson: () => 'No e-mail address: acknowledge in person or by phone',
  acknowledgeNow: () => 'Not acknowledged yet: do it by hand before the time is over',
  acknowledgementFailed: () =>
    'The acknowledgement was not delivered: reach the customer another way',
  assign: () => 'Nobody is assigned: assign an investigator',
  answerInquiry: () => 'The inquiry is not answered: answer it',
  waitEnded: () => 'The wait is over: go on',
  readReply: () => 'The customer wrote again: read and answer',
  tellOutcome: () => 'Resolved: tell the customer the outcome by direct message',
  checkLink: (reference: string, reason: string) => `May belong to ${reference}: ${reason}`,
  unreadable: () => 'Could not be read: look at the original',
  approveRemedy: (remedy: string, what: string) => `Approve or reject ${remedy}: ${what}`,
  deliverRemedy: (remedy: string) =>
    `Compensation ${remedy}: tell the customer, then record its delivery`,
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
  answerSocial: () => 'Per Direktnachricht antworten: Eingang bestätigen, Antwort zusagen',
  findPerson: () =>
    'Kam von einer Maschine: die Person dahinter finden und den Eingang selbst bestätigen',
  acknowledgeInPerson: () => 'Keine E-Mail-Adresse: Eingang persönlich oder am Telefon bestätigen',
  acknowledgeNow: () => 'Eingang noch nicht bestätigt: vor Ablauf der Frist selbst bestätigen',
  acknowledgementFailed: () =>
    'Die Eingangsbestätigung kam nicht an: den Kunden auf anderem Weg erreichen',
  assign: () => 'Niemand ist zugewiesen: jemanden mit der Untersuchung betrauen',
  answerInquiry: () => 'Die Anfrage ist unbeantwortet: beantworten',
  waitEnded: () => 'Die Wartezeit ist um: weitermachen',
  readReply: () => 'Der Kunde hat wieder geschrieben: lesen und antworten',
  tellOutcome: () => 'Gelöst: dem Kunden das Ergebnis per Direktnachricht mitteilen',
  checkLink: (reference, reason) => `Gehört vielleicht zu ${reference}: ${reason}`,
  unreadable: () => 'Nicht lesbar: das Original ansehen',
  approveRemedy: (remedy, what) => `${remedy} genehmigen oder ablehnen: ${what}`,
  deliverRemedy: (remedy) =>
    `Entschädigung ${remedy}: dem Kunden mitteilen, dann die Übergabe festhalten`,
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
  answerSocial: () => 'Responder por mensaje directo: acusar recibo y prometer una respuesta',
  findPerson: () => 'Llegó por una máquina: encontrar a la persona y acusar recibo a mano',
  acknowledgeInPerson: () => 'Sin dirección de correo: acusar recibo en persona o por teléfono',
  acknowledgeNow: () => 'Sin acuse de recibo: enviarlo a mano antes de que venza el plazo',
  acknowledgementFailed: () =>
    'El acuse de recibo no llegó: contactar con el cliente por otro medio',
  assign: () => 'Nadie lo tiene asignado: asignar a quien investigue',
  answerInquiry: () => 'La consulta está sin respuesta: responderla',
  waitEnded: () => 'La espera ha terminado: continuar',
  readReply: () => 'El cliente ha vuelto a escribir: leer y responder',
  tellOutcome: () => 'Resuelto: comunicar el resultado al cliente por mensaje directo',
  checkLink: (reference, reason) => `Puede pertenecer a ${reference}: ${reason}`,
  unreadable: () => 'No se pudo leer: mirar el original',
  approveRemedy: (remedy, what) => `Aprobar o rechazar ${remedy}: ${what}`,
  deliverRemedy: (remedy) =>
    `Compensación ${remedy}: comunicarla al cliente y registrar la entrega`,
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
  answerSocial: () => 'Répondre par message privé : accuser réception et promettre une réponse',
  findPerson: () => 'Venu d’une machine : trouver la personne et accuser réception soi-même',
  acknowledgeInPerson: () =>
    'Pas d’adresse e-mail : accuser réception en personne ou par téléphone',
  acknowledgeNow: () => 'Réception non confirmée : le faire soi-même avant l’échéance',
  acknowledgementFailed: () =>
    'L’accusé de réception n’est pas arrivé : joindre le client autrement',
  assign: () => 'Personne n’est désigné : désigner un enquêteur',
  answerInquiry: () => 'La question est sans réponse : y répondre',
  waitEnded: () => 'L’attente est terminée : continuer',
  readReply: () => 'Le client a réécrit : lire et répondre',
  tellOutcome: () => 'Résolu : annoncer le résultat au client par message privé',
  checkLink: (reference, reason) => `Concerne peut-être ${reference} : ${reason}`,
  unreadable: () => 'Illisible : regarder l’original',
  approveRemedy: (remedy, what) => `Approuver ou refuser ${remedy} : ${what}`,
  deliverRemedy: (remedy) => `Compensation ${remedy} : l’annoncer au client, puis noter la remise`,
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
