// What the tasks of investigations and follow-up are called, in the languages of the templates (see task-titles.ts).

const english = {
  approveAction: (id: string, problem: string) => `Approve or refuse ${id}: ${problem}`,
  doAction: (id: string, problem: string) => `Corrective action ${id}: ${problem}`,
  verifyAction: (id: string) => `${id} is done: check whether it worked`,
  callBack: (id: string, reason: string) => `Call the customer (${id}): ${reason}`,
  readCallBack: (id: string) => `Read the report of the call ${id}`,
  checkIn: () => 'Check in with the customer: call or write how things stand',
  followUp: () => 'Ask the customer whether they are satisfied, and record it',
  reEngage: () => 'Left unsatisfied and silent since: win this customer back',
  outcomeNotDelivered: () =>
    'The outcome did not reach the customer: tell them another way, then resolve again',
  tookIn: (reference: string) => `${reference} was merged into this case: read what stands there`,
  takenApart: (reference: string) => `Taken out of ${reference} again: read it and go on`,
  selfIdentified: () =>
    'A failure that we noticed ourselves: tell the customer and apologise before they notice',
};
type Titles = typeof english;

const german: Titles = {
  approveAction: (id, problem) => `${id} genehmigen oder ablehnen: ${problem}`,
  doAction: (id, problem) => `Korrekturmaßnahme ${id}: ${problem}`,
  verifyAction: (id) => `${id} ist erledigt: prüfen, ob sie gewirkt hat`,
  callBack: (id, reason) => `Den Kunden anrufen (${id}): ${reason}`,
  readCallBack: (id) => `Den Bericht über den Anruf ${id} lesen`,
  checkIn: () => 'Beim Kunden melden: anrufen oder schreiben, wie es steht',
  followUp: () => 'Den Kunden fragen, ob er zufrieden ist, und es festhalten',
  reEngage: () => 'Unzufrieden geblieben und verstummt: diesen Kunden zurückgewinnen',
  outcomeNotDelivered: () =>
    'Das Ergebnis hat den Kunden nicht erreicht: auf anderem Weg mitteilen, dann neu lösen',
  tookIn: (reference) =>
    `${reference} wurde mit diesem Fall zusammengeführt: lesen, was dort steht`,
  takenApart: (reference) => `Wieder aus ${reference} herausgelöst: lesen und weitermachen`,
  selfIdentified: () =>
    'Ein Fehler, den wir selbst bemerkt haben: den Kunden informieren und sich entschuldigen',
};

const spanish: Titles = {
  approveAction: (id, problem) => `Aprobar o rechazar ${id}: ${problem}`,
  doAction: (id, problem) => `Acción correctiva ${id}: ${problem}`,
  verifyAction: (id) => `${id} está hecha: comprobar si ha funcionado`,
  callBack: (id, reason) => `Llamar al cliente (${id}): ${reason}`,
  readCallBack: (id) => `Leer el informe de la llamada ${id}`,
  checkIn: () => 'Contactar con el cliente: llamar o escribir cómo va todo',
  followUp: () => 'Preguntar al cliente si está satisfecho y anotarlo',
  reEngage: () => 'Quedó insatisfecho y en silencio: recuperar a este cliente',
  outcomeNotDelivered: () =>
    'El resultado no llegó al cliente: comunicarlo por otro medio y resolver de nuevo',
  tookIn: (reference) => `${reference} se fusionó con este caso: leer lo que hay allí`,
  takenApart: (reference) => `Separado de nuevo de ${reference}: leerlo y continuar`,
  selfIdentified: () =>
    'Un fallo que hemos detectado nosotros: avisar al cliente y disculparse antes de que lo note',
};

const french: Titles = {
  approveAction: (id, problem) => `Approuver ou refuser ${id} : ${problem}`,
  doAction: (id, problem) => `Action corrective ${id} : ${problem}`,
  verifyAction: (id) => `${id} est faite : vérifier si elle a été efficace`,
  callBack: (id, reason) => `Appeler le client (${id}) : ${reason}`,
  readCallBack: (id) => `Lire le compte rendu de l’appel ${id}`,
  checkIn: () => 'Prendre des nouvelles du client : appeler ou écrire où en sont les choses',
  followUp: () => 'Demander au client s’il est satisfait, et le noter',
  reEngage: () => 'Resté insatisfait et silencieux : regagner ce client',
  outcomeNotDelivered: () =>
    'Le résultat n’est pas parvenu au client : l’annoncer autrement, puis résoudre à nouveau',
  tookIn: (reference) => `${reference} a été fusionné avec ce dossier : lire ce qui s’y trouve`,
  takenApart: (reference) => `De nouveau séparé de ${reference} : le lire et continuer`,
  selfIdentified: () =>
    'Une défaillance que nous avons constatée : prévenir le client et s’excuser avant qu’il ne la voie',
};

const languages = new Map([
  ['en', english],
  ['de', german],
  ['es', spanish],
  ['fr', french],
]);

/** The titles in a language; English where there are none in it. */
export const recoveryTitlesIn = (locale: string): Titles => languages.get(locale) ?? english;
